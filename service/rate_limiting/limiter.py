"""The rate limit: who has asked too much, and how long to wait."""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from service.rate_limiting.client_address import caller_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# What a platform, Prometheus and a cache of the network ask for, and plain files.
_FREE = ("/healthz", "/readyz", "/metrics", "/widget/", "/static/")
Failed = Callable[[str], None]


class Windows(Protocol):
    """Where requests are counted."""

    def take(self, caller: str, at: float) -> float:
        """The seconds that a caller has to wait; 0 for one more, which is counted."""


class RateLimit:
    """Counts each request but those that have to be free."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows

    def wait(self, environ: "WSGIEnvironment") -> int:
        """The whole seconds that this caller has to wait; 0 when it is welcome."""
        if environ.get("PATH_INFO", "").startswith(_FREE):
            return 0
        return math.ceil(self._windows.take(caller_of(environ), time.time()))
