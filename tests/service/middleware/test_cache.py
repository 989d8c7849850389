"""The response cache sends what Flask would send, and only what others may have."""

import io
import json
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from index.model.backend import Backend
from index.model.errors import NotReadyError
from service.app import create_app
from service.middleware.cache import ResponseCache
from service.observability.json_log import Log
from service.settings import Settings
from tests.conftest import MakeBackend
from tests.support.faulty_backends import UnavailableBackend

PUBLIC = (
    *("/", "/?q=clot", "/?letter=a", "/?print=yes", "/glossary/placebo", "/embed"),
    *("/search?q=clot", "/search?q=newtropenia&limit=2&offset=1", "/search?q=zzzz"),
    *("/autocomplete?q=thro", "/suggestions?q=thro", "/entries", "/entries/placebo"),
    *("/opensearch.xml", "/sitemap.xml", "/widget/glossary-search.js"),
)
NEVER = ("/healthz", "/readyz", "/metrics")
PER_RESPONSE = ("X-Request-ID", "Date")
STRANGE = {
    "Host": "evil.example",
    "Cookie": "session=1; lang=es",
    "User-Agent": "Mozilla/5.0 (iPhone)",
    "Accept": "text/html",
    "Accept-Language": "es, de;q=0.5",
    "Authorization": "Basic YTpi",
    "Referer": "https://evil.example/?q=secret",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/evil",
    "X-HTTP-Method-Override": "POST",
    "Save-Data": "on",
    "Sec-Fetch-Site": "cross-site",
    "Origin": "https://elsewhere.example",
}
CACHE = Settings(GLOSSARY_CACHE_MB="32")
NO_CACHE = Settings(GLOSSARY_CACHE_MB="0")


@pytest.fixture
def cached(bundled: Backend) -> FlaskClient:
    """A service with an empty cache."""
    return create_app(CACHE, backend=bundled).test_client()


@pytest.fixture(scope="module")
def uncached(bundled: Backend) -> FlaskClient:
    return create_app(NO_CACHE, backend=bundled).test_client()


def comparable(answer: TestResponse) -> tuple[int, dict[str, str], bytes]:
    headers = {n: v for n, v in answer.headers.items() if n not in PER_RESPONSE}
    return answer.status_code, headers, answer.data


def count_hits(client: FlaskClient) -> int:
    text = client.get("/metrics").get_data(as_text=True)
    lines = [line for line in text.splitlines() if 'cache_total{result="hit"}' in line]
    return int(float(lines[0].split()[-1]))


