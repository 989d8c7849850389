"""Load shedding refuses requests that waited too long, and says when to retry."""

import json

import pytest
from flask.testing import FlaskClient

from index.model.backend import Backend
from service.app import create_app
from service.http.wsgi import MAX_QUEUE_SECONDS
from service.settings import Settings
from tests.conftest import in_process
from tests.support.queued_socket import QueuedSocket

LATE = {"gunicorn.socket": QueuedSocket(MAX_QUEUE_SECONDS + 0.01)}
IN_TIME = {"gunicorn.socket": QueuedSocket(MAX_QUEUE_SECONDS - 0.01)}


@in_process
def test_late_request_is_refused_as_a_problem(client: FlaskClient) -> None:
    answer = client.get("/search?q=late", environ_overrides=LATE)

    problem = json.loads(answer.data)
    assert (answer.status_code, problem["status"]) == (503, 503)
    assert answer.content_type == "application/problem+json"
    assert problem["type"] == "/docs#problem-overloaded"
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("environ", [{}, IN_TIME], ids=["unknown", "in time"])
def test_request_in_time_is_answered(
    client: FlaskClient, environ: dict[str, QueuedSocket]
) -> None:
    answer = client.get("/search?q=clot", environ_overrides=environ)

    assert answer.status_code == 200


def test_late_health_check_is_answered(client: FlaskClient) -> None:
    assert client.get("/healthz", environ_overrides=LATE).status_code == 200


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        (("*",), "*"),
        (("https://a.example", "https://b.example"), "https://b.example"),
        (("https://a.example",), None),
    ],
)
def test_refusal_has_the_cors_headers_of_a_response(
    bundled: Backend, origins: tuple[str, ...], allowed: str | None
) -> None:
    settings = Settings(GLOSSARY_CORS_ORIGINS=" ".join(origins))
    client = create_app(settings, backend=bundled).test_client()

    answer = client.get(
        "/search?q=clot",
        headers={"Origin": "https://b.example"},
        environ_overrides=LATE,
    )

    assert answer.headers.get("Access-Control-Allow-Origin") == allowed
