"""Which entries hold which tokens, gathered entry by entry and taken out by token."""

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Posting(NamedTuple):
    """A token, the entries that hold it, ascending, and how often each of them does."""

    token: bytes
    entries: list[int]
    counts: list[int]


class PostingsBuilder:
    """The tokens of one field, as numbers until they are asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._held = array("i")
        self._lengths = array("i")

    def add(self, tokens: Sequence[str]) -> None:
        """Take up the tokens of the next entry."""
        numbers = self._numbers
        self._held.extend([numbers.setdefault(t, len(numbers)) for t in tokens])
        self._lengths.append(len(tokens))

    @property
    def lengths(self) -> NDArray[np.int32]:
        """By entry, how many tokens it holds."""
        return np.asarray(self._lengths, np.int32)

    def __iter__(self) -> Iterator[Posting]:
        """Every token once, in the order of its bytes."""
        tokens = sorted(self._numbers)  # the order of code points is that of UTF-8
        starts, entries, counts = self._sorted(tokens)
        for token, start, end in zip(tokens, starts[:-1], starts[1:], strict=True):
            held = slice(start, end)
            yield Posting(token.encode(), entries[held].tolist(), counts[held].tolist())

    def _sorted(
        self, tokens: Sequence[str]
    ) -> tuple[list[int], NDArray[np.int64], NDArray[np.int64]]:
        """Where each token's entries start, the entries, and how often they hold it."""
        rank = np.empty(len(tokens), np.int64)
        rank[[self._numbers[token] for token in tokens]] = np.arange(len(tokens))
        count = max(len(self._lengths), 1)
        entry = np.repeat(np.arange(len(self._lengths)), self._lengths)
        pairs = rank[np.asarray(self._held, np.intp)] * count + entry
        pairs, counts = np.unique(pairs, return_counts=True)
        starts = np.searchsorted(pairs, np.arange(len(tokens) + 1) * count)
        return starts.tolist(), pairs % count, counts
