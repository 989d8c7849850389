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
from index.model.errors import EngineAwayError, HeardwordError

MOMENT = 0.5  # seconds; files that stay as they are for so long are taken as complete
TIDY_AFTER = 10.0  # seconds, in which every process has let go of what it served
_AWAY = 2.0  # seconds until an engine that is away is looked for again
_log = logging.getLogger(__name__)
OnFatal = Callable[[HeardwordError], None]


class Build(Protocol):
    """Makes a generation as ordered, and keeps it until the block ends."""

    def __call__(
        self, order: BuildRequest, *, shown: bool
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
        source: IndexStore,
        board: SharedState,
        build: Build,
        follow: Callable[[], None],
        *,
        every: int,
        hopeless: OnFatal,
    ) -> None:
        self._source = source
        self._board = board
        self._build = build
        self._follow = follow
        self._every = every
        self._hopeless = hopeless
        self._next = time.monotonic() + every
        self._tidy_at = time.monotonic() + TIDY_AFTER
        self._seen = ""
        self._since = 0.0
        self._away_until = 0.0

    def look(self) -> None:
        """Take in the files if it is time to and they are complete."""
        notice, now = self._board.read(), time.monotonic()
        if now < self._away_until:
            return
        asked = notice.asked != notice.answered or not notice.signature
        if asked or (self._every and now >= self._next):
            self._look_at_files(notice, now, asked=asked)
        if now >= self._tidy_at:
            self._tidy_at = float("inf")
            with suppress(EngineAwayError):
                self._source.tidy(kept=notice.generation)

    def _look_at_files(self, notice: ReloadState, now: float, *, asked: bool) -> None:
        signature = self._source.signature()
        if signature == notice.signature and not asked:
            self._next = now + self._every
        elif not notice.generation or self._is_steady(signature, now):
            self._take_in(notice, signature)
            self._next = time.monotonic() + self._every
            self._tidy_at = time.monotonic() + TIDY_AFTER

    def _is_steady(self, signature: str, now: float) -> bool:
        """Whether the files look for a moment already as they look now."""
        if signature != self._seen:
            self._seen, self._since = signature, now
        return now >= self._since + MOMENT

    def _take_in(self, notice: ReloadState, signature: str) -> None:
        self._seen = ""
        started = time.monotonic()
        try:
            self._source.reach()
            with self._build(self._source.order, shown=not notice.signature) as name:
                self._board.post(name, signature, notice.asked)
                self._follow()  # and so keep it, before the builder lets go of it
        except EngineAwayError as error:
            if not self._away_until:  # said once
                _log.warning("The glossary waits to be taken in: %s", error)
            self._away_until = time.monotonic() + _AWAY
        except HeardwordError as error:
            self._refuse(notice, signature, error)
        else:
            self._away_until = 0.0
            seconds = time.monotonic() - started
            _log.info("The glossary was taken in as %s in %.1f s.", name, seconds)

    def _refuse(
        self, notice: ReloadState, signature: str, error: HeardwordError
    ) -> None:
        if notice.generation:  # who sees that it was refused finds out why
            for line in str(error).splitlines():
                _log.error("%s", line.strip())
        self._board.refuse(signature, notice.asked)
        if not notice.generation:
            self._hopeless(error)
