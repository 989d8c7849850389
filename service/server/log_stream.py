"""Log output through a bounded queue: a stalled pipe or disk delays no request."""

import atexit
import errno
import logging
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

MAX_LINES = 10_000  # some 3 MB; beyond that lines are dropped and counted
_MAX_WRITE_BYTES = 4096  # what a pipe takes as a whole, so that no line is split
_GATHER_SECONDS = 0.01  # of lines that are written at once
_FLUSH_SECONDS = 1.0  # at exit


def _native(module: str, name: str) -> Any:
    """Return what gevent has replaced, if the process runs under gevent."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is not None:
        return monkey.get_original(module, name)
    return getattr(import_module(module), name)


_start_thread: Callable[..., int] = _native("_thread", "start_new_thread")
_allocate_lock: Callable[[], Any] = _native("_thread", "allocate_lock")
_sleep: Callable[[float], None] = _native("time", "sleep")


class QueuedStream:
    """A descriptor to which a native thread writes the lines of this process.

    The process that made it writes directly. Each of its forks has a queue and a
    thread of its own, from its first line on.
    """

    def __init__(self, descriptor: int, max_lines: int = MAX_LINES) -> None:
        self._descriptor = descriptor
        self._max_lines = max_lines
        self._creator = self._owner = os.getpid()

    def write(self, line: bytes) -> int:
        """Queue a line; raises OSError once for every line that was lost."""
        process = os.getpid()
        if process == self._creator:
            return os.write(self._descriptor, line)
        if process != self._owner:
            self._start(process)
        if len(self._lines) >= self._max_lines:
            raise BlockingIOError(errno.EAGAIN, "too many lines of the log are queued")
        self._lines.append(line)
        self._queued += 1
        if self._asleep.locked():
            with suppress(RuntimeError):  # another thread has released it
                self._asleep.release()
        if self._reported < self._lost:
            self._reported += 1
            raise OSError(errno.EIO, "an earlier line of the log was not written")
        return len(line)

    def flush(self) -> None:
        """Wait until every line is written, a second at most."""
        end = time.monotonic() + _FLUSH_SECONDS
        while self._done < self._queued and time.monotonic() < end:
            _sleep(_GATHER_SECONDS)

    def _start(self, process: int) -> None:
        self._owner = process
        self._lines: deque[bytes] = deque()
        # A number that the thread counts is counted by it alone.
        self._queued = self._done = self._lost = self._reported = 0
        self._asleep = _allocate_lock()  # released to wake the thread
        _start_thread(self._drain, ())
        atexit.register(self.flush)

    def _drain(self) -> None:
        while True:
            self._asleep.acquire()
            _sleep(_GATHER_SECONDS)
            while self._lines:
                self._write_some()

    def _write_some(self) -> None:
        lines = [self._lines.popleft()]
        size = len(lines[0])
        while self._lines and size + len(self._lines[0]) <= _MAX_WRITE_BYTES:
            lines.append(self._lines.popleft())
            size += len(lines[-1])
        try:
            os.write(self._descriptor, b"".join(lines))
        except OSError:
            self._lost += len(lines)
        self._done += len(lines)


class QueuedHandler(logging.Handler):
    """Logging handler for a descriptor."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._stream = QueuedStream(descriptor)

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the line of a record; one that cannot be written is lost."""
        with suppress(OSError):
            self._stream.write(self.format(record).encode() + b"\n")
