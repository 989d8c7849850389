"""Counting requests in Redis, for all processes together, or without it for a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from threading import Lock
from typing import Protocol

from service.rate_limiting.sliding_window import MemoryStore, Rate

_TIMEOUT = 0.1  # seconds that a request waits for Redis, name lookup included
_RETRY_AFTER = 5.0  # seconds until Redis is asked again after it did not answer
_THREADS = 4  # as many as a worker has
_HIT_SCRIPT = """
local counted = tonumber(redis.call('GET', KEYS[1]) or '0')
local before = tonumber(redis.call('GET', KEYS[2]) or '0')
if before * (1 - ARGV[2]) + counted <= ARGV[1] - 1 then
  redis.call('INCR', KEYS[1])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return {0, 0, 0}
end
return {1, before, counted}
"""


class RedisUnavailableError(Exception):
    """Redis did not count."""


class RunScript(Protocol):
    """Whether Redis refused, and the counts before and now when it did."""

    def __call__(self, *, keys: list[str], args: list[float]) -> list[int]:
        """Run the script; raises RedisAwayError."""


class RedisStore:
    """Counts of all processes; of this one alone while Redis does not answer.

    No request waits longer than a tenth of a second, and while Redis is away only one
    every few seconds waits at all. `failed` is told why each time.
    """

    def __init__(
        self, rate: Rate, counts: RunScript, on_failure: Callable[[str], None]
    ) -> None:
        self._rate = rate
        self._counts = counts
        self._on_failure = on_failure
        self._memory = MemoryStore(rate)
        self._asking = ThreadPoolExecutor(_THREADS, "rate-limit")
        self._lock = Lock()
        self._away_until = 0.0

    def hit(self, client: str, at: float) -> float:
        """The seconds that a caller has to wait; 0 for one more, which is counted."""
        if not self._may_ask(at):
            return self._memory.hit(client, at)
        asked = self._asking.submit(self._ask, client, at)
        try:
            retry_after = asked.result(_TIMEOUT)
        except (FutureTimeoutError, RedisUnavailableError) as error:
            asked.cancel()
            self._away_until = at + _RETRY_AFTER
            self._on_failure(str(error) or "TimeoutError")
            return self._memory.hit(client, at)
        self._away_until = 0.0
        return retry_after

    def _may_ask(self, at: float) -> bool:
        """Whether Redis is there; else one request in a while may find out."""
        if not self._away_until:
            return True
        with self._lock:
            if at < self._away_until:
                return False
            self._away_until = at + _RETRY_AFTER
            return True

    def _ask(self, client: str, at: float) -> float:
        window = int(at // self._rate.seconds)
        past = (at % self._rate.seconds) / self._rate.seconds
        keys = [f"heardword:{{{client}}}:{each}" for each in (window, window - 1)]
        refused, before, counted = self._counts(
            keys=keys, args=[self._rate.requests, past, 2 * self._rate.seconds]
        )
        return self._rate.retry_after(before, counted, at) if refused else 0.0


def connect(url: str) -> RunScript:
    """The script in the Redis at this URL, which is not asked yet.

    Raises ImportError when the package for it is not installed.
    """
    from redis import Redis, RedisError
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = Redis.from_url(
        url,
        socket_timeout=_TIMEOUT,
        socket_connect_timeout=_TIMEOUT,
        retry=Retry(NoBackoff(), 0),
    )
    script = client.register_script(_HIT_SCRIPT)

    def count(*, keys: list[str], args: list[float]) -> list[int]:
        try:
            return list(script(keys=keys, args=args))
        except (RedisError, OSError) as error:
            raise RedisUnavailableError(type(error).__name__) from error

    return count
