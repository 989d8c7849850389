"""Reload state shared by all worker processes: a fixed record in a memory file.

The file is created before the workers are forked and guarded by record locks. A record
outlives the worker that wrote it, so that a new worker knows which generation to serve.
"""

import fcntl
import os
import struct
import weakref
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from threading import Lock

from index.lifecycle.shared_memory import memory_file

_RECORD = struct.Struct("=255s32s?QQQQ")
# bytes behind the record, which only stand for two locks
_WRITE_LOCK, _LEADER_LOCK = _RECORD.size, _RECORD.size + 1


@dataclass(frozen=True, slots=True)
class ReloadState:
    """State of live reload that all processes share.

    `generation` is the one to serve, empty before there is any. `signature` is that of
    the files at the last reload, failed ones included; `stale` tells that it failed.
    Every request for a reload increments `requested`; a reload sets `completed` to the
    value that `requested` had when it began. `succeeded` and `failed` count reloads.
    """

    generation: str = ""
    signature: str = ""
    stale: bool = False
    requested: int = 0
    completed: int = 0
    succeeded: int = 0
    failed: int = 0


class SharedState:
    """One `ReloadState`, shared by a process and its forks; thread-safe."""

    def __init__(self) -> None:
        self._file = memory_file("heardword-reload", _RECORD.size)
        weakref.finalize(self, os.close, self._file)
        self._thread_lock = Lock()  # record locks exclude other processes only
        self._leader: int | None = None
        self._write(ReloadState())

    def read(self) -> ReloadState:
        """Return the current state."""
        return self._update(lambda state: state)

    def request_reload(self) -> None:
        """Ask the leader to index the files as they are now."""
        self._update(lambda state: replace(state, requested=state.requested + 1))

    def publish(self, generation: str, signature: str, completed: int = 0) -> None:
        """Make all processes serve a generation; the first one is no reload."""
        self._update(
            lambda state: replace(
                state,
                generation=generation,
                signature=signature,
                stale=False,
                completed=completed,
                succeeded=state.succeeded + bool(state.generation),
            )
        )

    def mark_stale(self, signature: str, completed: int) -> None:
        """Record that the files with this signature could not be indexed."""
        self._update(
            lambda state: replace(
                state,
                signature=signature,
                stale=True,
                completed=completed,
                failed=state.failed + 1,
            )
        )

    def try_lead(self) -> bool:
        """Return whether this process is the leader, becoming it if there is none.

        A process leads until it ends. Forks do not inherit a record lock, and the
        kernel releases it at once when the leader is killed.
        """
        if self._leader == os.getpid():
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _LEADER_LOCK)
        except OSError:
            return False
        self._leader = os.getpid()
        return True

    def _update(self, change: Callable[[ReloadState], ReloadState]) -> ReloadState:
        with self._thread_lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, _WRITE_LOCK)
            try:
                state = self._load()
                changed = change(state)
                if changed is not state:
                    self._write(changed)
                return changed
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _WRITE_LOCK)

    def _load(self) -> ReloadState:
        record = os.pread(self._file, _RECORD.size, 0)
        generation, signature, *rest = _RECORD.unpack(record)
        return ReloadState(_decode(generation), _decode(signature), *rest)

    def _write(self, state: ReloadState) -> None:
        generation, signature, *rest = astuple(state)
        record = _RECORD.pack(generation.encode(), signature.encode(), *rest)
        os.pwrite(self._file, record, 0)


def _decode(field: bytes) -> str:
    return field.rstrip(b"\0").decode()
