"""Kept answers are those that would be made anew, and depend on nothing else."""

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from index.model.backend import Backend
from index.model.errors import NotReadyError
from service.app import create_app
from service.middleware.cache import AnswerCache
from service.middleware.cache_store import KeptAnswer, KeptAnswers, Key
from service.observability.json_log import Log
from service.settings import Settings
from tests.conftest import MakeBackend
from tests.support.faulty_backends import UnavailableBackend

PUBLIC = (
    *("/", "/?q=clot", "/?letter=a", "/?print=1", "/glossary/placebo", "/embed"),
    *("/search?q=clot", "/search?q=newtropenia&limit=2&offset=1", "/search?q=zzzz"),
    *("/autocomplete?q=thro", "/suggestions?q=thro", "/entries", "/entries/placebo"),
    *("/opensearch.xml", "/sitemap.xml", "/widget/glossary-search.js"),
)
NEVER = ("/healthz", "/readyz", "/metrics")
OF_ONE_ANSWER = ("X-Request-ID", "Date")
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
ROOM = Settings(GLOSSARY_CACHE_MB="32")
NO_ROOM = Settings(GLOSSARY_CACHE_MB="0")


@pytest.fixture
def fresh(bundled: Backend) -> FlaskClient:
    """A service that has answered nothing yet."""
    return create_app(ROOM, backend=bundled).test_client()


@pytest.fixture(scope="module")
def uncached(bundled: Backend) -> FlaskClient:
    return create_app(NO_ROOM, backend=bundled).test_client()


def told(answer: TestResponse) -> tuple[int, dict[str, str], bytes]:
    headers = {n: v for n, v in answer.headers.items() if n not in OF_ONE_ANSWER}
    return answer.status_code, headers, answer.data


def hits(client: FlaskClient) -> int:
    text = client.get("/metrics").get_data(as_text=True)
    lines = [line for line in text.splitlines() if 'cache_total{result="hit"}' in line]
    return int(float(lines[0].split()[-1]))


