"""Analyzers: stems, stop words, and the words of a query."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyzers import (
    MAX_TOKENS,
    Analyzer,
    Languages,
    QueryWord,
)
from index.analysis.stop_words import STOP_WORDS


@pytest.fixture
def english() -> Analyzer:
    return Languages(["en"]).analyzer_for("en")


@pytest.mark.parametrize(
    "other", ["clots", "clotting", "clotted", "CLOT", "Clot’s", "clöt"]
)
def test_tokenize_gives_inflected_forms_one_token(
    english: Analyzer, other: str
) -> None:
    assert english.tokenize(other) == english.tokenize("clot")


def test_tokenize_keeps_order_and_drops_stop_words(english: Analyzer) -> None:
    assert english.tokenize("The clots in my veins") == ["clot", "vein"]


@pytest.mark.parametrize("text", ["", "the of and", "?!", "\x00", "\u202e"])
def test_tokenize_returns_nothing_without_content_words(
    english: Analyzer, text: str
) -> None:
    assert english.tokenize(text) == []


@pytest.mark.parametrize("word", ["all", "it", "no", "aids", "us"])
def test_stop_words_exclude_words_that_can_be_designations(word: str) -> None:
    assert word not in STOP_WORDS["en"]


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "en-us"])
def test_regional_english_uses_the_english_analyzer(tag: str) -> None:
    languages = Languages([tag])

    assert languages.analyzer_for(tag) is languages.analyzer_for("en")


@pytest.mark.parametrize("tag", ["enm", "ja", "x-own"])
def test_languages_without_rules_are_folded_but_not_stemmed(tag: str) -> None:
    analyzer = Languages([tag]).analyzer_for(tag)

    assert analyzer.tokenize("Los Coágulos in a clotting") == [
        "los",
        "coagulos",
        "in",
        "a",
        "clotting",
    ]


def test_query_words_contain_each_stem_once() -> None:
    words = Languages(["en"]).extract_query_words(
        "clots and clotting of the vein, clot"
    )

    assert words == (QueryWord("clots", ("clot",)), QueryWord("vein", ("vein",)))


def test_query_words_are_cut_at_sixteen() -> None:
    text = " ".join(f"word{number}" for number in range(2000))

    words = Languages(["en"]).extract_query_words(text)

    assert [each.text for each in words] == [f"word{n}" for n in range(MAX_TOKENS)]
    assert MAX_TOKENS == 16


def test_query_words_do_not_count_stop_words() -> None:
    words = Languages(["en"]).extract_query_words("the " * 50 + "clot")

    assert [each.text for each in words] == ["clot"]


def test_query_word_has_the_tokens_of_every_language() -> None:
    words = Languages(["en", "es", "en-GB", "fr"]).extract_query_words("clotting")

    assert words == (QueryWord("clotting", ("clot", "clotting")),)


def test_query_has_the_stop_words_of_its_own_language() -> None:
    languages = Languages(["en", "es"])

    english = languages.extract_query_words("what is a biopsy")
    spanish = languages.extract_query_words("qué es la anemia")

    assert [word.text for word in english] == ["biopsy"]
    assert [word.text for word in spanish] == ["anemia"]


@pytest.mark.parametrize(
    ("word", "token"), [("testes", "testi"), ("ova", "ovum"), ("iii", "3")]
)
def test_query_word_has_tokens_of_its_dictionary_forms_and_number(
    word: str, token: str
) -> None:
    (found,) = Languages(["en"]).extract_query_words(word)

    assert token in found.tokens


@pytest.mark.parametrize(
    ("language", "plural", "singular"),
    [
        ("es", "canceres", "cancer"),
        ("es", "terapias", "terapia"),
        ("es", "luces", "luz"),
        ("pt", "infeccoes", "infeccao"),
        ("pt", "hospitais", "hospital"),
        ("fr", "maux", "mal"),
        ("it", "tumori", "tumore"),
        ("nl", "ziekten", "ziekt"),
    ],
)
def test_dictionary_forms_of_a_plural_include_the_singular(
    language: str, plural: str, singular: str
) -> None:
    assert singular in Languages([language]).dictionary_forms(plural)


@pytest.mark.parametrize(
    ("past", "verb"),
    [("came", "come"), ("grew", "grow"), ("felt", "feel"), ("swollen", "swell")],
)
def test_dictionary_forms_of_an_irregular_past_are_the_verb(
    past: str, verb: str
) -> None:
    assert Languages(["en"]).dictionary_forms(past) == (verb,)
    assert Languages(["de"]).dictionary_forms(past) == ()


def test_query_words_are_empty_without_languages() -> None:
    assert Languages([]).extract_query_words("clot") == ()


@given(st.text(st.characters(codec=None)))
def test_query_words_of_any_text_are_few_and_unique(text: str) -> None:
    tokens = [each.tokens for each in Languages(["en", "es"]).extract_query_words(text)]

    assert len(tokens) <= MAX_TOKENS
    assert len(set(tokens)) == len(tokens)


def test_concurrent_threads_get_the_same_tokens() -> None:
    alone, shared = (Analyzer(STOP_WORDS["en"], "english") for _ in range(2))
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
