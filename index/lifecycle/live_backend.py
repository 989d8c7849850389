"""Live backend: serves the newest generation and replaces it in one step.

A thread in every process reads the shared state several times a second and opens the
generation published there. The previous one is closed when its last query is answered.
The thread of one process, the leader, also indexes changed files.
"""

import logging
import os
import time
import weakref
from dataclasses import replace
from threading import Event, Lock, Thread

from index.engines.base import IndexStore
from index.lifecycle.build_process import BuildProcess
from index.lifecycle.reloader import Build, OnFatal, Reloader, ReloadIntervals
from index.lifecycle.shared_state import ReloadState, SharedState
from index.model.backend import Backend, NameColumns
from index.model.errors import EngineUnavailableError, HeardwordError, NotReadyError
from index.model.glossary import Entry
from index.model.query import Filters, Query, Selection
from index.model.results import (
    Contents,
    Listing,
    Neighbors,
    Page,
    Status,
    Suggestion,
)

_log = logging.getLogger(__name__)
_MAX_OPEN = 2  # generations: memory, and folders that cannot be removed


def _log_error(error: HeardwordError) -> None:
    """Keep running without an index until a reload is requested."""
    _log.error("%s", error)


class LiveBackend:
    """Backend that serves the newest generation; thread-safe.

    Create it before forking, so that the workers share its state. Every worker has to
    call `start`; a worker that did not is started by its first query.
    """

    def __init__(
        self,
        store: IndexStore,
        *,
        intervals: ReloadIntervals | None = None,
        shared_state: SharedState | None = None,
        build: Build | None = None,
    ) -> None:
        self._store = store
        self._intervals = intervals or ReloadIntervals()
        self._shared_state = shared_state or SharedState()
        self._build = build or BuildProcess()
        self._current: Backend | None = None
        self._generation = ""  # of the current backend
        self._opened: list[weakref.ref[Backend]] = []
        self._failed, self._retry_at = ReloadState(), 0.0
        self._start_lock, self._open_lock = Lock(), Lock()
        self._started_in: int | None = None
        self._stopped = Event()
        self._is_reload_requested = False

    def publish_current(self) -> None:
        """Publish the generation of the current files if it is already built.

        Raises GlossaryError.
        """
        signature = self._store.signature()
        try:
            generation = self._store.find_current()
        except EngineUnavailableError as error:
            _log.warning("%s", error)
            return
        if generation is not None:
            self._shared_state.publish(generation, signature)

    def start(self, on_fatal: OnFatal = _log_error) -> None:
        """Open the published generation and begin to watch for newer ones.

        `on_fatal` is called when there is no generation and the files are invalid.
        """
        with self._start_lock:
            if self._started_in == os.getpid():
                return
            self._started_in, self._stopped = os.getpid(), Event()
            self.poll()
            reloader = Reloader(
                self._store,
                self._shared_state,
                self._build,
                self._intervals,
                on_publish=self.poll,
                on_fatal=on_fatal,
            )
            Thread(target=self._watch, args=(reloader,), daemon=True).start()

    def stop(self) -> None:
        """Stop watching for newer generations."""
        self._stopped.set()

    def request_reload(self) -> None:
        """Ask the leader to index the files as they are now."""
        self._shared_state.request_reload()

    def request_reload_soon(self) -> None:
        """Let the watching thread request a reload: safe in a signal handler.

        A handler that takes a lock waits for ever where it interrupted the holder.
        """
        self._is_reload_requested = True

    def poll(self) -> None:
        """Open the published generation unless this process serves it already."""
        with self._open_lock:
            state = self._shared_state.read()
            if self._generation and self._store.is_missing(self._generation):
                # opened again or rebuilt; until then queries are refused, because
                # reading a mapped file that was cut off kills the process
                self._current, self._generation = None, ""
            is_new = state.generation not in ("", self._generation)
            if is_new and self._has_room() and self._may_open(state):
                self._open(state)

    def reload_state(self) -> ReloadState:
        """Return the reload state that all processes share."""
        return self._shared_state.read()

    def snapshot(self) -> Backend:
        """Return the newest generation; raises NotReadyError before there is any."""
        if self._started_in != os.getpid():
            self.start()
        if self._current is None:
            self.poll()  # another process may have published one since the last poll
        if self._current is None:
            raise NotReadyError("There is no index yet.")
        return self._current

    def search(self, query: Query) -> Page:
        """Return the entries that match the query, best first."""
        return self.snapshot().search(query)

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """Return the entries whose designations complete the typed text, best first."""
        return self.snapshot().autocomplete(query)

    def browse(self, selection: Selection) -> Listing:
        """Return entries in alphabetical order."""
        return self.snapshot().browse(selection)

    def neighbors(self, entry_id: str, filters: Filters) -> Neighbors:
        """Return the filtered entries around an entry; raises UnknownEntryError."""
        return self.snapshot().neighbors(entry_id, filters)

    def entry(self, entry_id: str) -> Entry:
        """Return the entry with this id; raises UnknownEntryError."""
        return self.snapshot().entry(entry_id)

    def current_id(self, entry_id: str) -> str | None:
        """Return the id that a link with this one should lead to, or `None`."""
        return self.snapshot().current_id(entry_id)

    def name_columns(self) -> NameColumns:
        """Return the columns of the names of all entries."""
        return self.snapshot().name_columns()

    def contents(self) -> Contents:
        """Return the glossaries and languages served."""
        return self.snapshot().contents()

    def status(self) -> Status:
        """Return what is served and how reloads went."""
        state = self._shared_state.read()
        return replace(
            self.snapshot().status(),
            stale=state.stale,
            reloads_succeeded=state.succeeded,
            reloads_failed=state.failed,
        )

    def _has_room(self) -> bool:
        """Return whether fewer than two generations are open in this process.

        Requests may still use the previous one.
        """
        self._opened = [each for each in self._opened if each() is not None]
        return len(self._opened) < _MAX_OPEN

    def _may_open(self, state: ReloadState) -> bool:
        """Return whether to open it: at once, or some time after it failed to open."""
        failed_before = state.generation == self._failed.generation
        is_rebuilt = state.completed != self._failed.completed
        return not failed_before or is_rebuilt or time.monotonic() >= self._retry_at

    def _open(self, state: ReloadState) -> None:
        """Serve a generation; request a reload if it is missing or damaged."""
        try:
            self._current = self._store.open(state.generation)
            self._generation, self._failed = state.generation, ReloadState()
            self._opened.append(weakref.ref(self._current))
        except HeardwordError as error:
            self._retry_at = time.monotonic() + self._intervals.retry_open
            if isinstance(error, EngineUnavailableError):
                return  # the generation is not lost
            if state.generation != self._shared_state.read().generation:
                return  # it was replaced and removed meanwhile
            if state.generation != self._failed.generation:
                _log.error("%s", error)
                self._shared_state.request_reload()
            self._failed = state

    def _watch(self, reloader: Reloader) -> None:
        while not self._stopped.wait(self._intervals.poll):
            try:
                if self._is_reload_requested:
                    self._is_reload_requested = False
                    self.request_reload()
                self.poll()
                if self._shared_state.try_lead():
                    reloader.poll()
            except Exception:  # whatever failed, the current generation keeps serving
                _log.exception("Failed to check the glossary files for changes.")
