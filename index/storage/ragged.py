"""Many lists of numbers laid end to end, mapped and taken out by the handful."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import read_column, write_column


class RaggedArray(NamedTuple):
    """List i is `flat[starts[i]:starts[i + 1]]`; none is empty."""

    flat: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def from_lists(cls, lists: Sequence[Sequence[int]]) -> "RaggedArray":
        """Lay lists end to end; an empty one gets the number 0."""
        filled = [numbers or [0] for numbers in lists]
        starts = np.cumsum([0, *map(len, filled)], dtype=np.int64)
        return cls(np.asarray([n for part in filled for n in part], np.int32), starts)

    def take(self, which: NDArray[np.intp]) -> "RaggedArray":
        """The chosen lists, end to end again."""
        lengths = (self.starts[1:] - self.starts[:-1])[which]
        ends = np.cumsum(lengths)
        shift = np.repeat(self.starts[which] - (ends - lengths), lengths)
        flat = self.flat[np.arange(int(ends[-1]) if len(ends) else 0) + shift]
        return RaggedArray(flat, np.concatenate(([0], ends)))


def write_ragged(folder: Path, name: str, spans: RaggedArray) -> None:
    """Keep lists under a name."""
    write_column(folder, f"{name}.flat", spans.flat)
    write_column(folder, f"{name}.starts", spans.starts)


def read_ragged(folder: Path, name: str) -> RaggedArray:
    """The lists kept under a name."""
    flat, starts = (
        read_column(folder, f"{name}.{part}") for part in ("flat", "starts")
    )
    return RaggedArray(flat, starts)
