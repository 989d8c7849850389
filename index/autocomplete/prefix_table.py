"""Sorted keys, of which those with a prefix are a range of rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.autocomplete.key_blocks import (
    BLOCK_SIZE,
    MAX_BYTE,
    PREFIX_MASKS,
    Blocks,
    block_column,
    block_number,
    find_blocks,
    longest_shared_prefix,
)
from index.storage.columns import read_column, write_column

Rows = NDArray[np.intp]
WIDTH = 32  # bytes stored of each key; longer prefixes are compared that far


class PrefixKey(NamedTuple):
    """A key, its designation, and the word of that where the key begins."""

    text: str
    designation: int
    word: int


def write_prefix_table(folder: Path, name: str, keys: Sequence[PrefixKey]) -> None:
    """Write keys, sorted, for `PrefixTable`."""
    texts = [key.text.encode()[:WIDTH] for key in keys]
    packed = np.asarray(texts, f"S{WIDTH + 1}")  # one byte more for `MAX_BYTE`
    order = np.argsort(packed, kind="stable")
    write_column(folder, f"{name}.keys", packed[order])
    designations = np.asarray([key.designation for key in keys], np.int32)
    write_column(folder, f"{name}.designation", designations[order])
    words = np.asarray([key.word for key in keys], np.int32)
    write_column(folder, f"{name}.word", words[order])
    write_column(folder, f"{name}.heads", block_column(packed[order], 0))


class PrefixTable:
    """Sorted keys, with the designation and the word of each."""

    def __init__(self, folder: Path, name: str) -> None:
        self.keys: NDArray[np.bytes_] = read_column(folder, f"{name}.keys")
        self._heads: Blocks = read_column(folder, f"{name}.heads")
        self.designation: NDArray[np.int32] = read_column(folder, f"{name}.designation")
        self.word: NDArray[np.int32] = read_column(folder, f"{name}.word")

    def __len__(self) -> int:
        return len(self._heads)

    def prefix_range(self, text: str) -> range:
        """Return the rows whose keys start with the text; an empty range if none do.

        An empty range begins where such keys would be.
        """
        prefix = text.encode()[:WIDTH]
        lowest, highest = (
            block_number(prefix),
            block_number(prefix + MAX_BYTE * BLOCK_SIZE),
        )
        first = int(self._heads.searchsorted(np.uint64(lowest)))
        last = int(self._heads.searchsorted(np.uint64(highest), side="right"))
        if len(prefix) <= BLOCK_SIZE or first == last:
            return range(first, last)
        bounds = np.array((prefix, prefix + MAX_BYTE), self.keys.dtype)
        begin, end = self.keys[first:last].searchsorted(bounds).tolist()
        return range(first + begin, first + end)

    def shared_prefix_length(self, text: str) -> int:
        """Return how many leading bytes of the text some key starts with."""
        prefix = text.encode()[:WIDTH]
        shared = longest_shared_prefix(self._heads, block_number(prefix))
        if shared < BLOCK_SIZE:
            return min(shared, len(prefix))
        row = self.prefix_range(text).start
        neighbors = self.keys[max(row - 1, 0) : row + 1].tolist()
        return max(_shared_prefix_length(prefix, key) for key in neighbors)

    def ranges_of(self, texts: Sequence[str]) -> list[range]:
        """Return the rows for each of the texts that some key starts with."""
        prefixes = [text.encode()[:WIDTH] for text in texts]
        blocks = np.array([block_number(each) for each in prefixes], np.uint64)
        sizes = [min(len(each), BLOCK_SIZE) for each in prefixes]
        _, is_shared = find_blocks(self._heads, blocks, PREFIX_MASKS[sizes])
        shared = [prefixes[each] for each in is_shared.nonzero()[0].tolist()]
        bounds = np.array([shared, [p + MAX_BYTE for p in shared]], self.keys.dtype)
        ranges = map(range, *self.keys.searchsorted(bounds).tolist())
        return [rows for rows in ranges if rows]

    def block(self, rows: range, number: int) -> Blocks:
        """Return one block of some keys; ascending if they share the blocks before."""
        if number == 0:
            return self._heads[rows.start : rows.stop]
        return block_column(self.keys[rows.start : rows.stop], number)


def concatenate_ranges(ranges: Sequence[range]) -> slice | Rows:
    """Return all rows of the ranges as an array index."""
    if len(ranges) == 1:
        return slice(ranges[0].start, ranges[0].stop)
    starts = np.array([each.start for each in ranges], np.intp)
    counts = np.array([len(each) for each in ranges], np.intp)
    skipped = counts.cumsum() - counts
    rows: Rows = np.arange(counts.sum()) + (starts - skipped).repeat(counts)
    return rows


def _shared_prefix_length(one: bytes, other: bytes) -> int:
    first = int.from_bytes(one.ljust(WIDTH, b"\0"))
    second = int.from_bytes(other.ljust(WIDTH, b"\0"))
    return min(len(one), WIDTH - ((first ^ second).bit_length() + 7) // 8)
