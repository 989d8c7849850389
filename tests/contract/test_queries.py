"""Queries as people type them: beginnings, sentences, plurals, signs, numbers."""

from typing import Any

import pytest

from index.model.backend import Backend
from index.model.query import Channel, Filters, Query
from tests.conftest import MakeBackend

SIGNS = ("pH", "PH", "Rh+", "Rh-", "A", "A*", ".COM", "Com")
NUMBERED = ("Grade I", "Grade II", "Grade III", "Type 1 reaction", "Type 2 reaction")


def entries(*headwords: str) -> list[dict[str, Any]]:
    return [
        {"headword": word, "definition": f"Meaning number {number}."}
        for number, word in enumerate(headwords)
    ]


def first(backend: Backend, text: str) -> str:
    return backend.search(Query(text)).hits[0].entry.headword


@pytest.mark.parametrize("headword", SIGNS)
def test_search_prefers_the_same_signs_and_capitals(
    make_backend: MakeBackend, headword: str
) -> None:
    backend = make_backend(*entries(*SIGNS), meaning=False)

    assert first(backend, headword) == headword


@pytest.mark.parametrize("text", ["♥", "♥\ufe0f", "→", "++", " ++ "])
def test_search_finds_names_of_signs_alone(
    make_backend: MakeBackend, text: str
) -> None:
    backend = make_backend(*entries("♥", "→", "++", "C++", "♦\ufe0f"), meaning=False)

    hit = backend.search(Query(text)).hits[0]

    assert hit.entry.headword == text.strip().rstrip("\ufe0f")
    assert hit.match.channel is Channel.EXACT


@pytest.mark.parametrize(
    ("text", "headword"),
    [
        ("grade 3", "Grade III"),
        ("grade two", "Grade II"),
        ("GRADE i", "Grade I"),
        ("type II reaction", "Type 2 reaction"),
    ],
)
def test_search_reads_equal_numbers_alike(
    make_backend: MakeBackend, text: str, headword: str
) -> None:
    backend = make_backend(*entries(*NUMBERED), meaning=False)

    page = backend.search(Query(text))

    assert page.hits[0].entry.headword == headword
    assert page.did_you_mean is None


def test_search_does_not_take_one_number_for_another(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*entries("kappa 17", "lambda 23"), meaning=False)

    page = backend.search(Query("kappa 71"))

    assert all(hit.match.channel != Channel.SPELLING for hit in page.hits)


@pytest.mark.parametrize("text", ["thro", "throm", "deep ve", "white bl"])
def test_search_finds_names_that_begin_as_typed(bundled: Backend, text: str) -> None:
    page = bundled.search(Query(text))

    suggested = bundled.autocomplete(Query(text, limit=3))
    assert page.hits[0].entry.headword == suggested[0].entry.headword
    assert page.hits[0].match.channel == Channel.WORDS
    assert page.did_you_mean is None


@pytest.mark.parametrize(
    "frame",
    [
        "what is {}",
        "what does {} mean?",
        "{} meaning",
        "define {}",
        "my doctor said {}",
        "is {} dangerous",
        "how do you pronounce {}",
    ],
)
def test_search_ignores_the_frame_of_a_question(bundled: Backend, frame: str) -> None:
    for name in ("anemia", "VGPR", "Deep vein thrombosis", "M protein"):
        page = bundled.search(Query(frame.format(name)))

        assert page.hits[0].match.channel == Channel.EXACT
        assert page.did_you_mean is None


@pytest.mark.parametrize(
    "text",
    ["is it cold outside", "police", "common cold", "coffee and bread", "music lesson"],
)
def test_search_does_not_correct_ordinary_words(bundled: Backend, text: str) -> None:
    assert bundled.search(Query(text)).did_you_mean is None


def test_search_does_not_take_an_ordinary_word_for_a_similar_name(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*entries("Steroid", "Anemia"), meaning=False)

    other, derived = (backend.search(Query(text)) for text in ("asteroid", "anemic"))

    assert other.total == 0
    assert derived.hits[0].entry.headword == "Anemia"


def test_search_finds_names_inside_a_headword(make_backend: MakeBackend) -> None:
    backend = make_backend(
        *entries("Value added tax (VAT)", "RAM (Random access memory)"), meaning=False
    )

    found = [first(backend, text) for text in ("vat", "value added tax", "ram")]

    assert found == ["Value added tax (VAT)"] * 2 + ["RAM (Random access memory)"]


@pytest.mark.parametrize(
    ("text", "headword"),
    [("cacti", "Cactus"), ("larvae", "Larva"), ("axes", "Axis"), ("teeth", "Tooth")],
)
def test_search_finds_plurals_as_words(
    make_backend: MakeBackend, text: str, headword: str
) -> None:
    backend = make_backend(*entries("Cactus", "Larva", "Axis", "Tooth"), meaning=False)

    page = backend.search(Query(text))

    assert page.hits[0].entry.headword == headword
    assert page.hits[0].match.channel == Channel.WORDS


def test_search_without_results_offers_similar_names(bundled: Backend) -> None:
    page = bundled.search(Query("pruryttiss"))

    offered = [offer.query for offer in page.offers]
    names = [hit.entry.headword for hit in page.hits]
    assert "Pruritus" in offered + names


def test_search_finds_greek_letters_by_sign_and_by_name(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*entries("λ-calculus", "calculus"), meaning=False)

    assert first(backend, "lambda calculus") == "λ-calculus"
    assert first(backend, "λ calculus") == "λ-calculus"


def test_suggestion_names_only_an_entry_that_passes_the_filters(
    make_backend: MakeBackend,
) -> None:
    heart, lung = entries("Chronic heart disease", "Chronic lung disease")
    backend = make_backend(
        heart | {"category": "Organs"}, lung | {"category": "Tests"}, meaning=False
    )

    unfiltered = backend.search(Query("chronik hart disease"))
    page = backend.search(
        Query("chronik hart disease", filters=Filters(category="tests"))
    )

    assert unfiltered.did_you_mean is not None
    assert unfiltered.did_you_mean.query == "Chronic heart disease"
    assert page.did_you_mean is None


@pytest.mark.parametrize(
    "frame", ["{} and tea", "{} in men", "{} vs flu", "why is {} red"]
)
def test_search_does_not_correct_short_words_around_a_name(
    bundled: Backend, frame: str
) -> None:
    for name in ("pulmonary embolism", "thrombocytopenia", "immunomodulatory drug"):
        assert bundled.search(Query(frame.format(name))).did_you_mean is None
