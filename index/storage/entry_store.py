"""Every entry in a folder that all processes map: by number, id, letter and filter.

An entry's number is its place in the glossaries, counted from 0; every other table of
an index speaks of entries by that number.
"""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.alphabet import ALPHABET, first_letter
from index.analysis.definitions import ParsedDefinition
from index.analysis.folding import fold
from index.model.errors import UnknownEntryError
from index.model.glossary import Definition, Entry, Reference, Translation
from index.model.query import Filters, Selection
from index.model.results import Category, Listing, SortKeys
from index.storage.columns import (
    IdIndex,
    StringColumn,
    read_column,
    write_column,
    write_id_index,
    write_strings,
)
from index.storage.facets import CategoryFacet, category_key, write_categories

_LISTS = ("former_ids", "abbreviations", "variants", "hidden_forms")
_FILTERED = ("language", "audience", "category", "glossary")
_SORT_KEYS = tuple(field.name for field in fields(SortKeys))
_NAMES = tuple(field.name for field in fields(Entry))
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=asdict
).encode
Passing = Callable[[Filters], NDArray[np.bool_] | None]


def write_entry_store(
    folder: Path, entries: Sequence[Entry], said: Sequence[ParsedDefinition]
) -> None:
    """Keep the entries, and what each of them says, in a folder for `Catalog`."""
    write_strings(folder, "entries", map(encode_entry, entries))
    write_id_index(folder, "ids", ((entry.id, n) for n, entry in enumerate(entries)))
    former = ((each, n) for n, entry in enumerate(entries) for each in entry.former_ids)
    write_id_index(folder, "former_ids", former)
    _write_alphabet(folder, entries)
    values = [filter_values(entry) for entry in entries]
    for name in _FILTERED:
        _write_codes(folder, name, [each[name] for each in values])
    write_categories(folder, entries)
    order = compute_sort_keys(entries, said)
    for name in _SORT_KEYS:
        write_column(folder, f"sort.{name}", getattr(order, name))


def compute_sort_keys(
    entries: Sequence[Entry], said: Sequence[ParsedDefinition]
) -> SortKeys:
    """What orders and joins entries besides their scores, from what each says."""
    definitions = [(entry.definition, entry.language) for entry in entries]
    meant = zip(said, entries, strict=True)
    concepts = [(each.explanation, entry.language) for each, entry in meant]
    place = np.empty(len(entries), dtype=np.int32)
    place[alphabetical_order(entries)] = np.arange(len(entries), dtype=np.int32)
    return SortKeys(place, _firsts(definitions), _firsts(concepts))


def alphabetical_order(entries: Sequence[Entry]) -> list[int]:
    """The numbers of the entries in alphabetical order."""
    keys = [(fold(entry.headword), entry.headword) for entry in entries]
    return sorted(range(len(entries)), key=lambda number: (keys[number], number))


def filter_values(entry: Entry) -> dict[str, str]:
    """What an entry's filters are compared with; no category is the empty text."""
    return {
        "language": entry.language.lower(),
        "audience": entry.definition.audience,
        "category": category_key(entry),
        "glossary": entry.glossary,
    }


