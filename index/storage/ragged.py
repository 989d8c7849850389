"""Ragged arrays: lists of integers of different lengths in two mapped columns."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import read_column, write_column


class RaggedArray(NamedTuple):
    """Array of lists, none of them empty: list i is `flat[starts[i]:starts[i + 1]]`."""

    flat: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def from_lists(cls, lists: Sequence[Sequence[int]]) -> "RaggedArray":
        """Create an array from lists; an empty list becomes `[0]`."""
        filled = [numbers or [0] for numbers in lists]
        starts = np.cumsum([0, *map(len, filled)], dtype=np.int64)
        return cls(np.asarray([n for part in filled for n in part], np.int32), starts)

    def take(self, rows: NDArray[np.intp]) -> "RaggedArray":
        """Return an array of the selected lists."""
        lengths = (self.starts[1:] - self.starts[:-1])[rows]
        ends = np.cumsum(lengths)
        shift = np.repeat(self.starts[rows] - (ends - lengths), lengths)
        flat = self.flat[np.arange(int(ends[-1]) if len(ends) else 0) + shift]
        return RaggedArray(flat, np.concatenate(([0], ends)))


def write_ragged(folder: Path, name: str, array: RaggedArray) -> None:
    """Write an array under a name."""
    write_column(folder, f"{name}.flat", array.flat)
    write_column(folder, f"{name}.starts", array.starts)


def read_ragged(folder: Path, name: str) -> RaggedArray:
    """Map the array of this name; raises OSError."""
    flat, starts = (
        read_column(folder, f"{name}.{part}") for part in ("flat", "starts")
    )
    return RaggedArray(flat, starts)
