"""Keys in alphabetical order, found by how they begin: many probes in one look."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.packed import read_column, write_column

Rows = NDArray[np.intp]

_WIDTH = 32  # letters kept of each key; who types more has said enough
_LAST = b"\xff"  # greater than any letter: ends the range of a beginning


class Key(NamedTuple):
    """A text to be found by its beginning: which designation it is, from which word."""

    text: str
    designation: int
    word: int


def write_beginnings(folder: Path, name: str, keys: Sequence[Key]) -> None:
    """Keep keys in a folder, sorted, for `Beginnings` to open."""
    texts = [key.text.encode()[:_WIDTH] for key in keys]
    packed = np.asarray(texts, f"S{_WIDTH + 1}")  # room for what ends a range
    order = np.argsort(packed, kind="stable")
    write_column(folder, f"{name}.keys", packed[order])
    designations = np.asarray([key.designation for key in keys], np.int32)
    write_column(folder, f"{name}.designation", designations[order])
    write_column(
        folder, f"{name}.word", np.asarray([k.word for k in keys], np.int32)[order]
    )


class Beginnings:
    """Sorted keys, with the designation and the word that each begins."""

    def __init__(self, folder: Path, name: str) -> None:
        self._keys: NDArray[np.bytes_] = read_column(folder, f"{name}.keys")
        self.designation: NDArray[np.int32] = read_column(folder, f"{name}.designation")
        self.word: NDArray[np.int32] = read_column(folder, f"{name}.word")

    def starting_with(self, probes: Sequence[str], most: int | None = None) -> Rows:
        """The keys that begin with any of the probes, at most so many for each."""
        packed = [probe.encode()[:_WIDTH] for probe in probes]
        ends = [probe + _LAST for probe in packed]
        begins = self._keys.searchsorted(np.asarray(packed, self._keys.dtype))
        counts = self._keys.searchsorted(np.asarray(ends, self._keys.dtype)) - begins
        if most is not None:
            counts = np.minimum(counts, most)
        skipped = np.cumsum(counts) - counts
        rows: Rows = np.arange(np.sum(counts)) + np.repeat(begins - skipped, counts)
        return rows
