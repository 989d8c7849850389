"""Request counters in Redis, and the fallback while it is unavailable."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.rate_limiting.redis_store import RedisStore, RedisUnavailableError, connect
from service.rate_limiting.sliding_window import MemoryStore, Rate
from tests.support.redis_server import RedisServer
from tests.support.service_process import PATIENCE, Service


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.kill()


def patient_store(
    url: str, rate: Rate, on_failure: Callable[[str], None] = pytest.fail
) -> RedisStore:
    """Return a store that waits for Redis even on a busy machine."""
    script = connect(url, timeout=PATIENCE)
    return RedisStore(rate, script, on_failure, timeout=PATIENCE)


def refusals(store: RedisStore, times: int, at: float = 600.0) -> list[bool]:
    return [store.hit("a", at) > 0 for _ in range(times)]


def test_stores_share_their_counters_in_redis(redis: RedisServer) -> None:
    one, other = (patient_store(redis.url, Rate(3, 60)) for _ in range(2))

    assert refusals(one, 2) == [False, False]
    assert refusals(other, 1) == [False]
    assert refusals(one, 3) == refusals(other, 3) == [True] * 3


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_redis_store_waits_as_memory_store_does(
    redis: RedisServer, gaps: list[float]
) -> None:
    rate, client = Rate(4, 3600), str(uuid4())
    in_redis, in_memory = patient_store(redis.url, rate), MemoryStore(rate)
    at = 3600.0 * 400_000

    for gap in gaps:
        at += gap * 1800
        expected = in_memory.hit(client, at)
        assert in_redis.hit(client, at) == pytest.approx(expected, abs=0.01)


def test_redis_store_counts_in_memory_while_redis_is_down(
    redis: RedisServer, tmp_path: Path
) -> None:
    reasons: list[str] = []
    store = patient_store(redis.url, Rate(9, 60), reasons.append)
    assert refusals(store, 8) == [False] * 8

    redis.kill()

    assert refusals(store, 12) == [False] * 9 + [True] * 3
    assert reasons == ["ConnectionError"]
    restarted = RedisServer(tmp_path, redis.port)
    try:
        assert refusals(store, 12, at=606.0) == [False] * 9 + [True] * 3
    finally:
        restarted.kill()


def test_redis_store_reports_a_wrong_password_without_repeating_it(
    redis: RedisServer,
) -> None:
    reasons: list[str] = []
    url = redis.url.replace("s3cret", "wr0ng")
    store = patient_store(url, Rate(9, 60), reasons.append)

    assert refusals(store, 3) == [False] * 3

    assert reasons == ["AuthenticationError"]


class HungRedis:
    """A Redis that answers nothing until it is released."""

    def __init__(self) -> None:
        self.calls = 0
        self.released = Event()

    def __call__(self, *, keys: list[str], args: list[float]) -> list[int]:
        self.calls += 1
        self.released.wait(PATIENCE)
        raise RedisUnavailableError("TimeoutError")


@pytest.fixture
def hung() -> Iterator[HungRedis]:
    script = HungRedis()
    yield script
    script.released.set()


def test_one_request_per_interval_tries_a_hung_redis(hung: HungRedis) -> None:
    reasons: list[str] = []
    store = RedisStore(Rate(5, 60), hung, reasons.append)

    waits = [store.hit("a", 600.0) for _ in range(50)]

    assert hung.calls == 1
    assert reasons == ["TimeoutError"]
    assert waits.count(0) == 5


def test_concurrent_requests_are_allowed_while_redis_hangs(hung: HungRedis) -> None:
    store = RedisStore(Rate(100, 60), hung, lambda reason: None)

    with ThreadPoolExecutor(8) as clients:
        waits = [*clients.map(lambda _: store.hit("a", 600.0), range(50))]
        later = [*clients.map(lambda _: store.hit("a", 606.0), range(50))]

    assert set(waits + later) == {0}
    assert hung.calls <= 8 + 1


def test_connect_does_not_connect_yet() -> None:
    connect("redis://:s3cret@192.0.2.1:6379/0")


def test_workers_of_a_service_share_counters_in_redis(
    redis: RedisServer, tmp_path: Path
) -> None:
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

    assert set(before) == {200, 429}  # counters of one worker each would allow 60
    assert after == [200] * 10
    assert "s3cret" not in service.output
    assert "Traceback" not in service.output
