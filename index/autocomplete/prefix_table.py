"""Keys in alphabetical order, found by how they begin: many probes in one look."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.autocomplete.key_blocks import (
    BLOCK,
    COMPARED,
    LAST,
    Block,
    block_number,
    block_of,
    find_blocks,
    shared_length,
)
from index.storage.columns import read_column, write_column

Rows = NDArray[np.intp]
WIDTH = 32  # letters kept of each key; who types more has said enough


class PrefixKey(NamedTuple):
    """A text to be found by its beginning: which designation it is, from which word."""

    text: str
    designation: int
    word: int


def write_prefix_table(folder: Path, name: str, keys: Sequence[PrefixKey]) -> None:
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
    write_column(folder, f"{name}.heads", block_of(packed[order], 0))


class PrefixTable:
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
        lowest, highest = block_number(probe), block_number(probe + LAST * BLOCK)
        first = int(self._heads.searchsorted(np.uint64(lowest)))
        last = int(self._heads.searchsorted(np.uint64(highest), side="right"))
        if len(probe) <= BLOCK or first == last:
            return range(first, last)
        bounds = np.array((probe, probe + LAST), self.keys.dtype)
        begin, end = self.keys[first:last].searchsorted(bounds).tolist()
        return range(first + begin, first + end)

    def known_length(self, text: str) -> int:
        """How much of a text's beginning some key begins with, in bytes."""
        probe = text.encode()[:WIDTH]
        known = shared_length(self._heads, block_number(probe))
        if known < BLOCK:
            return min(known, len(probe))
        place = self.range_of(text).start
        around = self.keys[max(place - 1, 0) : place + 1].tolist()
        return max(_in_common(probe, key) for key in around)

    def starting_with(self, probes: Sequence[str]) -> list[range]:
        """The keys that begin with each of the probes, where there are any."""
        packed = [probe.encode()[:WIDTH] for probe in probes]
        sought = np.array([block_number(each) for each in packed], np.uint64)
        sizes = [min(len(each), BLOCK) for each in packed]
        _, are_known = find_blocks(self._heads, sought, COMPARED[sizes])
        known = [packed[each] for each in are_known.nonzero()[0].tolist()]
        bounds = np.array([known, [each + LAST for each in known]], self.keys.dtype)
        ranges = map(range, *self.keys.searchsorted(bounds).tolist())
        return [each for each in ranges if each]

    def block(self, rows: range, number: int) -> Block:
        """One block of some keys; in ascending order if they share those before it."""
        if number == 0:
            return self._heads[rows.start : rows.stop]
        return block_of(self.keys[rows.start : rows.stop], number)


def concatenate_ranges(ranges: Sequence[range]) -> slice | Rows:
    """All rows of these ranges, as what an array takes."""
    if len(ranges) == 1:
        return slice(ranges[0].start, ranges[0].stop)
    begins = np.array([each.start for each in ranges], np.intp)
    counts = np.array([len(each) for each in ranges], np.intp)
    skipped = counts.cumsum() - counts
    rows: Rows = np.arange(counts.sum()) + (begins - skipped).repeat(counts)
    return rows


def _in_common(one: bytes, other: bytes) -> int:
    """How many bytes from the start on are the same."""
    first = int.from_bytes(one.ljust(WIDTH, b"\0"))
    second = int.from_bytes(other.ljust(WIDTH, b"\0"))
    return min(len(one), WIDTH - ((first ^ second).bit_length() + 7) // 8)
