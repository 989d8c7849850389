"""Columns: read-only arrays and strings on disk, mapped by every process.

Small files are copied instead: reading a mapped file that was cut off ends the process.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

_MAX_COPIED = 2**16  # bytes; up to here a process has a copy of its own


def write_column(folder: Path, name: str, values: NDArray[np.generic]) -> None:
    """Write an array as the column of this name."""
    np.save(folder / f"{name}.npy", values, allow_pickle=False)


def read_column(folder: Path, name: str) -> NDArray[Any]:
    """Map the array of this name, or copy a small one; raises OSError."""
    path = folder / f"{name}.npy"
    mode: Literal["r"] | None = "r" if path.stat().st_size > _MAX_COPIED else None
    column = np.asarray(np.load(path, mmap_mode=mode, allow_pickle=False))
    column.setflags(write=False)
    return column


def write_strings(folder: Path, name: str, strings: Iterable[bytes]) -> None:
    """Write byte strings as the `StringColumn` of this name."""
    ends = [0]
    with (folder / f"{name}.bytes").open("wb") as file:
        for string in strings:
            file.write(string)
            ends.append(ends[-1] + len(string))
    write_column(folder, f"{name}.ends", np.asarray(ends, dtype=np.int64))


class StringColumn(Sequence[bytes]):
    """Mapped sequence of byte strings, with binary search if they are sorted.

    Raises OSError.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._bytes = _map_file(folder / f"{name}.bytes")
        self._column: NDArray[np.int64] = read_column(folder, f"{name}.ends")
        self._ends = self._column.data

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, row: int) -> bytes: ...
    @overload
    def __getitem__(self, row: slice) -> list[bytes]: ...
    def __getitem__(self, row: int | slice) -> bytes | list[bytes]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        if row < 0:
            row += len(self)
        return self._bytes[self._ends[row] : self._ends[row + 1]]

    def decode_at(self, rows: NDArray[np.intp]) -> list[str]:
        """Return the strings in these rows as text."""
        starts, ends = self._column[rows].tolist(), self._column[rows + 1].tolist()
        return [
            self._bytes[start:end].decode()
            for start, end in zip(starts, ends, strict=True)
        ]

    def equal_range(self, key: bytes) -> range:
        """Return the rows of the strings equal to `key` by binary search."""
        first = bisect_left(self, key)
        return range(first, bisect_right(self, key, first))


def _map_file(path: Path) -> mmap | bytes:
    with path.open("rb") as file:
        if path.stat().st_size <= _MAX_COPIED:
            return file.read()
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def write_id_index(folder: Path, name: str, ids: Iterable[tuple[str, int]]) -> None:
    """Write pairs of an id and its entry number as the `IdIndex` of this name."""
    rows = sorted((entry_id.encode(), number) for entry_id, number in ids)
    write_strings(folder, name, (entry_id for entry_id, _ in rows))
    numbers = np.asarray([number for _, number in rows], dtype=np.int32)
    write_column(folder, f"{name}.number", numbers)


class IdIndex:
    """Map from ids to entry numbers."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ids = StringColumn(folder, name)
        self._numbers: NDArray[np.int32] = read_column(folder, f"{name}.number")

    def find(self, entry_id: str) -> int | None:
        """Return the number of the entry, or `None` if there is none."""
        rows = self._ids.equal_range(entry_id.encode("utf-8", "replace"))
        return int(self._numbers[rows[0]]) if rows else None
