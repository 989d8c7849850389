"""The rate limit: who has asked too much, and how long to wait."""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from service.rate_limiting.client_address import client_address

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# What a platform, Prometheus and a cache of the network ask for, and plain files.
EXEMPT_PATHS = ("/healthz", "/readyz", "/metrics", "/widget/", "/static/")
OnFailure = Callable[[str], None]


class CounterStore(Protocol):
    """Where requests are counted."""

    def hit(self, client: str, at: float) -> float:
        """The seconds that a caller has to wait; 0 for one more, which is counted."""


class RateLimiter:
    """Counts each request but those that have to be free."""

    def __init__(self, store: CounterStore) -> None:
        self._store = store

    def retry_after(self, environ: "WSGIEnvironment") -> int:
        """The whole seconds that this caller has to wait; 0 when it is welcome."""
        if environ.get("PATH_INFO", "").startswith(EXEMPT_PATHS):
            return 0
        return math.ceil(self._store.hit(client_address(environ), time.time()))
