"""What a person asks, and must find: the table the bundled glossary was made for."""

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
def test_what_a_person_types_finds(backend: Backend, typed: str, first: str) -> None:
    assert headwords(backend, typed)[0] == first


def test_a_clot_is_of_a_vein_or_of_the_lung_and_then_of_platelets(
    backend: Backend,
) -> None:
    found = headwords(backend, "clot")

    assert set(found[:2]) == {"Deep vein thrombosis", "Pulmonary embolism"}
    assert found[2] == "Platelets"


def test_swelling_is_edema_and_then_what_lessens_it(backend: Backend) -> None:
    assert headwords(backend, "swelling")[:2] == ["Edema", "Anti-inflammatory"]


def test_thrombo_is_completed_to_both(backend: Backend) -> None:
    found = backend.autocomplete(Query("thrombo", limit=8))

    first_two = {suggestion.entry.headword for suggestion in found[:2]}
    assert first_two == {"Thrombocytopenia", "Deep vein thrombosis"}


def test_the_meaning_channel_says_whether_it_answers(
    backend: Backend, request: pytest.FixtureRequest
) -> None:
    asked_for = "with meaning" in request.node.name

    assert backend.status().meaning is asked_for
