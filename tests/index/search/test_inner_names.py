"""Inner names: a name inside a question decides, one in a description does not."""

import pytest

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.folding import fold
from index.search.inner_names import InnerNames

NAMES = {"fern", "tree fern", "moss", "spore", "who", "c", "er", "farn"}
FREQUENT = {"plant", "leaf", "leaves", "green", "moss"}
USED = {"fern", "tree", "spore", "grows", *FREQUENT}
ORDINARY = {"children", "coffee", "hurt", "train", "eat", "kinder", "haben"}


def find(text: str, *languages: str) -> str | None:
    analyzers = Languages(languages or ("en",))

    def is_used(word: str) -> bool:
        return word in USED or analyzers.is_stop_word(word)

    def idf(word: QueryWord) -> float:
        return 1.0 if word.text in FREQUENT else 5.0

    finder = InnerNames(analyzers, is_used, ORDINARY, idf)
    return finder.find(text, lambda part: fold(part) in NAMES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("can children eat the fern", "fern"),
        ("does Fern hurt?", "Fern"),
        ("fern and coffee", "fern"),
        ("fern train coffee", "fern"),
        ("eat coffee with a fern", "fern"),
        ("may children eat the tree fern", "tree fern"),
        ("is moss or spore green", "spore"),
        ("does WHO hurt", "WHO"),
        ("is ER- green", "ER-"),
        ("can children eat C++?", "C++"),
    ],
)
def test_find_returns_the_name_that_a_question_is_about(text: str, name: str) -> None:
    assert find(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "green plant that grows from a spore",
        "who can it hurt",
        "can children eat c",
        "fern",
        "",
        "?",
        "is fernn or moss green",
        "is moss on a tree with spores that grows green",
        "can children eat fern " + "and coffee " * 7,
    ],
    ids=[
        *("description", "stop word", "letter", "name alone", "empty", "sign"),
        *("unknown word", "other words say more", "long text"),
    ],
)
def test_find_returns_none_where_no_name_decides(text: str) -> None:
    assert find(text) is None


def test_find_reads_questions_in_the_languages_served() -> None:
    text = "haben kinder Farn"

    assert find(text, "de") == "Farn"
