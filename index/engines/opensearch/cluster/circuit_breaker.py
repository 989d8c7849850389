"""Circuit breaker: stops requests to an engine that fails, and probes it meanwhile."""

import logging
import os
import time
from collections.abc import Callable
from threading import Lock, Thread
from weakref import ref

from index.model.errors import EngineUnavailableError

_MAX_FAILURES = 3  # in a row; fewer are accidents
_PROBE_EVERY = 1.0  # seconds
_log = logging.getLogger(__name__)


class CircuitBreaker:
    """Breaker that opens after several failures in a row, until a probe succeeds.

    While it is open, requests fail at once and a thread probes the engine. Safe between
    threads; a fork begins with a closed one. `probe` raises EngineUnavailableError.
    """

    def __init__(
        self, name: str, probe: Callable[[], None], probe_every: float = _PROBE_EVERY
    ) -> None:
        self._name = name
        self._probe = probe
        self._probe_every = probe_every
        self._lock = Lock()
        self._failures = 0
        self._open_in: int | None = None  # process ID

    def check(self) -> None:
        """Raise EngineUnavailableError while open."""
        if self._open_in == os.getpid():
            raise EngineUnavailableError(f"{self._name} is not available.")

    def record_success(self) -> None:
        """Record a request that was answered."""
        self._failures = 0

    def record_failure(self) -> None:
        """Record a request that failed; open after too many in a row."""
        with self._lock:
            self._failures += 1
            if self._failures < _MAX_FAILURES or self._open_in == os.getpid():
                return
            self._open_in = os.getpid()
        _log.error(
            "%s is not available; it is probed every %g s.",
            self._name,
            self._probe_every,
        )
        target, args = _close_when_possible, (ref(self), self._probe_every)
        Thread(target=target, args=args, name="circuit-breaker", daemon=True).start()

    def try_close(self) -> bool:
        """Probe the engine; close and return `True` if that succeeds."""
        try:
            self._probe()
        except EngineUnavailableError:
            return False
        self._failures, self._open_in = 0, None
        _log.warning("%s is available again.", self._name)
        return True


def _close_when_possible(breaker: "ref[CircuitBreaker]", probe_every: float) -> None:
    """Probe until the breaker closes, or until it is garbage."""
    while True:
        time.sleep(probe_every)
        alive = breaker()
        if alive is None or alive.try_close():
            return
        del alive
