"""The rate limit: who has asked too much, and how long to wait."""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from service.callers import caller_of
from service.rates import MemoryWindows, Rate
from service.redis_windows import RedisWindows, connect
from service.settings import Settings, SettingsError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# What a platform, Prometheus and a cache of the network ask for, and plain files.
_FREE = ("/healthz", "/readyz", "/metrics", "/widget/", "/static/")
Failed = Callable[[str], None]


class Windows(Protocol):
    """Where requests are counted; `far` when others have to be waited for."""

    far: bool

    def take(self, caller: str, at: float) -> float:
        """The seconds that a caller has to wait; 0 for one more, which is counted."""


class RateLimit:
    """Counts each request but those that have to be free."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self.waits = windows.far

    def wait(self, environ: "WSGIEnvironment") -> int:
        """The whole seconds that this caller has to wait; 0 when it is welcome."""
        if environ.get("PATH_INFO", "").startswith(_FREE):
            return 0
        return math.ceil(self._windows.take(caller_of(environ), time.time()))


def rate_limit(settings: Settings, failed: Failed) -> RateLimit | None:
    """The limit that the owner has set, if any; raises SettingsError.

    `failed` is told why each time that Redis did not count.
    """
    rate = settings.rate_limit
    if rate is None:
        return None
    if settings.rate_limit_storage == "memory":
        return RateLimit(MemoryWindows(rate))
    return RateLimit(_in_redis(rate, settings.rate_limit_storage, failed))


def _in_redis(rate: Rate, url: str, failed: Failed) -> RedisWindows:
    try:
        return RedisWindows(rate, connect(url), failed)
    except ImportError as error:
        raise SettingsError(
            "GLOSSARY_RATE_LIMIT_STORAGE cannot be used: install the package redis."
        ) from error
    except ValueError as error:
        raise SettingsError(
            "GLOSSARY_RATE_LIMIT_STORAGE cannot be used: the Redis client refuses it."
        ) from error
