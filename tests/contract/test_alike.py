"""All engines answer as Whoosh does, for a glossary too large to compare all names."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.backend import Backend
from index.model.query import Filters, Query, Selection
from service.app import create_app
from service.settings import Settings
from tests.contract.conftest import NewAddress
from tests.support.hostile_queries import hostile_queries

pytestmark = pytest.mark.smoke

BODY = ("kidney", "liver", "heart", "lung", "bone", "skin", "blood", "brain", "nerve")
WHAT = ("cancer", "failure", "infection", "scan", "biopsy", "transplant", "disease")
HOW = ("acute", "chronic", "early", "advanced", "inherited", "recurrent")
CATEGORIES = ("Basics", "Tests", "Organs")

QUERIES = (
    *("kidney", "chronic liver disease", "cancer", "a scan of the bone", "transplants"),
    *("kidny failure", "chronik hart disease", "byopsy", "lung canser", "nurve skan"),
    *("inheritance", "qwertz", "what is an infection of the blood", "kidneys liver"),
)
TYPED = ("k", "kid", "chronic h", "cance", "hart f", "scna", "transpl", "inherited b")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("alike") / "many.jsonl"
    entries = [
        {
            "headword": f"{how} {body} {what}",
            "definition": f"A {what} of the {body} that is {how}. It needs care {n}.",
            "variants": [f"{body} trouble {n}"] if n % 3 == 0 else [],
            "category": CATEGORIES[n % 3],
            "audience": "professional" if n % 4 == 0 else "patient",
        }
        for n, (how, body, what) in enumerate(product(HOW, BODY, WHAT))
    ]
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return file


@pytest.fixture(scope="module")
def backend(file: Path, new_address: NewAddress) -> Backend:
    return open_backend(new_address(), [file], Quiet(), meaning=False)


@pytest.fixture(scope="module")
def model(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Backend:
    folder = tmp_path_factory.mktemp("model")
    return open_backend(f"whoosh:{folder}", [file], Quiet(), meaning=False)


@pytest.fixture(scope="module")
def client(backend: Backend) -> FlaskClient:
    return create_app(Settings(), backend=backend).test_client()


def headwords_and_channels(backend: Backend, query: Query) -> Iterator[tuple[str, str]]:
    for hit in backend.search(query).hits:
        yield hit.entry.headword, hit.match.channel


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize(
    "filters", [Filters(), Filters(category="tests", audience="patient")]
)
def test_search_returns_the_same_entries_as_whoosh(
    backend: Backend, model: Backend, text: str, filters: Filters
) -> None:
    query = Query(text, limit=10, filters=filters)

    assert list(headwords_and_channels(backend, query)) == list(
        headwords_and_channels(model, query)
    )
    assert backend.search(query).did_you_mean == model.search(query).did_you_mean


@pytest.mark.parametrize("typed", TYPED)
def test_autocomplete_returns_the_same_suggestions_as_whoosh(
    backend: Backend, model: Backend, typed: str
) -> None:
    query = Query(typed, limit=8)

    assert backend.autocomplete(query) == model.autocomplete(query)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(limit=3),
        Selection(limit=200, offset=150),
        Selection(letter="c", limit=5, offset=60),
        Selection(limit=10, offset=100, filters=Filters(category="basics")),
        Selection(limit=10, offset=10_000),
    ],
)
def test_browse_returns_the_same_listing_as_whoosh(
    backend: Backend, model: Backend, selection: Selection
) -> None:
    assert backend.browse(selection) == model.browse(selection)


def test_search_pages_have_the_same_entries_as_whoosh_once_each(
    backend: Backend, model: Backend
) -> None:
    def ids(engine: Backend) -> list[str]:
        pages = (engine.search(Query("liver", 20, at)) for at in range(0, 120, 20))
        return [hit.entry.id for page in pages for hit in page.hits]

    assert ids(backend) == ids(model)
    assert len(set(ids(backend))) == len(ids(backend))


@pytest.mark.parametrize("text", hostile_queries()[::8])
def test_hostile_queries_get_the_same_status_as_on_whoosh(
    client: FlaskClient, model: Backend, text: str
) -> None:
    expected = create_app(Settings(), backend=model).test_client()

    for path in (f"/search?q={text}", f"/autocomplete?q={text}", f"/entries/{text}"):
        assert client.get(path).status_code == expected.get(path).status_code
