"""`POST /annotate`: places of names in a text."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import TypeAdapter
from werkzeug.test import TestResponse

from index.model.backend import Backend
from service.api.schemas import AnnotateResponse
from service.app import create_app
from service.observability.json_log import Log
from service.settings import read_settings
from tests.support.faulty_backends import UnavailableBackend

LIMIT = 200 * 1024
MakeBackend = Callable[..., Backend]


def post(
    client: FlaskClient,
    body: str | bytes,
    query: str = "",
    content_type: str = "text/plain",
) -> TestResponse:
    return client.post(f"/annotate{query}", data=body, content_type=content_type)


def annotations(client: FlaskClient, body: str, query: str = "") -> Any:
    reply = post(client, body, query)
    assert reply.status_code == 200
    return reply.get_json()["annotations"]


def texts(client: FlaskClient, body: str, query: str = "") -> list[str]:
    return [each["text"] for each in annotations(client, body, query)]


@pytest.fixture
def tiny(make_backend: MakeBackend) -> FlaskClient:
    """A service with two entries of one name, one of them of another category."""
    backend = make_backend(
        {"headword": "Cell", "id": "body", "definition": "A.", "category": "Biology"},
        {"headword": "cell", "id": "phone", "definition": "A.", "category": "Radio"},
        {"headword": "Vein", "id": "vein", "definition": "A.", "category": "Biology"},
        meaning=False,
    )
    return create_app(read_settings({}), backend=backend).test_client()


def test_response_has_the_documented_type(client: FlaskClient) -> None:
    reply = post(client, "Thrombocytopenia and a blood clot.")

    assert reply.content_type == "application/json"
    TypeAdapter(AnnotateResponse).validate_python(
        reply.json, strict=True, extra="forbid"
    )


def test_places_count_code_points(client: FlaskClient) -> None:
    body = "\ufeff😀 é\r\nAn\u00ademia\0"

    assert annotations(client, body) == [
        {"start": 6, "end": 13, "entry": "anemia", "text": "An\u00ademia"}
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["veins", "cell"]),
        ("?occurrences=section", ["veins", "cell"]),
        ("?occurrences=all", ["veins", "cell", "vein"]),
        ("?category=Radio", ["cell"]),
        ("?category=nowhere", []),
    ],
)
def test_parameters_choose_what_is_annotated(
    tiny: FlaskClient, query: str, found: list[str]
) -> None:
    assert texts(tiny, "Some veins, a cell, a vein.", query) == found


def test_entries_that_share_a_name_are_listed(tiny: FlaskClient) -> None:
    (shared,) = annotations(tiny, "a cell")
    (alone,) = annotations(tiny, "a vein")

    assert (shared["entry"], shared["entries"]) == ("body", ["body", "phone"])
    assert "entries" not in alone


def test_text_without_names_has_no_annotations(client: FlaskClient) -> None:
    assert annotations(client, "") == annotations(client, "Nothing here.") == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("?format=xml", "format"),
        ("?format=html", "format"),
        ("?occurrences=last", "occurrences"),
        ("?q=clot", "q"),
        ("?occurrences=all&occurrences=all", "occurrences"),
    ],
)
def test_invalid_parameter_is_a_problem(
    client: FlaskClient, query: str, parameter: str
) -> None:
    reply = post(client, "A vein.", query)

    assert (reply.status_code, reply.mimetype) == (400, "application/problem+json")
    assert [each["parameter"] for each in reply.get_json()["errors"]] == [parameter]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "problem"),
    [
        (b"v\xc3in", "text/plain", 400, "text"),
        (b"\xed\xa0\x80", "text/plain", 400, "text"),
        (b"x" * (LIMIT + 1), "text/plain", 413, "too-large"),
        (b"x", "application/json", 415, "media-type"),
        (b"x", "application/x-www-form-urlencoded", 415, "media-type"),
        (b"x", "text/plain; charset=latin1", 415, "media-type"),
        (b"x", "", 415, "media-type"),
    ],
)
def test_body_that_is_not_read_is_a_problem(
    client: FlaskClient, body: bytes, content_type: str, status: int, problem: str
) -> None:
    reply = post(client, body, content_type=content_type)

    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert reply.get_json()["type"] == f"/docs#problem-{problem}"


def test_body_of_the_limit_is_read(client: FlaskClient) -> None:
    assert annotations(client, "x " * (LIMIT // 2)) == []


@pytest.mark.parametrize(("length", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
def test_body_of_unknown_length_has_the_same_limit(
    client: FlaskClient, length: int, status: int
) -> None:
    reply = client.post(
        "/annotate",
        input_stream=io.BytesIO(b"x" * length),
        content_type="text/plain",
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert reply.status_code == status


def test_incomplete_body_is_a_problem(client: FlaskClient) -> None:
    reply = client.post(
        "/annotate",
        input_stream=io.BytesIO(b"vein"),
        content_type="text/plain",
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": "9"},
    )

    assert reply.status_code == 400


def test_other_origins_may_send_texts(client: FlaskClient) -> None:
    preflight = client.options(
        "/annotate",
        headers={
            "Origin": "https://a.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    reply = client.post(
        "/annotate",
        data="vein",
        content_type="text/plain;charset=UTF-8",
        headers={"Origin": "https://a.example"},
    )

    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert preflight.headers["Access-Control-Allow-Headers"] == "*"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_response_is_not_stored_and_another_method_not_allowed(
    client: FlaskClient,
) -> None:
    assert post(client, "vein").headers["Cache-Control"] == "no-store"
    assert client.get("/annotate").status_code == 405
    assert "POST" in client.get("/annotate").headers["Allow"]


def test_requests_count_for_the_rate_limit(bundled: Backend) -> None:
    settings = read_settings({"GLOSSARY_RATE_LIMIT": "1/day"})
    client = create_app(settings, backend=bundled).test_client()

    assert [post(client, "vein").status_code for _ in range(2)] == [200, 429]


def test_text_is_not_logged(bundled: Backend) -> None:
    lines = io.BytesIO()
    app = create_app(read_settings({}), backend=bundled, log=Log(lines))

    post(app.test_client(), "secretive anemia")
    post(app.test_client(), b"secretive \xff")

    assert lines.getvalue().count(b"/annotate") == 2
    assert b"secretive" not in lines.getvalue()
    assert b"anemia" not in lines.getvalue()


def test_unavailable_engine_is_a_503() -> None:
    app = create_app(read_settings({}), backend=UnavailableBackend())  # type: ignore[arg-type]

    assert post(app.test_client(), "vein").status_code == 503
