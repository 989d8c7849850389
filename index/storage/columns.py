"""Read-only sequences on disk, mapped by every process that opens them."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray


def write_column(folder: Path, name: str, values: NDArray[np.generic]) -> None:
    """Keep an array under a name."""
    np.save(folder / f"{name}.npy", values, allow_pickle=False)


def read_column(folder: Path, name: str) -> NDArray[Any]:
    """The array kept under a name, mapped and not copied; raises OSError."""
    mapped = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return np.asarray(mapped)


def write_strings(folder: Path, name: str, strings: Iterable[bytes]) -> None:
    """Keep byte strings under a name, in their order."""
    ends = [0]
    with (folder / f"{name}.bytes").open("wb") as file:
        for string in strings:
            file.write(string)
            ends.append(ends[-1] + len(string))
    write_column(folder, f"{name}.ends", np.asarray(ends, dtype=np.int64))


class StringColumn(Sequence[bytes]):
    """Byte strings kept by `write_strings`; sorted ones can be looked up."""

    def __init__(self, folder: Path, name: str) -> None:
        self._bytes = _map_file(folder / f"{name}.bytes")
        self._column: NDArray[np.int64] = read_column(folder, f"{name}.ends")
        self._ends = self._column.data

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if place < 0:
            place += len(self)
        return self._bytes[self._ends[place] : self._ends[place + 1]]

    def decode_at(self, places: NDArray[np.intp]) -> list[str]:
        """The strings at these places, as text."""
        starts, ends = self._column[places].tolist(), self._column[places + 1].tolist()
        return [
            self._bytes[start:end].decode()
            for start, end in zip(starts, ends, strict=True)
        ]

    def equal_range(self, key: bytes) -> range:
        """The places of the strings equal to `key`, if they are sorted."""
        first = last = bisect_left(self, key)
        while last < len(self) and self[last] == key:
            last += 1
        return range(first, last)


def _map_file(path: Path) -> mmap | bytes:
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""  # nothing to map, and mmap refuses it
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def write_id_index(folder: Path, name: str, ids: Iterable[tuple[str, int]]) -> None:
    """Keep ids, each with the number of its entry, for `Ids` to open."""
    rows = sorted((entry_id.encode(), number) for entry_id, number in ids)
    write_strings(folder, name, (entry_id for entry_id, _ in rows))
    numbers = np.asarray([number for _, number in rows], dtype=np.int32)
    write_column(folder, f"{name}.number", numbers)


class IdIndex:
    """Finds the entry that has or had an id."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ids = StringColumn(folder, name)
        self._numbers: NDArray[np.int32] = read_column(folder, f"{name}.number")

    def find(self, entry_id: str) -> int | None:
        """The number of the entry, or `None` when there is none."""
        places = self._ids.equal_range(entry_id.encode("utf-8", "replace"))
        return int(self._numbers[places[0]]) if places else None
