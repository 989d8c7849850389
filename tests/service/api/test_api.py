"""The API over HTTP: responses, problems, caching, CORS."""

import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import TypeAdapter
from werkzeug.test import TestResponse

from index.model.backend import Backend
from service.api.openapi import ProblemResponse
from service.api.schemas import (
    AutocompleteResponse,
    EntriesResponse,
    EntryResponse,
    ReadyResponse,
    SearchResponse,
)
from service.app import create_app
from service.settings import read_settings
from tests.conftest import in_process
from tests.support.faulty_backends import BrokenBackend, UnavailableBackend

ENTRY_KEYS = [
    "id",
    "headword",
    "abbreviations",
    "variants",
    "respelling",
    "audio_url",
    "definition",
    "language",
    "audience",
    "audiences",
    "substitute_for",
    "category",
    "codes",
    "links",
    "see_also",
    "translations",
    "note",
    "source",
    "glossary",
    "url",
]


@pytest.mark.parametrize(
    ("path", "response_type"),
    [
        ("/search?q=clot", SearchResponse),
        ("/search?q=the", SearchResponse),
        (
            "/search?q=blood&limit=50&offset=2&language=en&audience=patient",
            SearchResponse,
        ),
        ("/autocomplete?q=thro", AutocompleteResponse),
        ("/autocomplete?q=pruriti&limit=20", AutocompleteResponse),
        ("/entries?letter=p&limit=3", EntriesResponse),
        ("/entries?category=Side%20effects&glossary=multiple-myeloma", EntriesResponse),
        ("/entries/placebo", EntryResponse),
        ("/readyz", ReadyResponse),
    ],
)
def test_response_has_the_documented_type(
    client: FlaskClient, path: str, response_type: type
) -> None:
    reply = client.get(path)

    assert reply.status_code == 200
    assert reply.content_type == "application/json"
    TypeAdapter(response_type).validate_python(reply.json, strict=True, extra="forbid")


def test_entry_has_exactly_the_documented_fields(client: FlaskClient) -> None:
    entry = client.get("/entries/deep-vein-thrombosis").get_json()

    assert list(entry) == ENTRY_KEYS
    assert entry["abbreviations"] == ["DVT"]
    assert entry["audio_url"] is None
    assert entry["see_also"][0] == {
        "id": "pulmonary-embolism",
        "headword": "Pulmonary embolism",
    }
    assert entry["url"] == "/glossary/deep-vein-thrombosis"


def test_hidden_forms_are_never_sent(client: FlaskClient) -> None:
    for path in ("/entries?limit=200", "/search?q=pruritis", "/autocomplete?q=pruriti"):
        reply = client.get(path)

        assert "hidden_forms" not in reply.get_json()
        assert "pruritis" not in reply.text.replace('"query":"pruritis"', "")


def test_result_has_its_match_and_highlights(client: FlaskClient) -> None:
    result = client.get("/search?q=clot").get_json()["results"][0]

    assert list(result)[:-7] == ENTRY_KEYS
    assert result["matched"]["channel"] == "words"
    assert {"text": "clot", "match": True} in result["snippet"]
    assert (result["same_as"], result["same_as_total"]) == ([], 0)


def test_entries_are_listed_by_letter(client: FlaskClient) -> None:
    everything = client.get("/entries?limit=200").get_json()
    under_p = client.get("/entries?letter=p").get_json()
    under_z = client.get("/entries?letter=z").get_json()

    assert everything["total"] == 33 == sum(everything["letters"].values())
    assert under_p["total"] == everything["letters"]["p"] == len(under_p["entries"])
    assert under_p["letters"] == everything["letters"]
    assert (under_z["total"], under_z["entries"]) == (0, [])


def test_urls_are_absolute_with_a_public_url(bundled: Backend) -> None:
    settings = read_settings({"GLOSSARY_PUBLIC_URL": "https://glossary.example.org/"})
    app = create_app(settings, backend=bundled)

    entry = app.test_client().get("/entries/placebo").get_json()

    assert entry["url"] == "https://glossary.example.org/glossary/placebo"


