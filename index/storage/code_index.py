"""Code index: the numbers of the entries that have a code of a classification."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.model.glossary import Entry
from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)


def code_key(code: str) -> str:
    """Return the key of a code or of "system|code": case does not count."""
    return " ".join(code.casefold().split())


def code_keys(entry: Entry) -> list[str]:
    """Return the keys by which an entry is filtered: each code, alone and in full."""
    pairs = ((each.code, f"{each.system}|{each.code}") for each in entry.codes)
    return sorted({code_key(text) for pair in pairs for text in pair})


def write_code_index(folder: Path, entries: Sequence[Entry]) -> None:
    """Write the codes of all entries, for `CodeIndex`."""
    rows = sorted(
        (key.encode(), number)
        for number, entry in enumerate(entries)
        for key in code_keys(entry)
    )
    write_strings(folder, "codes", (key for key, _ in rows))
    owners = np.asarray([number for _, number in rows], dtype=np.int32)
    write_column(folder, "codes.entry", owners)


class CodeIndex:
    """Lookup of entries by code."""

    def __init__(self, folder: Path) -> None:
        self._keys = StringColumn(folder, "codes")
        self._owners: NDArray[np.int32] = read_column(folder, "codes.entry")

    def mask(self, code: str, size: int) -> NDArray[np.bool_]:
        """Return, for `size` entries by number, whether each has the code."""
        rows = self._keys.equal_range(code_key(code).encode())
        mask = np.zeros(size, dtype=np.bool_)
        mask[self._owners[rows.start : rows.stop]] = True
        return mask
