"""For every three neighbouring symbols the rows that have them.

A search for something like a text looks at the rows that share most grams with it, and
leaves out nearly all others without looking at them.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import read_column, write_column

Rows = NDArray[np.intp]
_Numbers = NDArray[np.int64]
_SYMBOLS = 64  # bytes are told apart by six bits: enough for letters and digits
_GRAMS = _SYMBOLS**3


def write_trigrams(folder: Path, name: str, *columns: Sequence[bytes]) -> None:
    """Index columns of texts of equal length; a row has the grams of all its texts."""
    found = [_grams_of_rows(column) for column in columns]
    count = len(columns[0])
    pairs = _distinct([gram * count + row for gram, row, _ in found])
    held = np.bincount(pairs // max(count, 1), minlength=_GRAMS)
    sizes = np.max([size for *_, size in found], axis=0)
    starts = np.concatenate(([0], np.cumsum(held))).astype(np.int64)
    write_column(folder, f"{name}.starts", starts)
    write_column(folder, f"{name}.rows", (pairs % max(count, 1)).astype(np.int32))
    write_column(folder, f"{name}.sizes", sizes.astype(np.int32))


class TrigramIndex:
    """Finds the rows that share most grams with a text."""

    def __init__(self, folder: Path, name: str) -> None:
        self._starts: _Numbers = read_column(folder, f"{name}.starts")
        self._rows: NDArray[np.int32] = read_column(folder, f"{name}.rows")
        self._sizes: NDArray[np.int32] = read_column(folder, f"{name}.sizes")

    def most_similar(
        self,
        text: str,
        *,
        limit: int,
        max_postings: int,
        mask: NDArray[np.bool_] | None = None,
    ) -> Rows:
        """At most `limit` rows, by Dice's measure over grams, in no order.

        Rare grams are looked up first, and no more than about `effort` places in all,
        so that the cost is bounded however many rows there are.
        """
        grams = _grams_of(text)
        starts, ends = self._starts[grams], self._starts[grams + 1]
        order = np.argsort(ends - starts)
        within = np.cumsum((ends - starts)[order]) <= max_postings
        within[0] = True
        chosen = order[within]
        spans = zip(starts[chosen].tolist(), ends[chosen].tolist(), strict=True)
        found = np.concatenate([self._rows[start:end] for start, end in spans])
        shared = np.bincount(found, minlength=1)
        rows = np.flatnonzero(shared)
        if mask is not None:
            rows = rows[mask[rows]]
        likeness = 2 * shared[rows] / (len(grams) + self._sizes[rows])
        if len(rows) <= limit:
            return rows
        return rows[np.argpartition(-likeness, limit)[:limit]]


def _grams_of(text: str) -> _Numbers:
    """The grams of one text; its beginning weighs more than its end."""
    padded = b"\0\0" + text.encode() + b"\0"
    return np.unique(_grams(np.frombuffer(padded, np.uint8)))


def _grams(block: NDArray[np.uint8]) -> _Numbers:
    symbols = block.astype(np.int64) % _SYMBOLS
    return (symbols[:-2] * _SYMBOLS + symbols[1:-1]) * _SYMBOLS + symbols[2:]


def _distinct(parts: Sequence[_Numbers]) -> _Numbers:
    """Every number once, ascending.

    Four millions are sorted in 0.1 s; `np.unique`, which hashes them, took 5 s.
    """
    numbers = np.sort(np.concatenate(parts))
    is_first = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_first[1:])
    return numbers[is_first]


def _grams_of_rows(column: Sequence[bytes]) -> tuple[_Numbers, _Numbers, _Numbers]:
    """The grams of all texts, their rows, and how many a row has."""
    lengths = np.fromiter(map(len, column), np.int64, len(column))
    block = np.frombuffer(b"".join(column), np.uint8)
    numbers = np.arange(len(column))
    places = np.arange(len(block)) + 3 * np.repeat(numbers, lengths) + 2
    padded = np.zeros(len(block) + 3 * len(column), np.uint8)
    padded[places] = block
    row = np.repeat(numbers, lengths + 3)
    inside = row[:-2] == row[2:]
    return _grams(padded)[inside], row[:-2][inside], lengths + 1
