"""Inverted index in memory: tokens added entry by entry, read back token by token."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import Matcher

Integers = NDArray[np.intp]
Floats = NDArray[np.float32]
_BLOCK_NAMES = ("_byteids", "_data", "_read_data", "_next_block")


class Posting(NamedTuple):
    """A token, the entries that have it, ascending, and its frequency in each."""

    token: bytes
    entries: list[int]
    frequencies: list[int]


class PostingsBuilder:
    """The tokens of one field, stored as numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._tokens = array("i")
        self._lengths = array("i")

    def add(self, tokens: Sequence[str]) -> None:
        """Add the tokens of the next entry."""
        numbers = self._numbers
        self._tokens.extend([numbers.setdefault(t, len(numbers)) for t in tokens])
        self._lengths.append(len(tokens))

    @property
    def lengths(self) -> NDArray[np.int32]:
        """Number of tokens of each entry."""
        return np.asarray(self._lengths, np.int32)

    def __iter__(self) -> Iterator[Posting]:
        """Yield every token once, in the order of its bytes."""
        tokens = sorted(self._numbers)  # the order of code points is that of UTF-8
        starts, entries, frequencies = self._sort(tokens)
        for token, start, end in zip(tokens, starts[:-1], starts[1:], strict=True):
            rows = slice(start, end)
            yield Posting(
                token.encode(), entries[rows].tolist(), frequencies[rows].tolist()
            )

    def _sort(
        self, tokens: Sequence[str]
    ) -> tuple[list[int], NDArray[np.int64], NDArray[np.int64]]:
        """Return each token's first row, and the rows: entries and frequencies."""
        rank = np.empty(len(tokens), np.int64)
        rank[[self._numbers[token] for token in tokens]] = np.arange(len(tokens))
        count = max(len(self._lengths), 1)
        entry = np.repeat(np.arange(len(self._lengths)), self._lengths)
        pairs = rank[np.asarray(self._tokens, np.intp)] * count + entry
        pairs, frequencies = np.unique(pairs, return_counts=True)
        starts = np.searchsorted(pairs, np.arange(len(tokens) + 1) * count)
        return starts.tolist(), pairs % count, frequencies


def read_blocks(matcher: Matcher) -> Iterator[tuple[Integers, Floats]]:
    """Yield the entries and frequencies of a posting list, block by block.

    Whoosh's interface has one posting at a time: 54 ms for 100,000 instead of 1.
    Matchers without its private names are read by that interface.
    """
    if not all(hasattr(matcher, name) for name in _BLOCK_NAMES) or matcher._byteids:
        while matcher.is_active():
            yield np.array([matcher.id()]), np.array([matcher.weight()], np.float32)
            matcher.next()
        return
    while matcher.is_active():
        matcher._read_data()
        steps, weights = matcher._data[:2]
        entries = np.cumsum(steps, dtype=np.intp)
        yield entries, _expand(weights, len(entries))
        matcher._next_block()


def _expand(weights: Any, count: int) -> Floats:
    """Return the weight of each posting; a block stores equal ones once, ones not."""
    if weights is None or isinstance(weights, float):
        return np.full(count, 1.0 if weights is None else weights, np.float32)
    return np.asarray(weights, np.float32)
