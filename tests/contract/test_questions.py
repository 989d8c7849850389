"""Whole sentences: the name inside a question decides, and nothing alarms."""

from typing import Any

import pytest

from index.analysis.alarming_words import ALL_ALARMING_WORDS
from index.analysis.folding import fold
from index.model.backend import Backend
from index.model.query import Channel, Query
from tests.conftest import MakeBackend

RELAPSE = {
    "headword": "Relapse",
    "definition": "A disease that comes back after it got better for some time.",
}
REMISSION = {
    "headword": "Remission",
    "definition": "A time in which there are fewer signs of a disease, or none.",
}


def entries(*headwords: str) -> list[dict[str, Any]]:
    return [
        {"headword": word, "definition": f"Meaning number {number}."}
        for number, word in enumerate(headwords)
    ]


@pytest.mark.parametrize(
    ("text", "headword"),
    [
        ("can children get neutrophils", "Neutrophils"),
        ("is anemia contagious", "Anemia"),
        ("edema and coffee", "Edema"),
        ("should my grandmother worry about pruritus?", "Pruritus"),
        ("may i go swimming with a pulmonary embolism", "Pulmonary embolism"),
        ("can a plasma cell get tired", "Plasma cells"),
        ("does VGPR hurt", "Very good partial response"),
    ],
)
def test_search_ranks_the_name_inside_a_question_first(
    bundled: Backend, text: str, headword: str
) -> None:
    page = bundled.search(Query(text))

    assert page.hits[0].entry.headword == headword
    assert page.did_you_mean is None


def test_search_finds_a_hidden_form_inside_a_question(bundled: Backend) -> None:
    page = bundled.search(Query("can dogs get newtropenia"))

    assert page.hits[0].entry.headword == "Neutropenia"
    assert page.did_you_mean is not None
    assert page.did_you_mean.query == "Neutropenia"


def test_search_compares_signs_and_capitals_of_a_name_inside_a_question(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*entries("Rh-", "Rh+", "C#", "C++", "C"), meaning=False)

    found = [
        backend.search(Query(f"is {name} good for children")).hits[0].entry.headword
        for name in ("Rh-", "Rh+", "C#", "C++")
    ]

    assert found == ["Rh-", "Rh+", "C#", "C++"]


def test_search_prefers_the_longest_name_inside_a_question(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*entries("Fern", "Tree fern", "Tree", "Moss"), meaning=False)

    page = backend.search(Query("can children eat a tree fern"))

    assert page.hits[0].entry.headword == "Tree fern"


@pytest.mark.parametrize("text", ["the disease came back", "did it come back again"])
def test_search_finds_irregular_forms_of_verbs_in_definitions(
    make_backend: MakeBackend, text: str
) -> None:
    backend = make_backend(RELAPSE, REMISSION, meaning=False)

    page = backend.search(Query(text))

    assert page.hits[0].entry.headword == "Relapse"


def test_search_finds_a_word_inside_a_definition_as_a_word(bundled: Backend) -> None:
    page = bundled.search(Query("kidney"))

    assert page.hits[0].match.channel is Channel.WORDS
    assert page.hits[0].match.field == "definition"


@pytest.mark.parametrize(
    "text", ["can i bring my garden", "is music good at night", "dancing and chocolate"]
)
def test_search_does_not_guess_alarming_entries_for_ordinary_words(
    bundled: Backend, text: str
) -> None:
    page = bundled.search(Query(text))

    names = [hit.entry.headword for hit in page.hits[:3]]
    words = set(fold(" ".join([*names, *(o.query for o in page.offers)])).split())
    assert ALL_ALARMING_WORDS.isdisjoint(words)