def test_host_header_never_shapes_a_url(client: FlaskClient) -> None:
    reply = client.get("/entries/placebo", headers={"Host": "evil.example"})

    assert "evil" not in reply.text + str(reply.headers)


@pytest.mark.parametrize(
    ("path", "invalid"),
    [
        ("/search", ["q"]),
        ("/search?q=", ["q"]),
        ("/search?q=%20%09%E2%80%83", ["q"]),
        (f"/search?q={'a' * 201}", ["q"]),
        ("/search?q=a&q=b", ["q"]),
        ("/search?q=a&limit=0", ["limit"]),
        ("/search?q=a&limit=51", ["limit"]),
        ("/search?q=a&limit=ten", ["limit"]),
        ("/search?q=a&limit=%EF%BC%91", ["limit"]),
        ("/search?q=a&limit=1.0", ["limit"]),
        ("/search?q=a&limit=1_0", ["limit"]),
        ("/search?q=a&limit=%2B1", ["limit"]),
        ("/search?q=a&limit=", ["limit"]),
        (f"/search?q=a&limit={'9' * 150}", ["limit"]),
        ("/search?q=a&offset=-1", ["offset"]),
        ("/search?q=a&offset=1001", ["offset"]),
        ("/search?q=a&language=english!", ["language"]),
        ("/search?q=a&language=", ["language"]),
        ("/search?q=a&audience=nurse", ["audience"]),
        ("/search?q=a&category=", ["category"]),
        ("/search?q=a&fuzzy=1", ["fuzzy"]),
        ("/search?q=a&q=b&limit=x&offset=x&nope=1", ["q", "limit", "offset", "nope"]),
        ("/autocomplete", ["q"]),
        ("/autocomplete?q=a&limit=21", ["limit"]),
        ("/autocomplete?q=a&offset=1", ["offset"]),
        ("/entries?letter=A", ["letter"]),
        ("/entries?letter=aa", ["letter"]),
        ("/entries?limit=201", ["limit"]),
        ("/entries?q=a", ["q"]),
        ("/entries/placebo?q=a", ["q"]),
        ("/healthz?verbose=1", ["verbose"]),
        ("/readyz?x=", ["x"]),
        ("/openapi.json?x=1", ["x"]),
        ("/docs?x=1", ["x"]),
    ],
)
def test_problem_lists_each_invalid_parameter(
    client: FlaskClient, path: str, invalid: list[str]
) -> None:
    reply = client.get(path)
    problem = json.loads(reply.text)

    assert reply.status_code == 400
    assert [each["parameter"] for each in problem["errors"]] == invalid
    assert all(
        each["detail"].startswith(each["parameter"]) for each in problem["errors"]
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/search", 400),
        ("GET", "/entries/nothing", 404),
        ("GET", "/entries/%00%F0%9F%92%8A", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/search/", 404),
        ("POST", "/search?q=clot", 405),
        ("DELETE", "/entries/placebo", 405),
    ],
)
def test_error_is_a_problem_document(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    reply = client.open(path, method=method)
    problem: Any = json.loads(reply.text)

    assert reply.status_code == status == problem["status"]
    assert reply.content_type == "application/problem+json"
    assert reply.headers["Cache-Control"] == "no-store"
    assert problem["instance"] == reply.headers["X-Request-ID"]
    TypeAdapter(ProblemResponse).validate_python(problem, strict=True, extra="forbid")


def test_405_has_the_allowed_methods(client: FlaskClient) -> None:
    reply = client.post("/search?q=clot")

    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/readyz", "/search?q=a", "/entries", "/entries/a"])
def test_unavailable_engine_is_a_503_without_details(path: str) -> None:
    client = create_app(read_settings({}), backend=UnavailableBackend()).test_client()

    reply = client.get(path)

    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert "search:9200" not in reply.text
    assert client.get("/healthz").status_code == 200


def test_internal_error_is_a_500_without_details() -> None:
    app = create_app(read_settings({}), backend=BrokenBackend())  # type: ignore[arg-type]

    reply = app.test_client().get("/readyz")

    assert reply.status_code == 500
    assert "secret" not in reply.text


def test_matching_etag_is_a_304(client: FlaskClient) -> None:
    first = client.get("/search?q=clot")
    etag = {"If-None-Match": first.headers["ETag"]}

    again = client.get("/search?q=clot", headers=etag)
    other = client.get("/search?q=vein", headers=etag)

    assert first.headers["Cache-Control"].startswith("public, max-age=60")
    assert (again.status_code, again.data) == (304, b"")
    assert other.status_code == 200


def test_gzip_response_has_the_same_content(client: FlaskClient) -> None:
    plain = client.get("/search?q=blood")
    packed = client.get("/search?q=blood", headers={"Accept-Encoding": "gzip"})
    again = client.get(
        "/search?q=blood",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_not_cacheable(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/search?q=clot", "/search", "/nowhere"])
def test_cors_allows_every_origin_by_default(client: FlaskClient, path: str) -> None:
    reply = client.get(path, headers={"Origin": "https://hospital.example"})

    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_cors_allows_configured_origins_only(bundled: Backend) -> None:
    settings = read_settings({"GLOSSARY_CORS_ORIGINS": "https://a.example"})
    client = create_app(settings, backend=bundled).test_client()

    named = client.get("/search?q=a", headers={"Origin": "https://a.example"})
    other = client.get("/search?q=a", headers={"Origin": "https://b.example"})

    assert named.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert "Access-Control-Allow-Origin" not in other.headers
    assert "Origin" in named.headers["Vary"]


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    get, head = client.get("/search?q=clot"), client.head("/search?q=clot")

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_openapi_lists_every_route_with_its_responses(
    client: FlaskClient,
) -> None:
    document = client.get("/openapi.json").get_json()

    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {
        "/search",
        "/autocomplete",
        "/suggestions",
        "/entries",
        "/entries/{id}",
        "/annotate",
        "/linker/names.json",
        "/linker/names/{prefix}.json",
        "/glossary.json",
        "/glossary.csv",
        "/schema/glossary.json",
        "/healthz",
        "/readyz",
    }
    search = document["paths"]["/search"]["get"]
    assert [p["name"] for p in search["parameters"] if p["required"]] == ["q"]
    assert [*search["responses"]] == ["200", "304", "400", "429", "500", "503"]
    for reference in set(_references(document)):
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in document["components"][kind]


def _references(document: Any) -> list[str]:
    if isinstance(document, dict):
        own = [document["$ref"]] if "$ref" in document else []
        return own + [r for value in document.values() for r in _references(value)]
    if isinstance(document, list):
        return [reference for value in document for reference in _references(value)]
    return []


def test_problem_lists_every_unknown_parameter(client: FlaskClient) -> None:
    reply = client.get("/search?q=clot&" + "&".join(f"a{n}" for n in range(15)))

    assert reply.status_code == 400
    assert len(reply.get_json()["errors"]) == 15


@pytest.mark.parametrize("path", ["/search", "/autocomplete", "/entries"])
@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"a{n}" for n in range(17)),
        "q=clot&category=" + "x" * 513,
        "q=clot&" + "x" * 600,
    ],
)
def test_query_beyond_its_bounds_is_refused_in_one_line(
    client: FlaskClient, path: str, query: str
) -> None:
    reply = client.get(f"{path}?{query}", headers={"Accept": "application/json"})

    assert reply.status_code == 400
    assert [each["parameter"] for each in reply.get_json()["errors"]] == ["query"]


def test_query_of_200_characters_in_any_script_is_within_bounds(
    client: FlaskClient,
) -> None:
    assert client.get("/search", query_string={"q": "血" * 200}).status_code == 200


@in_process
def test_query_that_is_not_percent_encoded_is_utf_8(client: FlaskClient) -> None:
    def get(raw: bytes) -> TestResponse:
        environ = {"QUERY_STRING": raw.decode("latin-1")}
        return client.get("/search", environ_overrides=environ)

    assert get("q=anémie".encode()).get_json()["query"] == "anémie"
    assert get("q=anémie".encode("latin-1")).status_code == 400
