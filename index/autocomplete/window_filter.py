"""Which three letters keys have at which place: proof that none is nearly like a text.

One wrong letter leaves all three-letter windows before it where they are, and moves
those behind it by one place at most. So when a window that no key has at its place
stands well before one that no key has anywhere near, there are two mistakes at least.
That is seen in a few looks, and true of most long texts that begin no name.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.autocomplete.prefix_table import WIDTH
from index.storage.columns import read_column, write_column

_Number = TypeVar("_Number", int, NDArray[np.uint32])
_LETTERS = 3  # of a window
_PLACES = WIDTH - _LETTERS + 1
_KINDS = 1 << 15  # windows are told apart by so many numbers; two may share one
_REACH = 4  # a wrong letter, or two changed, spoils windows no farther apart than this


def write_window_filter(folder: Path, name: str, texts: Sequence[str]) -> None:
    """Keep the windows of all keys in a folder, for `Windows` to open."""
    packed = np.asarray([text.encode()[:WIDTH] for text in texts], f"S{WIDTH}")
    letters = packed.view(np.uint8).reshape(len(texts), WIDTH).astype(np.uint32)
    held = np.zeros((_PLACES, _KINDS), np.bool_)
    for place in range(_PLACES):
        window = letters[:, place : place + _LETTERS]
        whole = window[window[:, -1] > 0]
        held[place, _kind(whole[:, 0], whole[:, 1], whole[:, 2])] = True
    write_column(folder, f"{name}.windows", held.ravel())


class WindowFilter:
    """The windows of all keys, by place."""

    def __init__(self, folder: Path, name: str) -> None:
        column: NDArray[np.bool_] = read_column(folder, f"{name}.windows")
        self._held = column.data

    def may_match(self, text: str) -> bool:
        """Whether a key could begin like the text with one wrong letter.

        False only when none does.
        """
        if not text.isascii():
            return True
        letters = text.encode()
        last = min(len(letters) - _LETTERS, _PLACES - 2)  # one more letter may push it
        held = self._held

        def window(place: int) -> int:
            kind: int = _kind(*letters[place : place + _LETTERS])
            return place * _KINDS + kind

        unknown = (place for place in range(last + 1) if not held[window(place)])
        first = next(unknown, last)
        for place in range(last, first + _REACH - 1, -1):
            here = window(place)
            if not (held[here] or held[here - _KINDS] or held[here + _KINDS]):
                return False
        return True


def _kind(first: _Number, second: _Number, third: _Number) -> _Number:
    return (first * 961 + second * 31 + third) % _KINDS