@pytest.mark.parametrize("path", PUBLIC)
def test_an_answer_that_is_kept_is_the_one_that_was_made(
    fresh: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    first, second = told(fresh.get(path)), told(fresh.get(path))

    assert first[0] == 200
    assert second == first == told(uncached.get(path))


@pytest.mark.parametrize("path", [p for p in PUBLIC if not p.startswith("/widget")])
def test_it_is_made_once(fresh: FlaskClient, path: str) -> None:
    fresh.get(path)
    before = hits(fresh)

    for _ in range(3):
        fresh.get(path)

    assert hits(fresh) - before == 3


def test_nothing_is_kept_where_there_is_no_room(uncached: FlaskClient) -> None:
    for _ in range(3):
        uncached.get("/search?q=clot")

    assert hits(uncached) == 0


@pytest.mark.parametrize("path", PUBLIC)
def test_no_answer_depends_on_what_is_not_in_its_key(
    fresh: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    far = {"REMOTE_ADDR": "203.0.113.7", "wsgi.url_scheme": "https", "SERVER_PORT": "1"}
    plain = told(uncached.get(path))

    made = told(fresh.get(path, headers=STRANGE, environ_overrides=far))
    kept = told(fresh.get(path))

    assert made == kept == plain


@pytest.mark.parametrize("path", NEVER)
def test_what_is_of_this_moment_is_never_kept(fresh: FlaskClient, path: str) -> None:
    before = hits(fresh)

    for _ in range(3):
        assert fresh.get(path).headers["Cache-Control"] == "no-store"

    assert hits(fresh) == before


@pytest.mark.parametrize(
    "path",
    ["/search?q=", "/search?q=a&q=b", "/entries/none", "/none", "/glossary/none"],
)
def test_an_error_is_never_kept(fresh: FlaskClient, path: str) -> None:
    ids = [fresh.get(path).headers["X-Request-ID"] for _ in range(3)]
    told_ids = [
        fresh.get(path, headers={"Accept": "application/json"}).get_json()["instance"]
        for _ in range(2)
        if not path.startswith("/glossary")
    ]

    assert len(set(ids + told_ids)) == len(ids + told_ids)
    assert hits(fresh) == 0


def test_that_there_is_no_index_is_never_kept(bundled: Backend) -> None:
    class Waking(UnavailableBackend):
        awake = False

        def snapshot(self) -> Backend:
            if not self.awake:
                raise NotReadyError("not yet")
            return bundled

    backend = Waking()
    client = create_app(ROOM, backend=backend).test_client()

    assert client.get("/search?q=clot").status_code == 503
    backend.awake = True
    assert client.get("/search?q=clot").status_code == 200
    backend.awake = False
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
def test_one_question_written_in_several_ways_is_answered_once(
    fresh: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    fresh.get("/search?q=blood+clot&limit=3")
    before = hits(fresh)

    answer = told(fresh.get(path))

    assert answer == told(uncached.get(path))
    assert hits(fresh) - before == 1


@pytest.mark.parametrize(
    "path",
    ["/search?q=Clot", "/search?q=clot&limit=9", "/autocomplete?q=clot", "/?q=clot"],
)
def test_another_question_is_another_answer(
    fresh: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    fresh.get("/search?q=clot")

    assert told(fresh.get(path)) == told(uncached.get(path))
    assert hits(fresh) == 0


@pytest.mark.parametrize("path", PUBLIC)
def test_head_is_answered_from_it(fresh: FlaskClient, path: str) -> None:
    _, headers, _ = told(fresh.get(path))

    answer = fresh.head(path)

    assert told(answer) == (200, headers, b"")


@pytest.mark.parametrize("path", PUBLIC)
def test_what_the_client_has_is_not_sent_again(
    fresh: FlaskClient, uncached: FlaskClient, path: str
) -> None:
    etag = fresh.get(path).headers["ETag"]
    known = {"If-None-Match": f'"other", {etag}'}

    answer = fresh.get(path, headers=known)

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert "Content-Length" not in answer.headers
    assert told(answer) == told(uncached.get(path, headers=known))


def test_what_the_client_has_of_another_answer_is_sent(fresh: FlaskClient) -> None:
    fresh.get("/search?q=clot")

    answer = fresh.get("/search?q=clot", headers={"If-None-Match": 'W/"other"'})

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
def test_each_client_gets_a_coding_that_it_takes(
    fresh: FlaskClient, accepted: str, coding: str | None
) -> None:
    for other in ("gzip", "br", "identity", accepted):
        fresh.get("/entries", headers={"Accept-Encoding": other})

    answer = fresh.get("/entries", headers={"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_part_of_an_answer_is_not_taken_for_all_of_it(fresh: FlaskClient) -> None:
    path = "/static/pages.css"
    part = fresh.get(path, headers={"Range": "bytes=0-9"}, buffered=True)

    whole = fresh.get(path, buffered=True)

    assert (part.status_code, len(part.data)) == (206, 10)
    assert whole.status_code == 200
    assert len(whole.data) > 1000


# Generations


class Changing:
    """An app that names the generation it answers from, and may change it meanwhile."""

    def __init__(self) -> None:
        self.generation = object()
        self.version = 1
        self.changes_while_answering = False
        self.asked = 0

    def change(self) -> None:
        self.generation = object()
        self.version += 1

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        body = str(self.version).encode()
        if self.changes_while_answering:
            self.change()
        headers = [("Cache-Control", "public, max-age=60"), ("ETag", f'"{body!r}"')]
        start_response("200 OK", headers)
        return [body]

    def client(self) -> Client:
        return Client(AnswerCache(self, lambda: self.generation, 1))


def test_a_new_generation_is_asked_anew() -> None:
    app = Changing()
    client = app.client()

    answers = [client.get("/").data, client.get("/").data]
    app.change()
    answers += [client.get("/").data, client.get("/").data]

    assert answers == [b"1", b"1", b"2", b"2"]
    assert app.asked == 2


def test_an_answer_of_the_last_generation_is_not_kept_for_the_next() -> None:
    app = Changing()
    client = app.client()
    app.changes_while_answering = True
    client.get("/")
    app.changes_while_answering = False

    assert client.get("/").data == b"2"


def test_a_changed_glossary_is_answered_from_at_once(make_backend: MakeBackend) -> None:
    class Switching(UnavailableBackend):
        current: Backend

        def snapshot(self) -> Backend:
            return self.current

    backend = Switching()
    backend.current = make_backend({"headword": "Clot", "definition": "Old."})
    client = create_app(ROOM, backend=backend).test_client()
    old = client.get("/search?q=clot").get_json()["results"][0]["definition"]
    backend.current = make_backend({"headword": "Clot", "definition": "New."})

    new = client.get("/search?q=clot").get_json()["results"][0]["definition"]

    assert (old, new) == ("Old.", "New.")


# Room

ANSWER = KeptAnswer(
    headers=(("Content-Type", "text/plain"),),
    body=b"x" * 9_000,
    etag='"1"',
    is_public=True,
    route="/",
    media_type="text/plain",
    found=None,
)
TODAY = object()


def key(name: object) -> Key:
    return Key(f"/{name}", (), "")


def test_what_was_used_longest_ago_goes_first() -> None:
    answers = KeptAnswers(100_000)
    for number in range(9):
        answers.put(key(number), ANSWER, TODAY)
    answers.get(key(0), TODAY)

    for number in range(9, 12):
        answers.put(key(number), ANSWER, TODAY)

    there = [n for n in range(12) if answers.get(key(n), TODAY)]
    assert there == [0, 4, 5, 6, 7, 8, 9, 10, 11]


def test_room_is_never_exceeded_and_given_back() -> None:
    answers = KeptAnswers(1_000_000)
    for number in range(5_000):
        answers.put(
            key(number % 700), replace(ANSWER, body=b"x" * (number % 900)), TODAY
        )

    kept = [answers.get(key(number), TODAY) for number in range(700)]
    assert 0.8 < sum(each.size for each in kept if each) / 1_000_000 <= 1


def test_an_answer_that_would_push_out_many_is_not_kept() -> None:
    answers = KeptAnswers(40_000)
    answers.put(key("small"), replace(ANSWER, body=b""), TODAY)

    answers.put(key("large"), ANSWER, TODAY)

    assert answers.get(key("large"), TODAY) is None
    assert answers.get(key("small"), TODAY) is not None


def test_long_questions_take_room_too() -> None:
    answers = KeptAnswers(100_000)
    small = replace(ANSWER, body=b"")
    for number in range(100):
        long = Key("/", (("strange", f"{number}" + "x" * 4_000),), "")
        answers.put(long, small, TODAY)

    assert 10 < len(answers) < 25


def test_of_another_generation_nothing_is_there() -> None:
    answers = KeptAnswers(100_000)
    answers.put(key("key"), ANSWER, TODAY)

    assert answers.get(key("key"), object()) is None
    answers.put(key("other"), ANSWER, object())
    assert len(answers) == 1


def test_threads_share_it(fresh: FlaskClient, uncached: FlaskClient) -> None:
    paths = [f"/autocomplete?q={letter}" for letter in "abcdefghijklmnop"]
    expected = {path: told(uncached.get(path)) for path in paths}
    wrong: list[str] = []

    def ask(client: FlaskClient) -> None:
        for _ in range(20):
            wrong.extend(
                path for path in paths if told(client.get(path)) != expected[path]
            )

    asking: list[Callable[[], None]] = [
        lambda: ask(fresh.application.test_client()) for _ in range(4)
    ]
    threads = [Thread(target=each) for each in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


# What is noted


def test_a_kept_answer_is_noted_like_one_that_is_made(bundled: Backend) -> None:
    stream = io.BytesIO()
    client = create_app(ROOM, backend=bundled, log=Log(stream)).test_client()
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
