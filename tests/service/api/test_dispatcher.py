"""The short way gives the same answers as Flask, and leaves the rest to it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from index.model.backend import Backend
from index.model.errors import HeardwordError
from index.model.query import Query
from index.model.results import Page
from service.app import create_app
from service.settings import Settings
from tests.support.faulty_backends import Away

QUESTIONS = (
    "/search?q=clot",
    "/search?q=newtropenia&limit=3&offset=1",
    "/search?q=caf%C3%A9+%F0%9F%A9%B8&language=en&audience=patient",
    "/search?q=zzzz",
    "/search?q=+clot+&glossary=multiple-myeloma",
    "/autocomplete?q=thro",
    "/autocomplete?q=t&limit=20&category=Blood+conditions",
    "/suggestions?q=thro",
    "/entries",
    "/entries?letter=p&limit=2&offset=1",
)
OTHERS = (
    *("/search", "/search?q=", "/search?q=%20", "/search?q=a&q=b", "/search?q=a&x=1"),
    *("/search?q=a&limit=0", "/search?q=a;limit=3", "/search?q=%FF", "/search?q=a&&"),
    *("/autocomplete?q=a&limit=21", "/entries?letter=1", "/entries?q=a", "/search/"),
    *("/entries/placebo", "/entries/none", "/readyz", "/healthz", "/", "/none"),
)


@pytest.fixture(scope="module")
def app(bundled: Backend) -> Flask:
    return create_app(Settings(GLOSSARY_CACHE_MB="0"), backend=bundled)


@pytest.fixture(scope="module")
def short(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def long(app: Flask) -> Client:
    """Flask alone, with nothing in front of it."""
    return Client(lambda environ, start: Flask.wsgi_app(app, environ, start))


def told(answer: TestResponse) -> tuple[int, dict[str, str], bytes]:
    names = ("Content-Type", "Content-Length", "Cache-Control", "ETag", "Location")
    headers = {name: answer.headers[name] for name in names if name in answer.headers}
    return answer.status_code, headers, answer.data


@pytest.mark.parametrize("path", QUESTIONS)
def test_right_questions_are_answered_as_by_flask(
    short: FlaskClient, long: Client, path: str
) -> None:
    by_flask = told(long.get(path))

    assert by_flask[0] == 200
    assert told(short.get(path)) == by_flask


@pytest.mark.parametrize("path", OTHERS)
def test_everything_else_is_told_as_by_flask(
    short: FlaskClient, long: Client, path: str
) -> None:
    by_flask, by_short = long.get(path), short.get(path)

    assert by_short.status_code == by_flask.status_code
    assert by_short.content_type == by_flask.content_type
    if by_flask.is_json and by_flask.status_code >= 400:
        of_both = [each.get_json() for each in (by_short, by_flask)]
        for each in of_both:
            each.pop("instance")
        assert of_both[0] == of_both[1]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_left_to_flask(
    short: FlaskClient, long: Client, method: str
) -> None:
    by_flask = long.open("/search?q=clot", method=method)

    answer = short.open("/search?q=clot", method=method)

    assert answer.status_code == by_flask.status_code
    assert answer.headers.get("Allow") == by_flask.headers.get("Allow")


def test_a_back_end_that_is_away_is_asked_once() -> None:
    class Counted(Away):
        asked = 0

        def pinned(self) -> Backend:
            return self

        def search(self, query: Query) -> Page:
            self.asked += 1
            raise HeardwordError("gone")

    backend = Counted()
    answer = create_app(Settings(), backend=backend).test_client().get("/search?q=clot")

    assert (answer.status_code, backend.asked) == (503, 1)
    assert answer.content_type == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
