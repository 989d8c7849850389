"""The rate limit: who is counted, how often, and without Redis too."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.model.backend import Backend
from service.app import create_app
from service.observability.json_log import Log
from service.rate_limiting.client_address import client_address
from service.rate_limiting.redis_store import RedisStore, RedisUnavailableError, connect
from service.rate_limiting.sliding_window import MemoryStore, Rate, parse_rate
from service.settings import SettingsError, read_settings
from tests.support.service_process import PATIENCE, Service, free_port, listens

# Rates


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("120/minute", Rate(120, 60)),
        ("5 / second", Rate(5, 1)),
        ("1/hour", Rate(1, 3600)),
        ("999999999/day", Rate(999_999_999, 86_400)),
        ("0/minute", None),
        ("-1/minute", None),
        ("1.5/minute", None),
        ("120/minutes", None),
        ("120", None),
        ("１/minute", None),
        ("", None),
    ],
)
def test_a_rate_is_read(text: str, rate: Rate | None) -> None:
    assert parse_rate(text) == rate


def test_as_many_as_allowed_and_no_more() -> None:
    store = MemoryStore(Rate(3, 60))

    waits = [store.hit("a", 600.0) for _ in range(5)]

    assert [wait > 0 for wait in waits] == [False, False, False, True, True]
    assert store.hit("b", 600.0) == 0


def test_nobody_gets_twice_as_many_at_the_turn_of_a_minute() -> None:
    store = MemoryStore(Rate(100, 60))

    taken = [store.hit("a", 659.9) for _ in range(100)]
    after = [store.hit("a", 660.1) for _ in range(100)]

    assert taken.count(0) == 100
    assert after.count(0) == 0


@given(
    rate=st.builds(Rate, st.integers(1, 50), st.sampled_from([1, 60, 3600])),
    gaps=st.lists(st.floats(0, 2), max_size=60),
)
def test_whoever_waits_as_long_as_told_is_served(rate: Rate, gaps: list[float]) -> None:
    store = MemoryStore(rate)
    at = 1_000_000.0

    for gap in gaps:
        at += gap * rate.seconds / rate.requests
        wait = store.hit("a", at)
        assert 0 <= wait <= 2 * rate.seconds
        if wait:
            assert store.hit("a", at + wait + 0.001) == 0
            at += wait + 0.001


@given(st.lists(st.floats(0, 0.2), min_size=50, max_size=300))
def test_a_window_of_any_position_holds_little_more_than_the_rate(
    gaps: list[float],
) -> None:
    rate, store = Rate(20, 1), MemoryStore(Rate(20, 1))
    at, served = 1_000_000.0, []

    for gap in gaps:
        at += gap
        if not store.hit("a", at):
            served.append(at)

    for begin in served:
        within = [each for each in served if begin <= each < begin + 1]
        assert len(within) <= 2 * rate.requests


def test_counting_many_callers_stays_bounded() -> None:
    store = MemoryStore(Rate(1, 60))

    for number in range(250_000):
        store.hit(str(number), 600.0)

    assert len(store._now) + len(store._before) <= 200_000


# Callers


@pytest.mark.parametrize(
    ("peer", "forwarded", "caller"),
    [
        ("198.51.100.1", None, "198.51.100.1"),
        ("8.8.8.8", "1.1.1.1", "8.8.8.8"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.1.2.3", "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        ("10.1.2.3", "9.9.9.9,1.1.1.1 ", "1.1.1.1"),
        ("", "1.1.1.1", "1.1.1.1"),
        ("10.1.2.3", "1.1.1.1, unknown", "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1, " + "x" * 9000, "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1:4711", "1.1.1.1"),
        ("10.1.2.3", "[2001:4860::8888]:443", "2001:4860::/64"),
        ("::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("::1", "1.1.1.1", "1.1.1.1"),
        ("2001:4860:0:1:aaaa::1", None, "2001:4860:0:1::/64"),
        ("2001:4860:0:1:bbbb::2", "1.1.1.1", "2001:4860:0:1::/64"),
        ("", None, "unknown"),
        ("", "<script>", "unknown"),
    ],
)
def test_the_caller_is_who_the_next_proxy_saw(
    peer: str, forwarded: str | None, caller: str
) -> None:
    environ = {"REMOTE_ADDR": peer}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded

    assert client_address(environ) == caller


@given(st.text(), st.text())
def test_any_header_gives_a_caller(peer: str, forwarded: str) -> None:
    caller = client_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded})

    assert 0 < len(caller) < 50


# The service


class Limited:
    """A service with a limit, and the lines that it logged."""

    def __init__(self, backend: Backend, folder: Path, stated: dict[str, str]):
        self._file = folder / "log"
        self._stream = self._file.open("ab", buffering=0)
        limit = {"GLOSSARY_RATE_LIMIT": "3/day"} | stated
        app = create_app(read_settings(limit), backend=backend, log=Log(self._stream))
        self.client: FlaskClient = app.test_client()

    def statuses(self, times: int, path: str = "/search?q=dvt", **how: Any) -> set[int]:
        return {self.client.get(path, **how).status_code for _ in range(times)}

    def told(self) -> list[dict[str, Any]]:
        """What it logged beside requests."""
        lines = map(json.loads, self._file.read_text().splitlines())
        return [line for line in lines if line["event"] != "request"]

    def close(self) -> None:
        self._stream.close()


@pytest.fixture
def limited(bundled: Backend, tmp_path: Path) -> Iterator[Any]:
    started: list[Limited] = []

    def start(**settings: str) -> Limited:
        started.append(Limited(bundled, tmp_path, settings))
        return started[-1]

    yield start
    for each in started:
        each.close()


def test_one_too_many_is_refused_with_when_to_come_back(limited: Any) -> None:
    service = limited()
    assert service.statuses(3) == {200}

    reply = service.client.get("/search?q=dvt", headers={"Origin": "https://a.example"})

    problem = json.loads(reply.text)
    assert reply.status_code == 429 == problem["status"]
    assert reply.content_type == "application/problem+json"
    assert problem["type"] == "/docs#problem-rate-limited"
    assert problem["instance"] == reply.headers["X-Request-ID"]
    assert 0 < int(reply.headers["Retry-After"]) <= 2 * 86_400
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_it_is_counted(limited: Any) -> None:
    service = limited()

    service.statuses(8)

    text = service.client.get("/metrics").text
    assert "heardword_rate_limited_total 5.0" in text


def test_others_are_not_held_up(limited: Any) -> None:
    service = limited()
    service.statuses(9, headers={"X-Forwarded-For": "1.1.1.1"})

    others = service.statuses(3, headers={"X-Forwarded-For": "1.1.1.1, 8.8.8.8"})

    assert others == {200}


def test_an_invented_first_hop_does_not_help(limited: Any) -> None:
    service = limited()

    replies = [
        service.client.get(
            "/search?q=dvt", headers={"X-Forwarded-For": f"9.9.9.{number}, 1.1.1.1"}
        ).status_code
        for number in range(6)
    ]

    assert replies == [200] * 3 + [429] * 3


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_a_platform_asks_is_free(limited: Any, path: str) -> None:
    assert limited().statuses(10, path) == {200}


def test_there_is_no_limit_by_default(bundled: Backend) -> None:
    client = create_app(read_settings({}), backend=bundled).test_client()

    assert {client.get("/entries/placebo").status_code for _ in range(300)} == {200}


# Redis


class Redis:
    """Debian's redis-server on a free port; `kill` takes it away."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "dir": folder}
        options |= {"requirepass": "s3cret", "appendonly": "no"}
        given = [
            str(part)
            for name, value in options.items()
            for part in (f"--{name}", value)
        ]
        self._process = subprocess.Popen(
            ["redis-server", *given], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not listens(self.port) and time.monotonic() < deadline:
            time.sleep(0.02)

    @property
    def url(self) -> str:
        return f"redis://:s3cret@127.0.0.1:{self.port}/0"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)


