"""Concepts found through their entries in other languages."""

from typing import Any

import pytest

from index.model.backend import Backend
from index.model.glossary import Translation
from index.model.query import Channel, Filters, Query
from index.search.translations import search_across_languages
from tests.conftest import MakeBackend

ENTRIES: list[dict[str, Any]] = [
    {
        "headword": "Pneumonia",
        "definition": "An infection of the lung.",
        "concept": "pneumonia",
        "category": "Lungs",
        "language": "en-GB",
    },
    {
        "headword": "Neumonía",
        "variants": ["Pulmonía"],
        "definition": "Infección del pulmón.",
        "concept": "pneumonia",
        "language": "es",
    },
    {"headword": "Lung", "definition": "An organ that breathes.", "language": "en-GB"},
    {"headword": "Pie", "definition": "A dish of dough.", "language": "en-GB"},
    {
        "headword": "Pie",
        "id": "pie-es",
        "definition": "Parte de la pierna.",
        "concept": "foot",
        "language": "es",
    },
    {
        "headword": "Foot",
        "definition": "Part of the leg.",
        "concept": "foot",
        "language": "en-GB",
    },
]


@pytest.fixture
def backend(make_backend: MakeBackend) -> Backend:
    return make_backend(*ENTRIES, meaning=False)


@pytest.mark.parametrize("text", ["neumonía", "Pulmonia", "¿qué es la neumonía?"])
@pytest.mark.parametrize("language", ["en", "en-US", "EN-gb"])
def test_name_in_another_language_finds_the_concept(
    backend: Backend, text: str, language: str
) -> None:
    page = search_across_languages(
        backend, Query(text, filters=Filters(language=language))
    )

    assert page.total == len(page.hits)
    assert page.hits[0].entry.headword == "Pneumonia"
    assert page.hits[0].match.channel == Channel.EXACT
    assert page.hits[0].found_as == Translation("neumonia", "Neumonía", "es")


def test_name_in_the_wanted_language_is_preferred(backend: Backend) -> None:
    page = search_across_languages(
        backend, Query("pie", filters=Filters(language="en"))
    )

    assert page.hits[0].entry.headword == "Pie"
    assert page.hits[0].found_as is None


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(language="es"),
        Filters(language="fr"),
        Filters(language="en", audience="professional"),
        Filters(language="en", category="Hearts"),
        Filters(language="en", glossary="other"),
        Filters(language="en", code="J18"),
    ],
)
def test_nothing_is_translated_without_need_or_against_filters(
    backend: Backend, filters: Filters
) -> None:
    page = search_across_languages(backend, Query("neumonía", filters=filters))

    assert all(hit.found_as is None for hit in page.hits)


def test_pages_of_results_neither_repeat_nor_miss_any(backend: Backend) -> None:
    filters = Filters(language="en")
    whole = search_across_languages(backend, Query("neumonía", filters=filters))

    pages = [
        search_across_languages(backend, Query("neumonía", 1, offset, filters))
        for offset in range(whole.total)
    ]

    assert {page.total for page in pages} == {whole.total}
    assert [hit for page in pages for hit in page.hits] == [*whole.hits]
