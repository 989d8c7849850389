"""Facets: categories, sections, languages, and glossaries, with their entries."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.alphabet import section
from index.analysis.folding import fold
from index.model.glossary import Entry, Glossary, all_entries
from index.model.owner import Owner
from index.model.results import Category, Contents, GlossaryInfo
from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)

_NO_CATEGORY = ""  # sorts before every other key
_CONTENTS_FILE = "contents.json"


def write_categories(folder: Path, entries: Sequence[Entry]) -> None:
    """Write the category of each entry, for `CategoryFacet`."""
    names = category_names(entries)
    codes = {key: code for code, key in enumerate(sorted(names))}
    write_strings(folder, "categories", (names[key].encode() for key in codes))
    column = [codes[category_key(entry)] for entry in entries]
    write_column(folder, "categories.code", np.asarray(column, dtype=np.int32))


def category_names(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the categories by key, "" included, spelled as in their first entry."""
    names = {_NO_CATEGORY: ""}
    for entry in entries:
        names.setdefault(category_key(entry), entry.category or "")
    return names


def category_key(entry: Entry) -> str:
    """Return the key that all entries of a category share, "" without a category."""
    return fold(entry.category) if entry.category else _NO_CATEGORY


class CategoryFacet:
    """Number of entries by category."""

    def __init__(self, folder: Path) -> None:
        self._names = StringColumn(folder, "categories")
        self._codes: NDArray[np.int32] = read_column(folder, "categories.code")

    def count(self, mask: NDArray[np.bool_] | None) -> tuple[Category, ...]:
        """Return the categories of the masked entries, in alphabetical order."""
        codes = self._codes if mask is None else self._codes[mask]
        counts = np.bincount(codes, minlength=1)
        counts[0] = 0  # entries without a category
        used = np.flatnonzero(counts)
        return tuple(map(Category, self._names.decode_at(used), counts[used].tolist()))


def write_sections(folder: Path, headwords: Iterable[str]) -> None:
    """Write the sections of headwords in alphabetical order, for `SectionFacet`."""
    sections = [section(headword) for headword in headwords]
    codes = {name: code for code, name in enumerate(dict.fromkeys(sections))}
    write_strings(folder, "sections", (name.encode() for name in codes))
    column = [codes[name] for name in sections]
    write_column(folder, "sections.code", np.asarray(column, dtype=np.int32))


class SectionFacet:
    """Number of entries by section of the alphabetical list."""

    def __init__(self, folder: Path) -> None:
        self._names = StringColumn(folder, "sections")
        self._codes: NDArray[np.int32] = read_column(folder, "sections.code")

    def count(self, places: NDArray[np.int32]) -> dict[str, int]:
        """Count the entries at these places of the list, in alphabetical order."""
        counts = np.bincount(self._codes[places])
        used = np.flatnonzero(counts)
        names = self._names.decode_at(used)
        return dict(zip(names, counts[used].tolist(), strict=True))


def write_contents(folder: Path, glossaries: Sequence[Glossary]) -> None:
    """Write the contents of the glossaries, for `read_contents`."""
    contents = json.dumps(asdict(count_contents(glossaries)))
    (folder / _CONTENTS_FILE).write_text(contents, encoding="utf-8")


def count_contents(glossaries: Sequence[Glossary]) -> Contents:
    """Count the entries by glossary and by language."""
    counts = _count_languages(all_entries(glossaries))
    return Contents(_count_glossaries(glossaries), counts)


def read_contents(folder: Path) -> Contents:
    """Read the contents of the index in a folder; raises OSError."""
    text = (folder / _CONTENTS_FILE).read_text(encoding="utf-8")
    return parse_contents(json.loads(text))


def parse_contents(fields: Mapping[str, Any]) -> Contents:
    """Restore contents from the result of `asdict`."""
    return Contents(
        tuple(_parse_info(each) for each in fields["glossaries"]),
        tuple((tag, count) for tag, count in fields["languages"]),
    )


def _parse_info(fields: Mapping[str, Any]) -> GlossaryInfo:
    return GlossaryInfo(**{**fields, "owner": Owner(**fields["owner"])})


def _count_glossaries(glossaries: Iterable[Glossary]) -> tuple[GlossaryInfo, ...]:
    """Count entries by glossary id; files of one id share the title of the first."""
    infos: dict[str, GlossaryInfo] = {}
    for each in glossaries:
        info = GlossaryInfo(each.id, each.title, each.language, 0, each.owner)
        first = infos.setdefault(each.id, info)
        infos[each.id] = replace(first, entries=first.entries + len(each.entries))
    return tuple(infos.values())


def _count_languages(entries: Iterable[Entry]) -> tuple[tuple[str, int], ...]:
    """Count entries by language tag, ignoring case."""
    spellings: dict[str, str] = {}
    counts = Counter[str]()
    for entry in entries:
        tag = entry.language.lower()
        counts[spellings.setdefault(tag, entry.language)] += 1
    return tuple(counts.most_common())
