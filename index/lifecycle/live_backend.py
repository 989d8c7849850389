"""The generation that is served, exchanged in one step for a newer one.

A thread in every process looks at the board several times a second and opens what is
posted there; the one before is closed when the last question put to it is answered.
The thread of one process, the leader, also takes in changed files.
"""

import logging
import os
import time
from dataclasses import replace
from threading import Event, Lock, Thread

from index.engines.base import IndexStore
from index.lifecycle.build_process import BuildProcess
from index.lifecycle.reloader import Build, OnFatal, Reloader
from index.lifecycle.shared_state import ReloadState, SharedState
from index.model.backend import Backend
from index.model.errors import EngineUnavailableError, HeardwordError, NotReadyError
from index.model.glossary import Entry
from index.model.query import Query, Selection
from index.model.results import Contents, Listing, Page, Status, Suggestion

_LOOK_EVERY = 0.25  # seconds
_TRY_AGAIN_AFTER = 1.0  # seconds, when what is posted cannot be opened
_log = logging.getLogger(__name__)


def _stay(error: HeardwordError) -> None:
    """Go on without anything to answer from, until somebody asks to look again."""
    _log.error("%s", error)


class LiveBackend:
    """A back end that answers from the newest generation; safe between threads.

    Made before the forks, which share its board. Each has to `start`; the first
    question does it where nobody else did.
    """

    def __init__(
        self,
        store: IndexStore,
        *,
        reload_seconds: int = 0,
        shared_state: SharedState | None = None,
        build: Build | None = None,
    ) -> None:
        self._store = store
        self._reload_seconds = reload_seconds
        self._shared_state = shared_state or SharedState()
        self._build = build or BuildProcess()
        self._current: Backend | None = None
        self._name = ""
        self._missed, self._try_at = ReloadState(), 0.0
        self._starting, self._opening = Lock(), Lock()
        self._started_in: int | None = None
        self._ended = Event()

    def publish_current(self) -> None:
        """Post the generation of the files as they are, if it is there already.

        Raises GlossaryError.
        """
        signature = self._store.signature()
        try:
            ready = self._store.find_current()
        except EngineUnavailableError as error:
            _log.warning("%s", error)
            return
        if ready is not None:
            self._shared_state.publish(ready, signature)

    def start(self, on_fatal: OnFatal = _stay) -> None:
        """Open what is posted, and from now on whatever will be.

        `hopeless` is told when there is nothing and the files cannot be taken in.
        """
        with self._starting:
            if self._started_in == os.getpid():
                return
            self._started_in, self._ended = os.getpid(), Event()
            self.poll()
            renewal = Reloader(
                self._store,
                self._shared_state,
                self._build,
                self.poll,
                every=self._reload_seconds,
                on_fatal=on_fatal,
            )
            watch = Thread(target=self._watch, args=(renewal,), daemon=True)
            watch.start()

    def stop(self) -> None:
        """Look at the board no more."""
        self._ended.set()

    def request_reload(self) -> None:
        """Ask for the files to be taken in as they are, by whoever does that."""
        self._shared_state.request_reload()

    def poll(self) -> None:
        """Open what is posted, unless it is what this process serves already."""
        with self._opening:
            state = self._shared_state.read()
            if self._name and self._store.is_missing(self._name):
                self._name = ""  # so that it is opened again, or made anew
            if state.generation not in ("", self._name) and self._is_time_for(state):
                self._open(state)

    def state(self) -> ReloadState:
        """What the processes of this service know: counts of reloads, whether stale."""
        return self._shared_state.read()

    def snapshot(self) -> Backend:
        """The newest generation; raises NotReadyError before there is any."""
        if self._started_in != os.getpid():
            self.start()
        current = self._current
        return self._first() if current is None else current

    def search(self, query: Query) -> Page:
        """The entries that answer the question, best first."""
        return self.snapshot().search(query)

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """The entries whose designations begin as typed, best first."""
        return self.snapshot().autocomplete(query)

    def browse(self, selection: Selection) -> Listing:
        """Entries in alphabetical order."""
        return self.snapshot().browse(selection)

    def entry(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""
        return self.snapshot().entry(entry_id)

    def current_id(self, entry_id: str) -> str | None:
        """The id to which a link with this one should lead, or `None`."""
        return self.snapshot().current_id(entry_id)

    def contents(self) -> Contents:
        """Which glossaries and languages are served."""
        return self.snapshot().contents()

    def status(self) -> Status:
        """What is being served, and whether the files could not be taken in."""
        state = self._shared_state.read()
        return replace(
            self.snapshot().status(),
            stale=state.stale,
            reloads_succeeded=state.succeeded,
            reloads_failed=state.failed,
        )

    def _first(self) -> Backend:
        """The first generation, at once: other processes may answer from it already."""
        self.poll()
        if self._current is None:
            raise NotReadyError("There is no index yet.")
        return self._current

    def _is_time_for(self, state: ReloadState) -> bool:
        """Whether to open it: at once, or a while after it could not be opened."""
        again = state.generation == self._missed.generation
        made_since = state.completed != self._missed.completed
        return not again or made_since or time.monotonic() >= self._try_at

    def _open(self, state: ReloadState) -> None:
        """Serve what is posted; where it is gone or damaged, ask for it to be made."""
        try:
            self._current = self._store.open(state.generation)
            self._name = state.generation
        except HeardwordError as error:
            self._try_at = time.monotonic() + _TRY_AGAIN_AFTER
            if isinstance(error, EngineUnavailableError):
                return  # it will be there again
            if state.generation != self._missed.generation:
                _log.error("%s", error)
                self._shared_state.request_reload()
            self._missed = state

    def _watch(self, renewal: Reloader) -> None:
        while not self._ended.wait(_LOOK_EVERY):
            try:
                self.poll()
                if self._shared_state.try_lead():
                    renewal.poll()
            except Exception:  # whatever it was, readers are answered and it goes on
                _log.exception("The glossary's files could not be looked at.")