@pytest.fixture
def redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server here; apt-get install redis-server")
    # a machine that runs other tests too may be slower than a reader's patience
    monkeypatch.setattr("service.rate_limiting.redis_store._TIMEOUT", PATIENCE)
    server = Redis(tmp_path)
    yield server
    server.kill()


def test_redis_counts_for_all_processes(redis: Redis, limited: Any) -> None:
    one, other = (limited(GLOSSARY_RATE_LIMIT_STORAGE=redis.url) for _ in range(2))

    assert one.statuses(2) == {200}
    assert other.statuses(1) == {200}
    assert one.statuses(3) == other.statuses(3) == {429}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_redis_counts_as_memory_does(redis: Redis, gaps: list[float]) -> None:
    rate, caller = Rate(4, 3600), str(uuid4())
    in_redis = RedisStore(rate, connect(redis.url), pytest.fail)
    in_memory = MemoryStore(rate)
    at = 3600.0 * 400_000

    for gap in gaps:
        at += gap * 1800
        expected = in_memory.hit(caller, at)
        assert in_redis.hit(caller, at) == pytest.approx(expected, abs=0.01)


def test_redis_that_goes_and_comes_back_stops_nobody(
    redis: Redis, limited: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.rate_limiting.redis_store._RETRY_AFTER", 0.2)
    service = limited(
        GLOSSARY_RATE_LIMIT="9/day", GLOSSARY_RATE_LIMIT_STORAGE=redis.url
    )
    assert service.statuses(8) == {200}

    redis.kill()
    without = service.statuses(9)
    refused = service.statuses(3)

    assert without == {200}
    assert refused == {429}
    (told,) = service.told()
    assert told["setting"] == "GLOSSARY_RATE_LIMIT_STORAGE"
    assert "s3cret" not in json.dumps(told)
    text = service.client.get("/metrics").text
    assert "heardword_rate_limit_storage_failures_total 0.0" not in text

    back = Redis(tmp_path, redis.port)
    try:
        time.sleep(0.3)
        assert service.statuses(9) == {200}
        assert service.statuses(3) == {429}
    finally:
        back.kill()


def test_a_wrong_password_is_told_without_repeating_it(
    redis: Redis, limited: Any
) -> None:
    service = limited(GLOSSARY_RATE_LIMIT_STORAGE=redis.url.replace("s3cret", "wr0ng"))

    assert service.statuses(3) == {200}

    (told,) = service.told()
    assert told["reason"] == "AuthenticationError"
    assert "wr0ng" not in json.dumps(told)


class Stuck:
    """A Redis that answers nothing, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, *, keys: list[str], args: list[float]) -> list[int]:
        self.asked += 1
        time.sleep(0.5)
        raise RedisUnavailableError("TimeoutError")


def test_a_redis_that_does_not_answer_is_asked_by_one_in_a_while() -> None:
    stuck, reasons = Stuck(), []
    store = RedisStore(Rate(5, 60), stuck, reasons.append)

    waits = [store.hit("a", 600.0) for _ in range(50)]

    assert stuck.asked == 1
    assert len(reasons) == 1
    assert waits.count(0) == 5


def test_many_who_find_it_away_at_once_are_all_served() -> None:
    stuck = Stuck()
    store = RedisStore(Rate(100, 60), stuck, lambda reason: None)

    with ThreadPoolExecutor(8) as readers:
        waits = [*readers.map(lambda _: store.hit("a", 600.0), range(50))]
        later = [*readers.map(lambda _: store.hit("a", 606.0), range(50))]

    assert set(waits + later) == {0}
    assert stuck.asked <= 8 + 1


def test_nobody_is_asked_at_the_start() -> None:
    connect("redis://:s3cret@192.0.2.1:6379/0")


def test_real_workers_count_together_in_redis(redis: Redis, tmp_path: Path) -> None:
    service = Service(
        tmp_path,
        {
            "GLOSSARY_RATE_LIMIT": "20/day",
            "GLOSSARY_RATE_LIMIT_STORAGE": redis.url,
            "WEB_CONCURRENCY": "3",
        },
    )
    try:
        service.wait_until_ready().wait_until_said("Booting worker", times=3)
        before = [service.get("/entries/placebo")[0] for _ in range(30)]
        redis.kill()
        after = [service.get("/entries/placebo")[0] for _ in range(10)]
    finally:
        service.end()

    assert set(before) == {200, 429}  # three that count alone would let all pass
    assert after == [200] * 10
    assert "s3cret" not in service.output
    assert "Traceback" not in service.output


# Settings


def test_a_setting_that_the_client_refuses_ends_the_start(bundled: Backend) -> None:
    wrong = read_settings(
        {
            "GLOSSARY_RATE_LIMIT": "1/day",
            "GLOSSARY_RATE_LIMIT_STORAGE": "redis://localhost/0?socket_timeout=x",
        }
    )

    with pytest.raises(SettingsError, match=r"^GLOSSARY_RATE_LIMIT_STORAGE cannot be"):
        create_app(wrong, backend=bundled)


def test_the_password_is_not_shown_with_the_settings() -> None:
    found = read_settings({"GLOSSARY_RATE_LIMIT_STORAGE": "redis://:s3cret@a:1/0"})

    assert "s3cret" not in repr(found)
