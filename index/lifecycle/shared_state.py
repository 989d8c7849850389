"""A notice board that all processes of one service read and write.

It lies in memory that has no name and is made before the workers are forked. What is
written there outlives the worker that wrote it: its successor knows what to serve.
"""

import fcntl
import os
import struct
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from threading import Lock

from index.lifecycle.shared_memory import memory_file

_RECORD = struct.Struct("=255s32s?QQQQ")
_WRITING, _LEADING = _RECORD.size, _RECORD.size + 1  # bytes that stand for two locks


@dataclass(frozen=True, slots=True)
class ReloadState:
    """What everybody has to know.

    `generation` is the one to be served, nothing before there is one; `signature` that
    of the files when they were last taken in, or tried to; `stale` whether that went
    wrong. Whoever asks for that counts up `asked`; when it is done, `answered` is what
    `asked` was when it began. `good` and `bad` count how often it went well or not.
    """

    generation: str = ""
    signature: str = ""
    stale: bool = False
    requested: int = 0
    completed: int = 0
    succeeded: int = 0
    failed: int = 0


class SharedState:
    """One notice, shared by a process and its forks; safe between threads."""

    def __init__(self) -> None:
        self._file = memory_file("heardword-board", _RECORD.size)
        weakref.finalize(self, os.close, self._file)
        self._threads = Lock()  # the other lock holds off processes only
        self._leader: int | None = None
        self._write(ReloadState())

    def read(self) -> ReloadState:
        """The notice as it is now."""
        with self._alone():
            return self._read()

    def request_reload(self) -> None:
        """Ask for the files to be taken in as they are now."""
        with self._alone():
            state = self._read()
            self._write(replace(state, requested=state.requested + 1))

    def publish(self, generation: str, signature: str, completed: int = 0) -> None:
        """Let everybody serve a generation of the files as they are now."""
        with self._alone():
            state = self._read()
            again = bool(state.generation)  # the first one is no reload
            self._write(
                replace(
                    state,
                    generation=generation,
                    signature=signature,
                    stale=False,
                    completed=completed,
                    succeeded=state.succeeded + again,
                )
            )

    def mark_stale(self, signature: str, completed: int) -> None:
        """Let everybody know that the files as they are now could not be taken in."""
        with self._alone():
            state = self._read()
            self._write(
                replace(
                    state,
                    signature=signature,
                    stale=True,
                    completed=completed,
                    failed=state.failed + 1,
                )
            )

    def try_lead(self) -> bool:
        """Whether this process is the one that takes in files, now and until it ends.

        A record lock is no fork's, and free at once when its process is killed.
        """
        if self._leader == os.getpid():
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _LEADING)
        except OSError:
            return False
        self._leader = os.getpid()
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, _WRITING)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _WRITING)

    def _read(self) -> ReloadState:
        record = os.pread(self._file, _RECORD.size, 0)
        generation, signature, *rest = _RECORD.unpack(record)
        return ReloadState(_text(generation), _text(signature), *rest)

    def _write(self, state: ReloadState) -> None:
        generation, signature, *rest = astuple(state)
        record = _RECORD.pack(generation.encode(), signature.encode(), *rest)
        os.pwrite(self._file, record, 0)


def _text(field: bytes) -> str:
    return field.rstrip(b"\0").decode()
