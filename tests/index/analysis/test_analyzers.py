"""Words made into tokens: stems, stop words, and the words of a question."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyzers import (
    ENGLISH_STOP_WORDS,
    MAX_TOKENS,
    Analyzer,
    Languages,
    QueryWord,
)


@pytest.fixture
def english() -> Analyzer:
    return Languages(["en"]).analyzer_for("en")


@pytest.mark.parametrize(
    "other", ["clots", "clotting", "clotted", "CLOT", "Clot’s", "clöt"]
)
def test_forms_of_a_word_share_a_token(english: Analyzer, other: str) -> None:
    assert english.tokenize(other) == english.tokenize("clot")


def test_tokens_keep_their_order_without_stop_words(english: Analyzer) -> None:
    assert english.tokenize("The clots in my veins") == ["clot", "vein"]


@pytest.mark.parametrize("text", ["", "the of and", "?!", "\x00", "\u202e"])
def test_a_text_without_words_has_no_tokens(english: Analyzer, text: str) -> None:
    assert english.tokenize(text) == []


@pytest.mark.parametrize("word", ["all", "it", "no", "aids", "us"])
def test_words_that_name_something_are_no_stop_words(word: str) -> None:
    assert word not in ENGLISH_STOP_WORDS


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "en-us"])
def test_every_english_has_the_same_analyzer(tag: str) -> None:
    languages = Languages([tag])

    assert languages.analyzer_for(tag) is languages.analyzer_for("en")


@pytest.mark.parametrize("tag", ["es", "pt-BR", "enm"])
def test_another_language_is_only_folded(tag: str) -> None:
    analyzer = Languages([tag]).analyzer_for(tag)

    assert analyzer.tokenize("Los Coágulos in a clotting") == [
        "los",
        "coagulos",
        "in",
        "a",
        "clotting",
    ]


def test_a_question_keeps_each_stem_once() -> None:
    asked = Languages(["en"]).extract_query_words(
        "clots and clotting of the vein, clot"
    )

    assert asked == (QueryWord("clots", ("clot",)), QueryWord("vein", ("vein",)))


def test_a_question_keeps_sixteen_words() -> None:
    text = " ".join(f"word{number}" for number in range(2000))

    asked = Languages(["en"]).extract_query_words(text)

    assert [each.text for each in asked] == [f"word{n}" for n in range(MAX_TOKENS)]
    assert MAX_TOKENS == 16


def test_stop_words_do_not_count_as_words_of_a_question() -> None:
    asked = Languages(["en"]).extract_query_words("the " * 50 + "clot")

    assert [each.text for each in asked] == ["clot"]


def test_a_word_has_a_token_for_each_language_served() -> None:
    asked = Languages(["en", "es", "en-GB", "fr"]).extract_query_words("clotting")

    assert asked == (QueryWord("clotting", ("clot", "clotting")),)


def test_a_stop_word_of_one_language_is_a_word_of_another() -> None:
    asked = Languages(["en", "es"]).extract_query_words("a")

    assert asked == (QueryWord("a", ("a",)),)


def test_a_glossary_without_entries_has_no_words_to_ask_for() -> None:
    assert Languages([]).extract_query_words("clot") == ()


@given(st.text(st.characters(codec=None)))
def test_any_question_has_few_words_and_no_doubles(text: str) -> None:
    tokens = [each.tokens for each in Languages(["en", "es"]).extract_query_words(text)]

    assert len(tokens) <= MAX_TOKENS
    assert len(set(tokens)) == len(tokens)


def test_threads_share_an_analyzer() -> None:
    alone, shared = (Analyzer(ENGLISH_STOP_WORDS, "english") for _ in range(2))
    starts = [f"{start}{middle}t" for start in "bcdfgl" for middle in ("lo", "ra")]
    endings = ["", "s", "ing", "ed", "ation", "ational", "iveness", "ization"]
    words = [
        start + "ab"[n % 2] * n + end
        for start in starts
        for n in range(9)
        for end in endings
    ]

    with ThreadPoolExecutor(8) as threads:
        found = list(
            threads.map(lambda _: [shared.tokenize_word(w) for w in words], range(8))
        )

    assert found == [[alone.tokenize_word(word) for word in words]] * 8
