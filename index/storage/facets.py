"""The categories of entries: named as they were written, and counted."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.folding import fold
from index.model.glossary import Entry, Glossary, all_entries
from index.model.results import Category, Contents, GlossaryInfo
from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)

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


class CategoryFacet:
    """Counts entries by category."""

    def __init__(self, folder: Path) -> None:
        self._names = StringColumn(folder, "categories")
        self._places: NDArray[np.int32] = read_column(folder, "categories.place")

    def count(self, mask: NDArray[np.bool_] | None) -> tuple[Category, ...]:
        """The categories of the entries that pass, in alphabetical order."""
        places = self._places if mask is None else self._places[mask]
        counts = np.bincount(places, minlength=1)
        counts[0] = 0  # those without a category
        found = np.flatnonzero(counts)
        names = self._names.decode_at(found)
        return tuple(map(Category, names, counts[found].tolist()))


_FILE = "contents.json"


def write_contents(folder: Path, glossaries: Sequence[Glossary]) -> None:
    """Keep what the glossaries hold, for `read_contents`."""
    stated = json.dumps(asdict(count_contents(glossaries)))
    (folder / _FILE).write_text(stated, encoding="utf-8")


def count_contents(glossaries: Sequence[Glossary]) -> Contents:
    """What the glossaries hold, counted."""
    return Contents(_titles(glossaries), _languages(all_entries(glossaries)))


def read_contents(folder: Path) -> Contents:
    """What the index in a folder holds; raises OSError."""
    return parse_contents(json.loads((folder / _FILE).read_text(encoding="utf-8")))


def parse_contents(stated: Mapping[str, Any]) -> Contents:
    """The contents that were stated so, by `asdict`."""
    return Contents(
        tuple(GlossaryInfo(**each) for each in stated["glossaries"]),
        tuple((tag, count) for tag, count in stated["languages"]),
    )


def _titles(glossaries: Iterable[Glossary]) -> tuple[GlossaryInfo, ...]:
    """Files that name the same glossary are parts of it; the first one titles it."""
    titles: dict[str, GlossaryInfo] = {}
    for each in glossaries:
        first = titles.setdefault(
            each.id, GlossaryInfo(each.id, each.title, each.language, 0)
        )
        titles[each.id] = replace(first, entries=first.entries + len(each.entries))
    return tuple(titles.values())


def _languages(entries: Iterable[Entry]) -> tuple[tuple[str, int], ...]:
    """Tags that differ only in capitals are one."""
    written: dict[str, str] = {}
    counts = Counter[str]()
    for entry in entries:
        tag = entry.language.lower()
        counts[written.setdefault(tag, entry.language)] += 1
    return tuple(counts.most_common())
