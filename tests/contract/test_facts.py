"""Queries that the bundled glossary must answer, with and without word vectors."""

import pytest

from index.analysis.word_vectors import is_installed
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.backend import Backend
from index.model.query import Query
from tests.contract.conftest import NewAddress

pytestmark = pytest.mark.smoke
needs_meaning = pytest.mark.skipif(
    not is_installed(), reason="the word vectors (wordllama) are not installed"
)


@pytest.fixture(
    scope="module",
    params=[pytest.param(True, marks=needs_meaning), False],
    ids=["with meaning", "without"],
)
def backend(request: pytest.FixtureRequest, new_address: NewAddress) -> Backend:
    return open_backend(new_address(), [BUNDLED], Quiet(), meaning=request.param)


def headwords(backend: Backend, text: str) -> list[str]:
    return [hit.entry.headword for hit in backend.search(Query(text)).hits]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("itching", "Pruritus"),
        ("low platelets", "Thrombocytopenia"),
        ("ORR", "Overall response rate"),
        ("sugar pill", "Placebo"),
        ("nutropenia", "Neutropenia"),
        ("newtropeenia", "Neutropenia"),
        ("noo tro pee nee uh", "Neutropenia"),
        ("anaemia", "Anemia"),
        ("uh nee mee uh", "Anemia"),
        ("throm bo sis", "Deep vein thrombosis"),
        ("proo ritus", "Pruritus"),
        ("pruritis", "Pruritus"),
    ],
)
def test_search_ranks_expected_headword_first(
    backend: Backend, typed: str, first: str
) -> None:
    assert headwords(backend, typed)[0] == first


def test_search_for_clot_ranks_both_clots_before_platelets(
    backend: Backend,
) -> None:
    found = headwords(backend, "clot")

    assert set(found[:2]) == {"Deep vein thrombosis", "Pulmonary embolism"}
    assert found[2] == "Platelets"


def test_search_for_swelling_ranks_edema_before_its_remedy(backend: Backend) -> None:
    assert headwords(backend, "swelling")[:2] == ["Edema", "Anti-inflammatory"]


def test_autocomplete_of_thrombo_suggests_both_words(backend: Backend) -> None:
    found = backend.autocomplete(Query("thrombo", limit=8))

    first_two = {suggestion.entry.headword for suggestion in found[:2]}
    assert first_two == {"Thrombocytopenia", "Deep vein thrombosis"}


def test_status_reports_the_semantic_channel(
    backend: Backend, request: pytest.FixtureRequest
) -> None:
    expected = "with meaning" in request.node.name

    assert backend.status().meaning is expected
