"""Counters in shared memory that all processes of the service add to."""

import fcntl
import mmap
import os
import weakref
from collections.abc import Iterable
from threading import Lock

import numpy

from index.lifecycle.shared_memory import memory_file

_ROWS = 128  # twice the maximum of workers: at a restart, old and new ones coexist
_BYTES = 8  # of a float64


class SharedCounters:
    """Table of float64 sums, one row per process, allocated before the workers fork.

    A process claims a row by locking one byte of the file behind the table. The kernel
    releases the lock when the process dies, however it dies; its sums remain, and the
    next process adds to them. The file is in memory, so no full disk can stop it.
    """

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._file = memory_file("heardword-numbers", _ROWS * columns * _BYTES)
        weakref.finalize(self, os.close, self._file)
        memory = mmap.mmap(self._file, _ROWS * columns * _BYTES)
        self._cells = memoryview(memory).cast("d")
        self._table = numpy.frombuffer(memory).reshape(_ROWS, columns)
        self._lock = Lock()
        self._owner = 0
        self._begin = 0

    def add(self, amounts: Iterable[tuple[int, float]]) -> None:
        """Add an amount to each of these columns."""
        if self._owner != os.getpid():
            self._claim_row()
        cells, begin = self._cells, self._begin
        with self._lock:
            for column, amount in amounts:
                cells[begin + column] += amount

    def sums(self) -> list[float]:
        """Return the sum of each column over all processes, dead ones included."""
        return [float(each) for each in self._table.sum(axis=0)]

    def _claim_row(self) -> None:
        self._lock = Lock()  # another thread may have held it during the fork
        self._begin = self._lock_free_row() * self._columns
        self._owner = os.getpid()

    def _lock_free_row(self) -> int:
        for row in range(_ROWS - 1):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, row)
            except OSError:
                continue
            return row
        return _ROWS - 1  # shared by all further processes; an addition may be lost
