"""When changed files are taken in, and what happens when they cannot be.

This is the work of one process among those that answer, the leader; the others only
open what it posts.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Protocol

from index.engines.base import BuildRequest, IndexStore
from index.lifecycle.shared_state import ReloadState, SharedState
from index.model.errors import EngineUnavailableError, HeardwordError

MOMENT = 0.5  # seconds; files that stay as they are for so long are taken as complete
TIDY_AFTER = 10.0  # seconds, in which every process has let go of what it served
_AWAY = 2.0  # seconds until an engine that is away is looked for again
_log = logging.getLogger(__name__)
OnFatal = Callable[[HeardwordError], None]


class Build(Protocol):
    """Makes a generation as ordered, and keeps it until the block ends."""

    def __call__(
        self, request: BuildRequest, *, shown: bool
    ) -> AbstractContextManager[str]:
        """The generation; `shown` is whether progress is. Raises HeardwordError."""


class Reloader:
    """Takes in the files: at first, when asked to, and every so many seconds.

    0 seconds mean never by itself. `follow` opens what is posted. `hopeless` is told
    when there is nothing to answer from and the files, as they are, will not change
    that.
    """

    def __init__(
        self,
        store: IndexStore,
        shared_state: SharedState,
        build: Build,
        follow: Callable[[], None],
        *,
        every: int,
        on_fatal: OnFatal,
    ) -> None:
        self._store = store
        self._shared_state = shared_state
        self._build = build
        self._follow = follow
        self._every = every
        self._on_fatal = on_fatal
        self._next = time.monotonic() + every
        self._tidy_at = time.monotonic() + TIDY_AFTER
        self._seen = ""
        self._since = 0.0
        self._away_until = 0.0

    def poll(self) -> None:
        """Take in the files if it is time to and they are complete."""
        state, now = self._shared_state.read(), time.monotonic()
        if now < self._away_until:
            return
        requested = state.requested != state.completed or not state.signature
        if requested or (self._every and now >= self._next):
            self._look_at_files(state, now, requested=requested)
        if now >= self._tidy_at:
            self._tidy_at = float("inf")
            with suppress(EngineUnavailableError):
                self._store.prune(keep=state.generation)

    def _look_at_files(
        self, state: ReloadState, now: float, *, requested: bool
    ) -> None:
        signature = self._store.signature()
        if signature == state.signature and not requested:
            self._next = now + self._every
        elif not state.generation or self._is_steady(signature, now):
            self._take_in(state, signature)
            self._next = time.monotonic() + self._every
            self._tidy_at = time.monotonic() + TIDY_AFTER

    def _is_steady(self, signature: str, now: float) -> bool:
        """Whether the files look for a moment already as they look now."""
        if signature != self._seen:
            self._seen, self._since = signature, now
        return now >= self._since + MOMENT

    def _take_in(self, state: ReloadState, signature: str) -> None:
        self._seen = ""
        started = time.monotonic()
        try:
            self._store.ping()
            with self._build(self._store.request, shown=not state.signature) as name:
                self._shared_state.publish(name, signature, state.requested)
                self._follow()  # and so keep it, before the builder lets go of it
        except EngineUnavailableError as error:
            if not self._away_until:  # said once
                _log.warning("The glossary waits to be taken in: %s", error)
            self._away_until = time.monotonic() + _AWAY
        except HeardwordError as error:
            self._refuse(state, signature, error)
        else:
            self._away_until = 0.0
            seconds = time.monotonic() - started
            _log.info("The glossary was taken in as %s in %.1f s.", name, seconds)

    def _refuse(
        self, state: ReloadState, signature: str, error: HeardwordError
    ) -> None:
        if state.generation:  # who sees that it was refused finds out why
            for line in str(error).splitlines():
                _log.error("%s", line.strip())
        self._shared_state.mark_stale(signature, state.requested)
        if not state.generation:
            self._on_fatal(error)