class EntryStore:
    """The entries of an index, read from its folder when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._entries = StringColumn(folder, "entries")
        self._ids = IdIndex(folder, "ids")
        self._former_ids = IdIndex(folder, "former_ids")
        self._alphabetical: NDArray[np.int32] = read_column(folder, "alphabetical")
        self._letters: NDArray[np.uint8] = read_column(folder, "letters")
        codes = {name: read_column(folder, name) for name in _FILTERED}
        self._values = {name: _read_values(folder, name) for name in _FILTERED}
        self.sort_keys = SortKeys(
            *(read_column(folder, f"sort.{name}") for name in _SORT_KEYS)
        )
        # not of methods: a generation would keep itself alive after it was replaced
        mask = lru_cache(maxsize=32)(partial(_passing, codes, self._values))
        counted = partial(_categories_of, CategoryFacet(folder), mask)
        self.mask: Passing = mask
        # those of one keystroke are those of the next; some MB in each process
        self._entry = lru_cache(maxsize=2048)(partial(_read, self._entries))
        # few, as a glossary can have as many categories as entries
        self._counted = lru_cache(maxsize=8)(counted)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return map(decode_entry, self._entries)

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags in use, in lower case."""
        return self._values["language"]

    def entry(self, number: int) -> Entry:
        """The entry with this number."""
        return self._entry(number)

    def entry_by_id(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""
        number = self._ids.find(entry_id)
        if number is None:
            raise UnknownEntryError("No entry has this id.")
        return self.entry(number)

    def find_number(self, entry_id: str) -> int | None:
        """The number of the entry that has, or else had, this id."""
        number = self._ids.find(entry_id)
        return self._former_ids.find(entry_id) if number is None else number

    def select(self, selection: Selection) -> Listing:
        """A stretch of the alphabetical list; letters and categories of all of it."""
        numbers, letters = self._alphabetical, self._letters
        mask = self.mask(selection.filters)
        if mask is not None:
            kept = mask[numbers]
            numbers, letters = numbers[kept], letters[kept]
        counts = np.bincount(letters, minlength=len(ALPHABET)).tolist()
        if selection.letter is not None:
            numbers = numbers[letters == ALPHABET.index(selection.letter)]
        wanted = numbers[selection.offset : selection.offset + selection.limit]
        return Listing(
            total=len(numbers),
            letters={
                letter: n for letter, n in zip(ALPHABET, counts, strict=True) if n
            },
            categories=self._counted(selection.filters),
            entries=tuple(self.entry(number) for number in wanted.tolist()),
        )


def _read(entries: StringColumn, number: int) -> Entry:
    return decode_entry(entries[number])


def _categories_of(
    categories: CategoryFacet, mask: Passing, filters: Filters
) -> tuple[Category, ...]:
    return categories.count(mask(filters))


def _passing(
    codes: Mapping[str, NDArray[np.int32]],
    values: Mapping[str, Sequence[str]],
    filters: Filters,
) -> NDArray[np.bool_] | None:
    """By entry number, whether it passes the filters; `None` when all do."""
    asked = {name: getattr(filters, name) for name in _FILTERED}
    masks = [
        np.isin(codes[name], _passing_codes(name, values[name], text))
        for name, text in asked.items()
        if text is not None
    ]
    return np.logical_and.reduce(masks) if masks else None


def _passing_codes(name: str, values: Sequence[str], asked: str) -> list[int]:
    return [n for n, value in enumerate(values) if _passes(name, value, asked)]


def _passes(name: str, value: str, asked: str) -> bool:
    if name == "language":  # basic filtering of RFC 4647: "en" lets "en-GB" pass
        return f"{value}-".startswith(f"{asked.lower()}-")
    return value == (fold(asked) if name == "category" else asked)


def encode_entry(entry: Entry) -> bytes:
    """An entry as JSON, for `unpacked`; what is empty is left out."""
    stated = {name: value for name in _NAMES if (value := getattr(entry, name))}
    return _encode(stated).encode()


def decode_entry(written: bytes | str) -> Entry:
    """The entry that was packed so."""
    stated: dict[str, Any] = json.loads(written)
    definition = Definition(**stated.pop("definition"))
    references = tuple(Reference(**each) for each in stated.pop("see_also", ()))
    translations = tuple(Translation(**e) for e in stated.pop("translations", ()))
    for name in _LISTS:
        if name in stated:
            stated[name] = tuple(stated[name])
    return Entry(
        definition=definition, see_also=references, translations=translations, **stated
    )


def _write_alphabet(folder: Path, entries: Sequence[Entry]) -> None:
    numbers = alphabetical_order(entries)
    letters = [ALPHABET.index(first_letter(entries[n].headword)) for n in numbers]
    write_column(folder, "alphabetical", np.asarray(numbers, dtype=np.int32))
    write_column(folder, "letters", np.asarray(letters, dtype=np.uint8))


def _write_codes(folder: Path, name: str, values: Sequence[str]) -> None:
    codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
    column = np.asarray([codes[value] for value in values], dtype=np.int32)
    write_column(folder, name, column)
    write_strings(folder, f"{name}.values", (value.encode() for value in codes))


def _read_values(folder: Path, name: str) -> tuple[str, ...]:
    return tuple(value.decode() for value in StringColumn(folder, f"{name}.values"))


def _firsts(said: Sequence[Hashable]) -> NDArray[np.int32]:
    """By entry number, the number of the first entry that says the very same."""
    first: dict[Hashable, int] = {}
    numbers = [first.setdefault(each, number) for number, each in enumerate(said)]
    return np.asarray(numbers, dtype=np.int32)
