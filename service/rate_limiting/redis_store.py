"""Request counters in Redis, shared by all processes, with a fallback to memory."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from threading import Lock
from typing import Protocol

from service.rate_limiting.sliding_window import MemoryStore, Rate

TIMEOUT = 0.1  # seconds that a request waits for Redis, name resolution included
_RETRY_SECONDS = 5.0  # between attempts while Redis is unavailable
_THREADS = 4
_HIT_SCRIPT = """
local current = tonumber(redis.call('GET', KEYS[1]) or '0')
local previous = tonumber(redis.call('GET', KEYS[2]) or '0')
if previous * (1 - ARGV[2]) + current <= ARGV[1] - 1 then
  redis.call('INCR', KEYS[1])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return {0, 0, 0}
end
return {1, previous, current}
"""


class RedisUnavailableError(Exception):
    """Redis did not count the request."""


class RunScript(Protocol):
    """The counting script, loaded into a Redis."""

    def __call__(self, *, keys: list[str], args: list[float]) -> list[int]:
        """Count a request, if allowed; return is_refused, previous, and current count.

        Raises RedisUnavailableError.
        """


class RedisStore:
    """Counters in Redis; in the memory of this process while Redis is unavailable.

    No request waits longer than `timeout` seconds. While Redis is unavailable, one
    request every `retry_seconds` tries it again and the others do not wait at all.
    `on_failure` receives the reason of each failed attempt.
    """

    def __init__(
        self,
        rate: Rate,
        run_script: RunScript,
        on_failure: Callable[[str], None],
        *,
        timeout: float = TIMEOUT,
        retry_seconds: float = _RETRY_SECONDS,
    ) -> None:
        self._rate = rate
        self._run_script = run_script
        self._on_failure = on_failure
        self._timeout = timeout
        self._retry_seconds = retry_seconds
        self._memory = MemoryStore(rate)
        self._executor = ThreadPoolExecutor(_THREADS, "rate-limit")
        self._lock = Lock()
        self._retry_at = 0.0  # 0: Redis is available

    def hit(self, client: str, at: float) -> float:
        """Count a request at a Unix time, if allowed; return the seconds to wait."""
        if not self._may_try(at):
            return self._memory.hit(client, at)
        future = self._executor.submit(self._hit_redis, client, at)
        try:
            retry_after = future.result(self._timeout)
        except (FutureTimeoutError, RedisUnavailableError) as error:
            future.cancel()
            self._retry_at = at + self._retry_seconds
            self._on_failure(str(error) or "TimeoutError")
            return self._memory.hit(client, at)
        self._retry_at = 0.0
        return retry_after

    def _may_try(self, at: float) -> bool:
        """Return whether to use Redis: always, or once per interval after a failure."""
        if not self._retry_at:
            return True
        with self._lock:
            if at < self._retry_at:
                return False
            self._retry_at = at + self._retry_seconds
            return True

    def _hit_redis(self, client: str, at: float) -> float:
        window, elapsed = self._rate.window(at)
        keys = [f"heardword:{{{client}}}:{each}" for each in (window, window - 1)]
        is_refused, previous, current = self._run_script(
            keys=keys, args=[self._rate.requests, elapsed, 2 * self._rate.seconds]
        )
        return self._rate.retry_after(previous, current, at) if is_refused else 0.0


def connect(url: str, timeout: float = TIMEOUT) -> RunScript:
    """Return the counting script in the Redis at this URL; it connects when first run.

    Raises ImportError if the package redis is not installed, ValueError for a URL that
    its client rejects.
    """
    from redis import Redis, RedisError
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
    )
    script = client.register_script(_HIT_SCRIPT)

    def run(*, keys: list[str], args: list[float]) -> list[int]:
        try:
            return list(script(keys=keys, args=args))
        except (RedisError, OSError) as error:
            raise RedisUnavailableError(type(error).__name__) from error

    return run
