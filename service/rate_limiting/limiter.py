"""Rate limiter: counts each client's requests and computes Retry-After."""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from service.rate_limiting.client_address import client_address

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Health checks, metrics scrapes, and static files.
EXEMPT_PATHS = ("/healthz", "/readyz", "/metrics", "/widget/", "/static/")
OnFailure = Callable[[str], None]


class CounterStore(Protocol):
    """Request counters of all clients."""

    def hit(self, client: str, at: float) -> float:
        """Count a request at a Unix time, if allowed; return the seconds to wait."""


class RateLimiter:
    """Limits every path but the exempt ones."""

    def __init__(
        self,
        store: CounterStore,
        clock: Callable[[], float] = time.time,
        *,
        proxies: int | None = None,
    ) -> None:
        self._store = store
        self._proxies = proxies
        self._clock = clock

    def retry_after(self, environ: "WSGIEnvironment") -> int:
        """Count the request; return the whole seconds to wait, 0 if it is allowed."""
        if environ.get("PATH_INFO", "").startswith(EXEMPT_PATHS):
            return 0
        client = client_address(environ, self._proxies)
        return math.ceil(self._store.hit(client, self._clock()))
