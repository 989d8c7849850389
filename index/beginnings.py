"""Keys in alphabetical order, found by how they begin: many probes in one look."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.packed import read_column, write_column

Rows = NDArray[np.intp]
Block = NDArray[np.uint64]

WIDTH = 32  # letters kept of each key; who types more has said enough
BLOCK = 8  # letters that are compared at once, as one number
_LAST = b"\xff"  # greater than any letter: ends the range of a beginning
_ALL_LAST = BLOCK * _LAST


class Key(NamedTuple):
    """A text to be found by its beginning: which designation it is, from which word."""

    text: str
    designation: int
    word: int


def write_beginnings(folder: Path, name: str, keys: Sequence[Key]) -> None:
    """Keep keys in a folder, sorted, for `Beginnings` to open."""
    texts = [key.text.encode()[:WIDTH] for key in keys]
    packed = np.asarray(texts, f"S{WIDTH + 1}")  # room for what ends a range
    order = np.argsort(packed, kind="stable")
    write_column(folder, f"{name}.keys", packed[order])
    designations = np.asarray([key.designation for key in keys], np.int32)
    write_column(folder, f"{name}.designation", designations[order])
    write_column(
        folder, f"{name}.word", np.asarray([k.word for k in keys], np.int32)[order]
    )
    write_column(folder, f"{name}.heads", _block(packed[order], 0))


class Beginnings:
    """Sorted keys, with the designation and the word that each begins."""

    def __init__(self, folder: Path, name: str) -> None:
        self.keys: NDArray[np.bytes_] = read_column(folder, f"{name}.keys")
        self._heads: Block = read_column(folder, f"{name}.heads")
        self.designation: NDArray[np.int32] = read_column(folder, f"{name}.designation")
        self.word: NDArray[np.int32] = read_column(folder, f"{name}.word")

    def __len__(self) -> int:
        return len(self._heads)

    def range_of(self, text: str) -> range:
        """The keys that begin like this; where they would be if there are none."""
        probe = text.encode()[:WIDTH]
        first = self._heads.searchsorted(np.uint64(number_of(probe)))
        highest = np.uint64(number_of(probe + _ALL_LAST))
        last = self._heads.searchsorted(highest, side="right")
        if len(probe) <= BLOCK:
            return range(int(first), int(last))
        ends = np.array((probe, probe + _LAST), self.keys.dtype)
        begin, end = self.keys[first:last].searchsorted(ends).tolist()
        return range(int(first) + begin, int(first) + end)

    def block(self, rows: range, number: int) -> Block:
        """The letters of some keys from `number` blocks on, each key as a number.

        In ascending order, if all that comes before is the same in these keys.
        """
        if number == 0:
            return self._heads[rows.start : rows.stop]
        return _block(self.keys[rows.start : rows.stop], number)

    def known_length(self, text: str) -> int:
        """How much of a text's beginning some key begins with, in bytes."""
        probe = text.encode()[:WIDTH]
        place = self.range_of(text).start
        around = self.keys[max(place - 1, 0) : place + 1].tolist()
        return max((_shared(probe, key) for key in around), default=0)

    def starting_with(self, probes: Sequence[str]) -> list[range]:
        """The keys that begin with each of the probes, in the order of the probes."""
        packed = [probe.encode()[:WIDTH] for probe in probes]
        ends = [probe + _LAST for probe in packed]
        bounds = np.asarray([packed, ends], self.keys.dtype)
        return list(map(range, *self.keys.searchsorted(bounds).tolist()))


def rows_of(ranges: Sequence[range]) -> slice | Rows:
    """All rows of these ranges, as what an array takes."""
    if len(ranges) == 1:
        return slice(ranges[0].start, ranges[0].stop)
    begins = np.array([each.start for each in ranges], np.intp)
    counts = np.array([len(each) for each in ranges], np.intp)
    skipped = counts.cumsum() - counts
    rows: Rows = np.arange(counts.sum()) + (begins - skipped).repeat(counts)
    return rows


def number_of(probe: bytes) -> int:
    """The first block of a text as a number, which sorts as the text does."""
    return int.from_bytes(probe[:BLOCK].ljust(BLOCK, b"\0"))


def _block(keys: NDArray[np.bytes_], number: int) -> Block:
    letters = keys.view(np.uint8).reshape(len(keys), keys.itemsize)
    wanted = letters[:, number * BLOCK : (number + 1) * BLOCK]
    return np.ascontiguousarray(wanted).view(">u8").ravel().astype(np.uint64)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes from the start on are the same."""
    numbers = (int.from_bytes(each.ljust(WIDTH, b"\0")) for each in (one, other))
    first, second = numbers
    same = WIDTH - ((first ^ second).bit_length() + 7) // 8
    return min(same, len(one))
