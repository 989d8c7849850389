"""Positional trigram filter: proves that no key starts with a text after one edit.

One edit leaves all three-letter windows before it in place, and moves those after it by
one position at most. So when a window that no key has at its position comes well before
one that no key has at any nearby position, there are two edits at least. That takes a
few lookups, and holds for most long texts that are the prefix of no name.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.autocomplete.prefix_table import WIDTH
from index.storage.columns import read_column, write_column

_Number = TypeVar("_Number", int, NDArray[np.uint32])
_WINDOW = 3  # letters
_POSITIONS = WIDTH - _WINDOW + 1
_BUCKETS = 1 << 15  # hash values of windows; two windows may share one
_REACH = 4  # one edit or transposition changes no windows farther apart than this


def write_window_filter(folder: Path, name: str, texts: Sequence[str]) -> None:
    """Write the windows of all keys for `WindowFilter`."""
    packed = np.asarray([text.encode()[:WIDTH] for text in texts], f"S{WIDTH}")
    letters = packed.view(np.uint8).reshape(len(texts), WIDTH).astype(np.uint32)
    windows = np.zeros((_POSITIONS, _BUCKETS), np.bool_)
    for position in range(_POSITIONS):
        window = letters[:, position : position + _WINDOW]
        filled = window[window[:, -1] > 0]
        buckets = _bucket(filled[:, 0], filled[:, 1], filled[:, 2])
        windows[position, buckets] = True
    write_column(folder, f"{name}.windows", windows.ravel())


class WindowFilter:
    """Windows of all keys by position; like a Bloom filter, it errs on one side."""

    def __init__(self, folder: Path, name: str) -> None:
        column: NDArray[np.bool_] = read_column(folder, f"{name}.windows")
        self._windows = column.data

    def may_match(self, text: str) -> bool:
        """Return False only if no key starts with the text, even after one edit."""
        if not text.isascii():
            return True
        letters = text.encode()
        # An insertion may move the last window by one position.
        last = min(len(letters) - _WINDOW, _POSITIONS - 2)
        windows = self._windows

        def index(position: int) -> int:
            bucket: int = _bucket(*letters[position : position + _WINDOW])
            return position * _BUCKETS + bucket

        missing = (at for at in range(last + 1) if not windows[index(at)])
        first = next(missing, last)
        for position in range(last, first + _REACH - 1, -1):
            at = index(position)
            if not (windows[at] or windows[at - _BUCKETS] or windows[at + _BUCKETS]):
                return False
        return True


def _bucket(first: _Number, second: _Number, third: _Number) -> _Number:
    return (first * 961 + second * 31 + third) % _BUCKETS