@pytest.mark.parametrize("path", PUBLIC)
def test_cached_response_equals_the_first(
    cached: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    first, second = comparable(cached.get(path)), comparable(cached.get(path))

    assert first[0] == 200
    assert second == first == comparable(uncached.get(path))


@pytest.mark.parametrize("path", [p for p in PUBLIC if not p.startswith("/widget")])
def test_repeated_requests_are_answered_from_the_cache(
    cached: FlaskClient, path: str
) -> None:
    cached.get(path)
    before = count_hits(cached)

    for _ in range(3):
        cached.get(path)

    assert count_hits(cached) - before == 3


def test_cache_of_no_size_stores_nothing(uncached: FlaskClient) -> None:
    for _ in range(3):
        uncached.get("/search?q=clot")

    assert count_hits(uncached) == 0


@pytest.mark.parametrize("path", PUBLIC)
def test_response_depends_on_nothing_outside_its_key(
    cached: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    elsewhere = {
        "REMOTE_ADDR": "203.0.113.7",
        "wsgi.url_scheme": "https",
        "SERVER_PORT": "1",
    }
    plain = comparable(uncached.get(path))

    made = comparable(cached.get(path, headers=STRANGE, environ_overrides=elsewhere))
    kept = comparable(cached.get(path))

    assert made == kept == plain


@pytest.mark.parametrize("path", NEVER)
def test_no_store_responses_are_not_cached(cached: FlaskClient, path: str) -> None:
    before = count_hits(cached)

    for _ in range(3):
        assert cached.get(path).headers["Cache-Control"] == "no-store"

    assert count_hits(cached) == before


@pytest.mark.parametrize(
    "path",
    ["/search?q=", "/search?q=a&q=b", "/entries/none", "/none", "/glossary/none"],
)
def test_errors_are_not_cached(cached: FlaskClient, path: str) -> None:
    ids = [cached.get(path).headers["X-Request-ID"] for _ in range(3)]
    instances = [
        cached.get(path, headers={"Accept": "application/json"}).get_json()["instance"]
        for _ in range(2)
        if not path.startswith("/glossary")
    ]

    assert len(set(ids + instances)) == len(ids + instances)
    assert count_hits(cached) == 0


def test_missing_index_is_not_cached(bundled: Backend) -> None:
    class Starting(UnavailableBackend):
        ready = False

        def snapshot(self) -> Backend:
            if not self.ready:
                raise NotReadyError("not yet")
            return bundled

    backend = Starting()
    client = create_app(CACHE, backend=backend).test_client()

    assert client.get("/search?q=clot").status_code == 503
    backend.ready = True
    assert client.get("/search?q=clot").status_code == 200
    backend.ready = False
    assert client.get("/search?q=clot").status_code == 503


@pytest.mark.parametrize(
    "path",
    [
        "/search?limit=3&q=blood+clot",
        "/search?q=blood%20clot&limit=3",
        "/search?q=%62lood+clot&limit=3",
        "/search?q=+blood+clot++&limit=3",
    ],
)
def test_equivalent_query_strings_share_a_response(
    cached: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    cached.get("/search?q=blood+clot&limit=3")
    before = count_hits(cached)

    answer = comparable(cached.get(path))

    assert answer == comparable(uncached.get(path))
    assert count_hits(cached) - before == 1


@pytest.mark.parametrize(
    "path",
    ["/search?q=Clot", "/search?q=clot&limit=9", "/autocomplete?q=clot", "/?q=clot"],
)
def test_different_queries_have_responses_of_their_own(
    cached: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    cached.get("/search?q=clot")

    assert comparable(cached.get(path)) == comparable(uncached.get(path))
    assert count_hits(cached) == 0


@pytest.mark.parametrize("path", PUBLIC)
def test_head_request_is_answered_from_the_cache(
    cached: FlaskClient, path: str
) -> None:
    _, headers, _ = comparable(cached.get(path))

    answer = cached.head(path)

    assert comparable(answer) == (200, headers, b"")


@pytest.mark.parametrize("path", PUBLIC)
def test_matching_etag_is_answered_with_not_modified(
    cached: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    etag = cached.get(path).headers["ETag"]
    known = {"If-None-Match": f'"other", {etag}'}

    answer = cached.get(path, headers=known)

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert "Content-Length" not in answer.headers
    assert comparable(answer) == comparable(uncached.get(path, headers=known))


def test_other_etag_is_answered_with_the_response(cached: FlaskClient) -> None:
    cached.get("/search?q=clot")

    answer = cached.get("/search?q=clot", headers={"If-None-Match": 'W/"other"'})

    assert answer.status_code == 200
    assert answer.get_json()["total"] == 3


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("br", None),
        ("gzip;q=0", None),
        ("identity", None),
        ("nonsense;;q=x", None),
        ("", None),
    ],
)
def test_client_gets_a_coding_that_it_accepts(
    cached: FlaskClient, accepted: str, coding: str | None
) -> None:
    for other in ("gzip", "br", "identity", accepted):
        cached.get("/entries", headers={"Accept-Encoding": other})

    answer = cached.get("/entries", headers={"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "name", ["Range", "If-Match", "If-Modified-Since", "If-Unmodified-Since"]
)
def test_unsupported_condition_does_not_bypass_the_cache(
    cached: FlaskClient, name: str
) -> None:
    cached.get("/entries")

    answer = cached.get("/entries", headers={name: "bytes=0-9"})

    assert answer.status_code == 200
    assert count_hits(cached) == 1


# Generations


class Generation:
    """Data from which a response is made."""


class ChangingApp:
    """An application that names its generation, and may change it while it answers."""

    def __init__(self) -> None:
        self.generation = Generation()
        self.version = 1
        self.changes_while_answering = False
        self.requests = 0

    def change(self) -> None:
        self.generation = Generation()
        self.version += 1

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.requests += 1
        body = str(self.version).encode()
        if self.changes_while_answering:
            self.change()
        headers = [("Cache-Control", "public, max-age=60"), ("ETag", f'"{body!r}"')]
        start_response("200 OK", headers)
        return [body]

    def client(self) -> Client:
        return Client(ResponseCache(self, lambda: self.generation, 1))


def test_new_generation_is_fetched_again() -> None:
    app = ChangingApp()
    client = app.client()

    answers = [client.get("/").data, client.get("/").data]
    app.change()
    answers += [client.get("/").data, client.get("/").data]

    assert answers == [b"1", b"1", b"2", b"2"]
    assert app.requests == 2


def test_response_of_the_previous_generation_is_not_cached() -> None:
    app = ChangingApp()
    client = app.client()
    app.changes_while_answering = True
    client.get("/")
    app.changes_while_answering = False

    assert client.get("/").data == b"2"


def test_changed_glossary_is_served_at_once(make_backend: MakeBackend) -> None:
    class Switching(UnavailableBackend):
        current: Backend

        def snapshot(self) -> Backend:
            return self.current

    backend = Switching()
    backend.current = make_backend({"headword": "Clot", "definition": "Old."})
    client = create_app(CACHE, backend=backend).test_client()
    old = client.get("/search?q=clot").get_json()["results"][0]["definition"]
    backend.current = make_backend({"headword": "Clot", "definition": "New."})

    new = client.get("/search?q=clot").get_json()["results"][0]["definition"]

    assert (old, new) == ("Old.", "New.")


def test_threads_share_the_cache(cached: FlaskClient, uncached: FlaskClient) -> None:
    paths = [f"/autocomplete?q={letter}" for letter in "abcdefghijklmnop"]
    expected = {path: comparable(uncached.get(path)) for path in paths}
    wrong: list[str] = []

    def ask(client: FlaskClient) -> None:
        for _ in range(20):
            wrong.extend(
                path for path in paths if comparable(client.get(path)) != expected[path]
            )

    asking: list[Callable[[], None]] = [
        lambda: ask(cached.application.test_client()) for _ in range(4)
    ]
    threads = [Thread(target=each) for each in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


# Log


def test_cached_response_is_logged_like_the_first(bundled: Backend) -> None:
    stream = io.BytesIO()
    client = create_app(CACHE, backend=bundled, log=Log(stream)).test_client()
    for method in ("GET", "GET", "HEAD"):
        client.open("/search?q=clot", method=method)

    made, kept, head = (json.loads(line) for line in stream.getvalue().splitlines())
    for line in (made, kept, head):
        assert (line["route"], line["total"], line["channel"]) == (
            "/search",
            3,
            "words",
        )
    assert [made["cache_hit"], kept["cache_hit"], head["cache_hit"]] == [
        False,
        True,
        True,
    ]


# Large responses


class LargeApp(ChangingApp):
    """An application with a body of a megabyte, which gzip makes small."""

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        super().__call__(environ, start_response)
        headers = [("Cache-Control", "public, max-age=60"), ("ETag", '"large"')]
        start_response("200 OK", [*headers, ("Content-Type", "text/html")])
        return [b"large " * 180_000]


@pytest.mark.parametrize("first", ["gzip", ""])
def test_large_response_is_made_once_for_all_codings(first: str) -> None:
    app = LargeApp()
    client = app.client()

    client.get("/", headers={"Accept-Encoding": first})
    coded = client.get("/", headers={"Accept-Encoding": "gzip"})
    plain = [client.get("/") for _ in range(3)]

    assert app.requests == 1
    assert coded.headers["Content-Encoding"] == "gzip"
    assert coded.headers["ETag"] == '"large-gzip"'
    assert {each.data for each in plain} == {b"large " * 180_000}
    assert {each.headers["ETag"] for each in plain} == {'"large"'}
    assert not any("Content-Encoding" in each.headers for each in plain)
