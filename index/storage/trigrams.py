"""Trigram index: an inverted index from trigrams to the rows that contain them.

A similarity search compares only the rows that share most trigrams with a text, instead
of all rows.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import read_column, write_column

Rows = NDArray[np.intp]
_Integers = NDArray[np.int64]
_SYMBOLS = 64  # six bits of a byte, which tell letters and digits apart
_TRIGRAMS = _SYMBOLS**3


def write_trigrams(folder: Path, name: str, *columns: Sequence[bytes]) -> None:
    """Write an index of columns of equal length; a row has the trigrams of them all."""
    parts = [_trigrams_by_row(column) for column in columns]
    count = len(columns[0])
    pairs = _sorted_unique([trigrams * count + rows for trigrams, rows, _ in parts])
    lengths = np.bincount(pairs // max(count, 1), minlength=_TRIGRAMS)
    sizes = np.max([size for *_, size in parts], axis=0)
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    write_column(folder, f"{name}.starts", starts)
    write_column(folder, f"{name}.rows", (pairs % max(count, 1)).astype(np.int32))
    write_column(folder, f"{name}.sizes", sizes.astype(np.int32))


class TrigramIndex:
    """Selects the rows that share most trigrams with a text."""

    def __init__(self, folder: Path, name: str) -> None:
        self._starts: _Integers = read_column(folder, f"{name}.starts")
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
        """Return the `limit` rows of highest Dice coefficient, unordered.

        Rare trigrams are read first, and about `max_postings` postings in all, which
        bounds the cost for any number of rows. `mask` tells which rows are eligible.
        """
        trigrams = _trigrams_of(text)
        starts, ends = self._starts[trigrams], self._starts[trigrams + 1]
        order = np.argsort(ends - starts)
        within = np.cumsum((ends - starts)[order]) <= max_postings
        within[0] = True
        read = order[within]
        spans = zip(starts[read].tolist(), ends[read].tolist(), strict=True)
        postings = np.concatenate([self._rows[start:end] for start, end in spans])
        shared = np.bincount(postings, minlength=1)
        rows = np.flatnonzero(shared)
        if mask is not None:
            rows = rows[mask[rows]]
        dice = 2 * shared[rows] / (len(trigrams) + self._sizes[rows])
        if len(rows) <= limit:
            return rows
        return rows[np.argpartition(-dice, limit)[:limit]]


def _trigrams_of(text: str) -> _Integers:
    """Return the trigrams of a text, padded so that its start weighs more."""
    padded = b"\0\0" + text.encode() + b"\0"
    return np.unique(_encode(np.frombuffer(padded, np.uint8)))


def _encode(characters: NDArray[np.uint8]) -> _Integers:
    symbols = characters.astype(np.int64) % _SYMBOLS
    return (symbols[:-2] * _SYMBOLS + symbols[1:-1]) * _SYMBOLS + symbols[2:]


def _sorted_unique(parts: Sequence[_Integers]) -> _Integers:
    """Return every number once, ascending.

    Sorting four million numbers takes 0.1 s; `np.unique`, which hashes them, took 5 s.
    """
    numbers = np.sort(np.concatenate(parts))
    is_first = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_first[1:])
    return numbers[is_first]


def _trigrams_by_row(
    column: Sequence[bytes],
) -> tuple[_Integers, _Integers, _Integers]:
    """Return all trigrams of the texts, their rows, and the count of each row."""
    lengths = np.fromiter(map(len, column), np.int64, len(column))
    characters = np.frombuffer(b"".join(column), np.uint8)
    numbers = np.arange(len(column))
    positions = np.arange(len(characters)) + 3 * np.repeat(numbers, lengths) + 2
    padded = np.zeros(len(characters) + 3 * len(column), np.uint8)
    padded[positions] = characters
    row = np.repeat(numbers, lengths + 3)
    is_inside = row[:-2] == row[2:]
    return _encode(padded)[is_inside], row[:-2][is_inside], lengths + 1
