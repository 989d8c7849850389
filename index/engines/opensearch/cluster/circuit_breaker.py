"""A switch in front of what may be away: it stops asking, and finds out by itself."""

import logging
import os
import time
from collections.abc import Callable
from threading import Lock, Thread
from weakref import ref

from index.model.errors import EngineUnavailableError

_FAILURES = 3  # one after another; fewer are an accident
_TRY_EVERY = 1.0  # seconds
_log = logging.getLogger(__name__)


class CircuitBreaker:
    """Open when several questions in a row failed, until a try of its own succeeds.

    While it is open nobody waits: a thread asks instead, once a second. Safe between
    threads; a fork begins with a closed one. `attempt` raises EngineUnavailableError.
    """

    def __init__(self, name: str, attempt: Callable[[], None]) -> None:
        self._name = name
        self._attempt = attempt
        self._lock = Lock()
        self._failures = 0
        self._open_in: int | None = None

    def check(self) -> None:
        """Raise EngineUnavailableError while open."""
        if self._open_in == os.getpid():
            raise EngineUnavailableError(f"{self._name} does not answer.")

    def succeeded(self) -> None:
        """Somebody was answered."""
        self._failures = 0

    def failed(self) -> None:
        """Somebody was not answered."""
        with self._lock:
            self._failures += 1
            if self._failures < _FAILURES or self._open_in == os.getpid():
                return
            self._open_in = os.getpid()
        _log.error("%s does not answer; it is tried again every second.", self._name)
        Thread(target=_watch, args=(ref(self),), name="circuit", daemon=True).start()

    def closes(self) -> bool:
        """Whether an attempt of its own succeeds, so that it is closed again."""
        try:
            self._attempt()
        except EngineUnavailableError:
            return False
        self._failures, self._open_in = 0, None
        _log.warning("%s answers again.", self._name)
        return True


def _watch(watched: "ref[CircuitBreaker]") -> None:
    """Close a circuit as soon as that can be, unless nobody has it any more."""
    while True:
        time.sleep(_TRY_EVERY)
        circuit = watched()
        if circuit is None or circuit.closes():
            return
        del circuit
