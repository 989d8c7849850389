"""Ids, sorted and mapped: to which entry each of them leads."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.packed import PackedStrings, read_column, write_column, write_strings


def write_ids(folder: Path, name: str, ids: Iterable[tuple[str, int]]) -> None:
    """Keep ids, each with the number of its entry, for `Ids` to open."""
    rows = sorted((entry_id.encode(), number) for entry_id, number in ids)
    write_strings(folder, name, (entry_id for entry_id, _ in rows))
    numbers = np.asarray([number for _, number in rows], dtype=np.int32)
    write_column(folder, f"{name}.number", numbers)


class Ids:
    """Finds the entry that has or had an id."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ids = PackedStrings(folder, name)
        self._numbers: NDArray[np.int32] = read_column(folder, f"{name}.number")

    def number(self, entry_id: str) -> int | None:
        """The number of the entry, or `None` when there is none."""
        places = self._ids.range_of(entry_id.encode("utf-8", "replace"))
        return int(self._numbers[places[0]]) if places else None
