"""The categories of entries: named as they were written, and counted."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.entry import Entry
from index.folding import fold
from index.packed import PackedStrings, read_column, write_column, write_strings
from index.search import Category

_NONE = ""  # what an entry without a category belongs to; sorts before any other


def write_categories(folder: Path, entries: Sequence[Entry]) -> None:
    """Keep the category of each entry, for `Categories` to open."""
    names = category_names(entries)
    places = {key: place for place, key in enumerate(sorted(names))}
    write_strings(folder, "categories", (names[key].encode() for key in places))
    column = [places[category_key(entry)] for entry in entries]
    write_column(folder, "categories.place", np.asarray(column, dtype=np.int32))


def category_names(entries: Sequence[Entry]) -> dict[str, str]:
    """Each category as it was first written, by its key; no category is there too."""
    names = {_NONE: ""}
    for entry in entries:
        names.setdefault(category_key(entry), entry.category or "")
    return names


def category_key(entry: Entry) -> str:
    """What two entries of one category share; the empty text for none."""
    return fold(entry.category) if entry.category else _NONE


class Categories:
    """Counts entries by category."""

    def __init__(self, folder: Path) -> None:
        self._names = PackedStrings(folder, "categories")
        self._places: NDArray[np.int32] = read_column(folder, "categories.place")

    def counted(self, passing: NDArray[np.bool_] | None) -> tuple[Category, ...]:
        """The categories of the entries that pass, in alphabetical order."""
        places = self._places if passing is None else self._places[passing]
        counts = np.bincount(places, minlength=1)
        counts[0] = 0  # those without a category
        found = np.flatnonzero(counts)
        names = self._names.texts(found)
        return tuple(map(Category, names, counts[found].tolist()))
