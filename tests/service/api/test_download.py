"""Downloads: the whole glossary as an input file again, and its schema."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.data import SCHEMA
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.loading.loader import load_glossaries
from index.model.backend import Backend
from service.api.download import MAX_SECONDS, Download, download_response
from service.app import create_app
from service.settings import Settings

ENTRIES: list[dict[str, Any]] = [
    {
        "headword": "=Clot",
        "id": "clot",
        "variants": ["lump"],
        "hidden_forms": ["secretform"],
        "definition": "See [[vein|a vessel]] or \\[[this]].",
        "professional_definition": "A thrombus in a [[vein]].",
        "see_also": ["vein"],
        "category": "Blood",
        "concept": "c",
    },
    {"headword": "Vein", "id": "vein", "definition": "A vessel."},
    {
        "headword": "Coágulo",
        "id": "coagulo",
        "definition": "Sangre.",
        "language": "es",
        "concept": "c",
    },
    {"headword": "Draft", "id": "draft", "definition": "x", "status": "draft"},
]


@pytest.fixture
def tiny(make_backend: Callable[..., Backend]) -> FlaskClient:
    return create_app(Settings(), backend=make_backend(*ENTRIES)).test_client()


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_download_gives_the_same_entries_when_loaded(
    tiny: FlaskClient, tmp_path: Path, ending: str
) -> None:
    reply = tiny.get(f"/glossary.{ending}")

    file = tmp_path / f"tiny-again.{ending}"
    file.write_bytes(reply.data)
    clot, coagulo, vein = load_glossaries([file])[0].entries
    assert (clot.id, coagulo.id, vein.id) == ("clot", "coagulo", "vein")
    assert (clot.headword, clot.variants) == ("=Clot", ("lump",))
    assert clot.definition.text == "See a vessel or [[this]]."
    assert [each.id for each in clot.links] == ["vein"]
    assert clot.alternative is not None
    assert clot.alternative.text == "A thrombus in a Vein."
    assert [each.id for each in clot.translations] == ["coagulo"]
    assert [each.id for each in clot.see_also] == ["vein"]
    assert b"secretform" not in reply.data


@pytest.mark.parametrize(
    ("ending", "media_type"), [("json", "application/json"), ("csv", "text/csv")]
)
def test_download_is_a_file_that_may_be_revalidated(
    tiny: FlaskClient, ending: str, media_type: str
) -> None:
    reply = tiny.get(f"/glossary.{ending}")

    again = tiny.get(
        f"/glossary.{ending}", headers={"If-None-Match": reply.headers["ETag"]}
    )
    head = tiny.head(f"/glossary.{ending}")

    assert reply.mimetype == media_type
    disposition = f'attachment; filename="tiny.{ending}"'
    assert reply.headers["Content-Disposition"] == disposition
    assert reply.headers["Cache-Control"].startswith("public, max-age=60")
    assert (again.status_code, again.data) == (304, b"")
    assert (head.status_code, head.data) == (200, b"")


def test_filtered_download_has_no_references_to_what_is_left_out(
    tiny: FlaskClient, tmp_path: Path
) -> None:
    file = tmp_path / "some.json"

    file.write_bytes(tiny.get("/glossary.json?category=Blood").data)

    (clot,) = load_glossaries([file])[0].entries
    assert (clot.see_also, clot.links) == ((), ())
    assert clot.definition.text == "See a vessel or [[this]]."


def test_invalid_filter_of_a_download_is_a_problem(tiny: FlaskClient) -> None:
    assert tiny.get("/glossary.csv?audience=x").status_code == 400


def test_schema_is_that_of_the_package_and_may_be_revalidated(
    tiny: FlaskClient,
) -> None:
    reply = tiny.get("/schema/glossary.json")

    etag = reply.headers["ETag"]
    again = tiny.get("/schema/glossary.json", headers={"If-None-Match": etag})
    assert reply.get_json() == json.loads(SCHEMA.read_text("utf-8"))
    assert reply.mimetype == "application/schema+json"
    assert reply.headers["Cache-Control"].startswith("public, max-age=60")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert (again.status_code, again.data) == (304, b"")
    assert tiny.get("/schema/glossary.json?x=1").status_code == 400


def test_slow_download_is_broken_off_so_that_its_generation_can_close(
    tiny: FlaskClient,
) -> None:
    clock = iter([0, 1, MAX_SECONDS + 1])
    download = Download(["x" * 40_000] * 3, "a.json", "1")

    with tiny.application.test_request_context():
        response = download_response(
            download, "application/json", 60, lambda: next(clock)
        )
    chunks = response.iter_encoded()

    assert len(next(chunks)) == 40_000
    with pytest.raises(ConnectionResetError):
        next(chunks)


@pytest.mark.parametrize("glossary", ['a"b; x', "ä", "a b"])
def test_name_of_a_download_needs_no_quoting(tmp_path: Path, glossary: str) -> None:
    file = tmp_path / f"{glossary}.jsonl"
    file.write_text(json.dumps(ENTRIES[1]))
    backend = open_backend(f"whoosh:{tmp_path / 'index'}", [file], Quiet())

    reply = create_app(Settings(), backend=backend).test_client().get("/glossary.json")

    disposition = reply.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="glossary.json"'
