"""Reloader: decides when changed glossary files are indexed, and handles failures.

It runs in one of the serving processes, the leader. The others only open the
generations that the leader publishes.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Protocol

from index.engines.base import BuildRequest, IndexStore
from index.lifecycle.shared_state import ReloadState, SharedState
from index.model.errors import EngineUnavailableError, HeardwordError

_log = logging.getLogger(__name__)
_BUILD_FACTOR = 10
_MAX_REPLACED = 2
OnFatal = Callable[[HeardwordError], None]


class Build(Protocol):
    """Builds a generation and protects it from pruning until the block ends."""

    def __call__(
        self,
        request: BuildRequest,
        *,
        show_progress: bool,
        timeout: float | None = None,
    ) -> AbstractContextManager[str]:
        """Build the current generation within `timeout` seconds, or without a limit.

        Raises HeardwordError.
        """


@dataclass(frozen=True, slots=True)
class ReloadIntervals:
    """Times of live reload, in seconds.

    `poll`: between two reads of the shared state. `settle`: files that stay unchanged
    for so long count as complete. `prune`: after a reload, when every process has
    closed the previous generation. `retry_open`: after a published generation could not
    be opened. `retry_engine`: after the search engine was not available. `check_files`:
    between two checks for changed files; 0 checks on request only. `build`: the least
    that a build may take until it counts as hanging; it may take ten times as long as
    the last one. `unknown_build`: the same where this process has not built before.
    """

    poll: float = 0.25
    settle: float = 0.5
    prune: float = 10.0
    retry_open: float = 1.0
    retry_engine: float = 2.0
    check_files: float = 0.0
    build: float = 600.0
    unknown_build: float = 3600.0


class Reloader:
    """Indexes the files at the start, on request, and at the configured interval.

    `on_publish` opens a generation that was published. `on_fatal` is called when there
    is no generation to serve and the files, as they are, cannot be indexed.
    """

    def __init__(
        self,
        store: IndexStore,
        shared_state: SharedState,
        build: Build,
        intervals: ReloadIntervals,
        *,
        on_publish: Callable[[], None],
        on_fatal: OnFatal,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._shared_state = shared_state
        self._build = build
        self._intervals = intervals
        self._on_publish = on_publish
        self._on_fatal = on_fatal
        self._clock = clock
        now = clock()
        self._check_at = now + intervals.check_files
        self._prune_at = now + intervals.prune
        self._retry_at = 0.0
        self._last_signature, self._unchanged_since = "", 0.0
        self._last_build: float | None = None  # seconds
        self._replaced: set[str] = set()  # generations that may still be on disk

    def poll(self) -> None:
        """Index the files if a reload is due and they are complete; prune if due."""
        state, now = self._shared_state.read(), self._clock()
        if now < self._retry_at:
            return
        requested = state.requested != state.completed or not state.signature
        if requested or (self._intervals.check_files and now >= self._check_at):
            self._check_files(state, now, requested=requested)
        if now >= self._prune_at:
            self._prune_at = float("inf")
            with suppress(EngineUnavailableError):
                self._store.prune(keep=state.generation)

    def _check_files(self, state: ReloadState, now: float, *, requested: bool) -> None:
        signature = self._store.signature()
        if signature == state.signature and not requested:
            self._check_at = now + self._intervals.check_files
        elif not state.generation or (
            self._is_settled(signature, now) and self._has_room(state.generation)
        ):
            self._reload(state, signature)
            self._check_at = self._clock() + self._intervals.check_files
            self._prune_at = self._clock() + self._intervals.prune

    def _is_settled(self, signature: str, now: float) -> bool:
        """Return whether the files have not changed for the settling time."""
        if signature != self._last_signature:
            self._last_signature, self._unchanged_since = signature, now
        return now >= self._unchanged_since + self._intervals.settle

    def _has_room(self, current: str) -> bool:
        """Prune, and return whether there is room on disk for one more generation.

        Besides the current one, only one that is still in use is tolerated.
        """
        with suppress(EngineUnavailableError):
            self._replaced &= set(self._store.prune(keep=current))
        return len(self._replaced) < _MAX_REPLACED

    def _timeout(self, state: ReloadState) -> float | None:
        """Return the seconds after which a build hangs, as on a dead network disk.

        Without a limit if nothing is served yet: then there is nothing to go on with.
        """
        if not state.generation:
            return None
        if self._last_build is None:
            return self._intervals.unknown_build
        return max(self._intervals.build, _BUILD_FACTOR * self._last_build)

    def _reload(self, state: ReloadState, signature: str) -> None:
        self._last_signature = ""
        started = self._clock()
        is_first = not state.signature
        try:
            self._store.ping()
            with self._build(
                self._store.request,
                show_progress=is_first,
                timeout=self._timeout(state),
            ) as name:
                self._last_build = self._clock() - started
                if state.generation:
                    self._replaced.add(state.generation)
                self._shared_state.publish(name, signature, state.requested)
                self._on_publish()  # opens it before the builder stops protecting it
        except EngineUnavailableError as error:
            if not self._retry_at:  # logged once
                _log.warning("Reload postponed: %s", error)
            self._retry_at = self._clock() + self._intervals.retry_engine
        except HeardwordError as error:
            self._reject(state, signature, error)
        else:
            self._retry_at = 0.0
            seconds = self._clock() - started
            _log.info("Loaded the glossary as generation %s in %.1f s.", name, seconds)

    def _reject(
        self, state: ReloadState, signature: str, error: HeardwordError
    ) -> None:
        if state.generation:  # logged before others can see that the state is stale
            for line in str(error).splitlines():
                _log.error("%s", line.strip())
        self._shared_state.mark_stale(signature, state.requested)
        if not state.generation:
            self._on_fatal(error)
