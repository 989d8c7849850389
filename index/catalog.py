"""Every entry in a folder that all processes map: by number, id, letter and filter.

An entry's number is its place in the glossaries, counted from 0; every other table of
an index speaks of entries by that number.
"""

import json
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.entry import Definition, Entry, Reference
from index.errors import UnknownEntryError
from index.folding import fold
from index.packed import PackedStrings, read_column, write_column, write_strings
from index.ranking import Order
from index.search import Filters, Listing, Selection
from index.sentences import statement

LETTERS = (*"abcdefghijklmnopqrstuvwxyz", "other")
_FILTERED = ("language", "audience", "category", "glossary")


def write_catalog(folder: Path, entries: Sequence[Entry]) -> None:
    """Keep the entries in a folder, for `Catalog` to open."""
    write_strings(folder, "entries", (_packed(entry) for entry in entries))
    _write_ids(folder, entries)
    _write_alphabet(folder, entries)
    for name in _FILTERED:
        _write_codes(folder, name, [filter_values(entry)[name] for entry in entries])
    definitions = [(entry.definition, entry.language) for entry in entries]
    write_column(folder, "same", _firsts(definitions))
    said = [(statement(d.text).meaning, language) for d, language in definitions]
    write_column(folder, "concept", _firsts(said))


def filter_values(entry: Entry) -> dict[str, str]:
    """What an entry's filters are compared with; no category is the empty text."""
    return {
        "language": entry.language.lower(),
        "audience": entry.definition.audience,
        "category": fold(entry.category or ""),
        "glossary": entry.glossary,
    }


class Catalog:
    """The entries of an index, read from its folder when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._entries = PackedStrings(folder, "entries")
        self._ids = PackedStrings(folder, "ids")
        self._numbers_by_id = read_column(folder, "ids.number")
        self._alphabetical: NDArray[np.int32] = read_column(folder, "alphabetical")
        self._letters: NDArray[np.uint8] = read_column(folder, "letters")
        self._codes = {name: read_column(folder, name) for name in _FILTERED}
        self._values = {name: _read_values(folder, name) for name in _FILTERED}
        self.order = Order(
            *(read_column(folder, name) for name in ("place", "same", "concept"))
        )
        self.passing = lru_cache(maxsize=32)(self._passing)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return map(self.entry, range(len(self)))

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags in use, in lower case."""
        return self._values["language"]

    def entry(self, number: int) -> Entry:
        """The entry with this number."""
        return _unpacked(self._entries[number])

    def entry_by_id(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""
        places = self._ids.range_of(entry_id.encode("utf-8", "replace"))
        if not places:
            raise UnknownEntryError("No entry has this id.")
        return self.entry(int(self._numbers_by_id[places[0]]))

    def select(self, selection: Selection) -> Listing:
        """A stretch of the alphabetical list and the letters of the whole of it."""
        numbers, letters = self._alphabetical, self._letters
        passing = self.passing(selection.filters)
        if passing is not None:
            kept = passing[numbers]
            numbers, letters = numbers[kept], letters[kept]
        counts = np.bincount(letters, minlength=len(LETTERS)).tolist()
        if selection.letter is not None:
            numbers = numbers[letters == LETTERS.index(selection.letter)]
        wanted = numbers[selection.offset : selection.offset + selection.limit]
        return Listing(
            total=len(numbers),
            letters={letter: n for letter, n in zip(LETTERS, counts, strict=True) if n},
            entries=tuple(self.entry(number) for number in wanted.tolist()),
        )

    def _passing(self, filters: Filters) -> NDArray[np.bool_] | None:
        """By entry number, whether it passes the filters; `None` when all do."""
        asked = {name: getattr(filters, name) for name in _FILTERED}
        masks = [
            self._mask(name, text) for name, text in asked.items() if text is not None
        ]
        return np.logical_and.reduce(masks) if masks else None

    def _mask(self, name: str, text: str) -> NDArray[np.bool_]:
        codes = [
            code
            for code, value in enumerate(self._values[name])
            if _passes(name, value, text)
        ]
        return np.isin(self._codes[name], codes)


def first_letter(headword: str) -> str:
    """The letter of `LETTERS` under which a headword is listed."""
    start = fold(headword)[:1]
    return start if start in LETTERS else "other"


def _passes(name: str, value: str, asked: str) -> bool:
    if name == "language":  # basic filtering of RFC 4647: "en" lets "en-GB" pass
        return f"{value}-".startswith(f"{asked.lower()}-")
    return value == (fold(asked) if name == "category" else asked)


def _packed(entry: Entry) -> bytes:
    stated = {name: value for name, value in asdict(entry).items() if value}
    return json.dumps(stated, ensure_ascii=False, separators=(",", ":")).encode()


def _unpacked(packed: bytes) -> Entry:
    stated: dict[str, Any] = json.loads(packed)
    definition = Definition(**stated.pop("definition"))
    references = tuple(Reference(**each) for each in stated.pop("see_also", ()))
    for name in ("abbreviations", "variants", "hidden_forms"):
        if name in stated:
            stated[name] = tuple(stated[name])
    return Entry(definition=definition, see_also=references, **stated)


def _write_ids(folder: Path, entries: Sequence[Entry]) -> None:
    ids = sorted((entry.id.encode(), number) for number, entry in enumerate(entries))
    write_strings(folder, "ids", (entry_id for entry_id, _ in ids))
    numbers = np.asarray([number for _, number in ids], dtype=np.int32)
    write_column(folder, "ids.number", numbers)


def _write_alphabet(folder: Path, entries: Sequence[Entry]) -> None:
    keys = [(fold(entry.headword), entry.headword) for entry in entries]
    alphabetical = sorted(
        range(len(entries)), key=lambda number: (keys[number], number)
    )
    letters = [LETTERS.index(first_letter(entries[n].headword)) for n in alphabetical]
    place = np.empty(len(entries), dtype=np.int32)
    place[alphabetical] = np.arange(len(entries), dtype=np.int32)
    write_column(folder, "alphabetical", np.asarray(alphabetical, dtype=np.int32))
    write_column(folder, "letters", np.asarray(letters, dtype=np.uint8))
    write_column(folder, "place", place)


def _write_codes(folder: Path, name: str, values: Sequence[str]) -> None:
    codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
    column = np.asarray([codes[value] for value in values], dtype=np.int32)
    write_column(folder, name, column)
    write_strings(folder, f"{name}.values", (value.encode() for value in codes))


def _read_values(folder: Path, name: str) -> tuple[str, ...]:
    return tuple(value.decode() for value in PackedStrings(folder, f"{name}.values"))


def _firsts(said: Sequence[Hashable]) -> NDArray[np.int32]:
    """By entry number, the number of the first entry that says the very same."""
    first: dict[Hashable, int] = {}
    numbers = [first.setdefault(each, number) for number, each in enumerate(said)]
    return np.asarray(numbers, dtype=np.int32)
