"""Numbers that all processes of the service add to, in memory that they share."""

import fcntl
import mmap
import os
import weakref
from collections.abc import Iterable
from threading import Lock

import numpy

from index.lifecycle.shared_memory import memory_file

_ROWS = 128  # twice the most workers: at a restart old and new ones live side by side
_BYTES = 8


class SharedCounters:
    """A table of sums, one row a process, made before the processes part.

    A process takes a row by locking one byte of the file behind the table. The kernel
    lets go of the lock when the process dies, however it dies; its sums stay, and the
    next process adds to them. Nothing is written to a disk, so none can be full.
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
            self._take_row()
        cells, begin = self._cells, self._begin
        with self._lock:
            for column, amount in amounts:
                cells[begin + column] += amount

    def sums(self) -> list[float]:
        """The sum of each column over all processes, those that died included."""
        return [float(each) for each in self._table.sum(axis=0)]

    def _take_row(self) -> None:
        self._lock = Lock()  # another thread may have held it while this process began
        self._begin = self._free_row() * self._columns
        self._owner = os.getpid()

    def _free_row(self) -> int:
        for row in range(_ROWS - 1):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, row)
            except OSError:
                continue
            return row
        return _ROWS - 1  # shared by all who come too late; an addition may be lost
