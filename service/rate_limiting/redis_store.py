"""Counting requests in Redis, for all processes together, or without it for a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from threading import Lock
from typing import Protocol

from service.rate_limiting.sliding_window import MemoryWindows, Rate

_MOST_WAIT = 0.1  # seconds that a request waits for Redis, name lookup included
_AWAY = 5.0  # seconds until Redis is asked again after it did not answer
_THREADS = 4  # as many as a worker has
_COUNT = """
local counted = tonumber(redis.call('GET', KEYS[1]) or '0')
local before = tonumber(redis.call('GET', KEYS[2]) or '0')
if before * (1 - ARGV[2]) + counted <= ARGV[1] - 1 then
  redis.call('INCR', KEYS[1])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return {0, 0, 0}
end
return {1, before, counted}
"""


class RedisAwayError(Exception):
    """Redis did not count."""


class Counts(Protocol):
    """Whether Redis refused, and the counts before and now when it did."""

    def __call__(self, *, keys: list[str], args: list[float]) -> list[int]:
        """Run the script; raises RedisAwayError."""


class RedisWindows:
    """Counts of all processes; of this one alone while Redis does not answer.

    No request waits longer than a tenth of a second, and while Redis is away only one
    every few seconds waits at all. `failed` is told why each time.
    """

    def __init__(
        self, rate: Rate, counts: Counts, failed: Callable[[str], None]
    ) -> None:
        self._rate = rate
        self._counts = counts
        self._failed = failed
        self._memory = MemoryWindows(rate)
        self._asking = ThreadPoolExecutor(_THREADS, "rate-limit")
        self._lock = Lock()
        self._away_until = 0.0

    def take(self, caller: str, at: float) -> float:
        """The seconds that a caller has to wait; 0 for one more, which is counted."""
        if not self._may_ask(at):
            return self._memory.take(caller, at)
        asked = self._asking.submit(self._ask, caller, at)
        try:
            wait = asked.result(_MOST_WAIT)
        except (TooLateError, RedisAwayError) as error:
            asked.cancel()
            self._away_until = at + _AWAY
            self._failed(str(error) or "TimeoutError")
            return self._memory.take(caller, at)
        self._away_until = 0.0
        return wait

    def _may_ask(self, at: float) -> bool:
        """Whether Redis is there; else one request in a while may find out."""
        if not self._away_until:
            return True
        with self._lock:
            if at < self._away_until:
                return False
            self._away_until = at + _AWAY
            return True

    def _ask(self, caller: str, at: float) -> float:
        window = int(at // self._rate.seconds)
        past = (at % self._rate.seconds) / self._rate.seconds
        keys = [f"heardword:{{{caller}}}:{each}" for each in (window, window - 1)]
        refused, before, counted = self._counts(
            keys=keys, args=[self._rate.requests, past, 2 * self._rate.seconds]
        )
        return self._rate.wait(before, counted, at) if refused else 0.0


def connect(url: str) -> Counts:
    """The script in the Redis at this URL, which is not asked yet.

    Raises ImportError when the package for it is not installed.
    """
    from redis import Redis, RedisError
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = Redis.from_url(
        url,
        socket_timeout=_MOST_WAIT,
        socket_connect_timeout=_MOST_WAIT,
        retry=Retry(NoBackoff(), 0),
    )
    script = client.register_script(_COUNT)

    def count(*, keys: list[str], args: list[float]) -> list[int]:
        try:
            return list(script(keys=keys, args=args))
        except (RedisError, OSError) as error:
            raise RedisAwayError(type(error).__name__) from error

    return count
