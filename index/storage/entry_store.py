"""Entry store: entries on disk, mapped by every process, by number, id, and filter.

The number of an entry is its position in the glossaries, from 0. All other tables of an
index refer to entries by number.
"""

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
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
from index.model.glossary import Code, Definition, Entry, Link, Reference, Translation
from index.model.query import Filters, Selection
from index.model.results import Category, Listing, Neighbors, SortKeys
from index.storage.code_index import CodeIndex, write_code_index
from index.storage.columns import (
    IdIndex,
    StringColumn,
    read_column,
    write_column,
    write_id_index,
    write_strings,
)
from index.storage.facets import (
    CategoryFacet,
    SectionFacet,
    category_key,
    write_categories,
    write_sections,
)
from index.storage.filters import FILTER_FIELDS, compute_mask

_LIST_FIELDS = (
    "former_ids",
    "abbreviations",
    "variants",
    "hidden_forms",
    "derived_names",
)
_SORT_KEYS = tuple(field.name for field in fields(SortKeys))
_ENTRY_FIELDS = tuple(field.name for field in fields(Entry))
_MASKS_CACHED = 32
_ENTRIES_CACHED = 2048  # some MB in each process; successive keystrokes share entries
_FACETS_CACHED = 8  # few, as a glossary can have as many categories as entries
_to_json = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=asdict
).encode
FilterMask = Callable[[Filters], NDArray[np.bool_] | None]


def write_entry_store(
    folder: Path, entries: Sequence[Entry], definitions: Sequence[ParsedDefinition]
) -> None:
    """Write entries and their parsed definitions, for `EntryStore`."""
    write_strings(folder, "entries", map(encode_entry, entries))
    write_id_index(folder, "ids", ((entry.id, n) for n, entry in enumerate(entries)))
    former = ((each, n) for n, entry in enumerate(entries) for each in entry.former_ids)
    write_id_index(folder, "former_ids", former)
    _write_alphabetical_order(folder, entries)
    values = [filter_values(entry) for entry in entries]
    for name in FILTER_FIELDS:
        _write_codes(folder, name, [each[name] for each in values])
    write_categories(folder, entries)
    write_code_index(folder, entries)
    sort_keys = compute_sort_keys(entries, definitions)
    for name in _SORT_KEYS:
        write_column(folder, f"sort.{name}", getattr(sort_keys, name))


def compute_sort_keys(
    entries: Sequence[Entry], definitions: Sequence[ParsedDefinition]
) -> SortKeys:
    """Compute the sort keys of entries from them and their parsed definitions."""
    same_definition = [(entry.definition, entry.language) for entry in entries]
    pairs = zip(definitions, entries, strict=True)
    same_concept = [(each.explanation, entry.language) for each, entry in pairs]
    positions = np.empty(len(entries), dtype=np.int32)
    order = alphabetical_order(entries)
    positions[order] = np.arange(len(entries), dtype=np.int32)
    return SortKeys(positions, _group(same_definition), _group(same_concept))


def alphabetical_order(entries: Sequence[Entry]) -> list[int]:
    """Return the numbers of the entries in alphabetical order."""
    keys = [(fold(entry.headword), entry.headword) for entry in entries]
    return sorted(range(len(entries)), key=lambda number: (keys[number], number))


def filter_values(entry: Entry) -> dict[str, str]:
    """Return the values that filters are compared with, "" without a category."""
    return {
        "language": entry.language.lower(),
        "audience": " ".join(entry.audiences),
        "category": category_key(entry),
        "glossary": entry.glossary,
    }


class EntryStore:
    """Entries of an index, decoded when they are needed.

    `mask` returns, by entry number, whether an entry passes filters, or `None` if all
    do. Raises OSError.
    """

    def __init__(self, folder: Path) -> None:
        self._entries = StringColumn(folder, "entries")
        self._ids = IdIndex(folder, "ids")
        self._former_ids = IdIndex(folder, "former_ids")
        self._alphabetical: NDArray[np.int32] = read_column(folder, "alphabetical")
        self._letters: NDArray[np.uint8] = read_column(folder, "letters")
        self._sections = SectionFacet(folder)
        codes = {name: read_column(folder, name) for name in FILTER_FIELDS}
        self._values = {name: _read_values(folder, name) for name in FILTER_FIELDS}
        self.sort_keys = SortKeys(
            *(read_column(folder, f"sort.{name}") for name in _SORT_KEYS)
        )
        # functions, as a cached method would keep a replaced generation alive
        mask = lru_cache(_MASKS_CACHED)(
            partial(compute_mask, codes, self._values, CodeIndex(folder))
        )
        self.mask: FilterMask = mask
        count = partial(_count_categories, CategoryFacet(folder), mask)
        self._categories = lru_cache(_FACETS_CACHED)(count)
        self._entry = lru_cache(_ENTRIES_CACHED)(partial(_read_entry, self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return map(decode_entry, self._entries)

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags in use, in lower case."""
        return self._values["language"]

    def entry(self, number: int) -> Entry:
        """Return the entry with this number."""
        return self._entry(number)

    def entry_by_id(self, entry_id: str) -> Entry:
        """Return the entry with this id; raises UnknownEntryError."""
        return self.entry(self._known_number(entry_id))

    def neighbors(self, entry_id: str, filters: Filters) -> Neighbors:
        """Return the filtered entries around an entry; raises UnknownEntryError."""
        number = self._known_number(entry_id)
        numbers, mask = self._alphabetical, self.mask(filters)
        if mask is not None:
            numbers = numbers[mask[numbers]]
        places = self.sort_keys.alphabetical
        at = int(np.searchsorted(places[numbers], places[number]))
        later = numbers[at : at + 2]
        later = later[later != number]
        return Neighbors(
            previous=self.entry(int(numbers[at - 1])) if at else None,
            next=self.entry(int(later[0])) if len(later) else None,
        )

    def _known_number(self, entry_id: str) -> int:
        number = self._ids.find(entry_id)
        if number is None:
            raise UnknownEntryError("No entry has this id.")
        return number

    def find_number(self, entry_id: str) -> int | None:
        """Return the number of the entry that has, or else had, this id."""
        number = self._ids.find(entry_id)
        return self._former_ids.find(entry_id) if number is None else number

    def select(self, selection: Selection) -> Listing:
        """Return a page of the alphabetical list."""
        numbers, letters = self._alphabetical, self._letters
        mask = self.mask(selection.filters)
        if mask is not None:
            passes = mask[numbers]
            numbers, letters = numbers[passes], letters[passes]
        counts = np.bincount(letters, minlength=len(ALPHABET)).tolist()
        sections: dict[str, int] = {}
        if selection.letter is not None:
            numbers = numbers[letters == ALPHABET.index(selection.letter)]
            sections = self._sections.count(self.sort_keys.alphabetical[numbers])
        page = numbers[selection.offset : selection.offset + selection.limit]
        return Listing(
            total=len(numbers),
            letters={
                letter: n for letter, n in zip(ALPHABET, counts, strict=True) if n
            },
            categories=self._categories(selection.filters),
            entries=tuple(
                self.entry(number).for_audience(selection.filters.audience)
                for number in page.tolist()
            ),
            sections=sections,
        )


def _read_entry(entries: StringColumn, number: int) -> Entry:
    return decode_entry(entries[number])


def _count_categories(
    categories: CategoryFacet, mask: FilterMask, filters: Filters
) -> tuple[Category, ...]:
    return categories.count(mask(filters))


def encode_entry(entry: Entry) -> bytes:
    """Encode an entry as JSON without its empty fields."""
    values = {name: value for name in _ENTRY_FIELDS if (value := getattr(entry, name))}
    return _to_json(values).encode()


def decode_entry(encoded: bytes | str) -> Entry:
    """Decode the result of `encode_entry`."""
    values: dict[str, Any] = json.loads(encoded)
    definition = Definition(**values.pop("definition"))
    references = tuple(Reference(**each) for each in values.pop("see_also", ()))
    translations = tuple(Translation(**e) for e in values.pop("translations", ()))
    classified = tuple(Code(**each) for each in values.pop("codes", ()))
    links = tuple(Link(**each) for each in values.pop("links", ()))
    others = tuple(Link(**each) for each in values.pop("alternative_links", ()))
    alternative = values.pop("alternative", None)
    for name in _LIST_FIELDS:
        if name in values:
            values[name] = tuple(values[name])
    return Entry(
        definition=definition,
        codes=classified,
        links=links,
        alternative=Definition(**alternative) if alternative else None,
        alternative_links=others,
        see_also=references,
        translations=translations,
        **values,
    )


def _write_alphabetical_order(folder: Path, entries: Sequence[Entry]) -> None:
    numbers = alphabetical_order(entries)
    letters = [ALPHABET.index(first_letter(entries[n].headword)) for n in numbers]
    write_column(folder, "alphabetical", np.asarray(numbers, dtype=np.int32))
    write_column(folder, "letters", np.asarray(letters, dtype=np.uint8))
    write_sections(folder, (entries[number].headword for number in numbers))


def _write_codes(folder: Path, name: str, values: Sequence[str]) -> None:
    codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
    column = np.asarray([codes[value] for value in values], dtype=np.int32)
    write_column(folder, name, column)
    write_strings(folder, f"{name}.values", (value.encode() for value in codes))


def _read_values(folder: Path, name: str) -> tuple[str, ...]:
    return tuple(value.decode() for value in StringColumn(folder, f"{name}.values"))


def _group(keys: Sequence[Hashable]) -> NDArray[np.int32]:
    """Return, by entry number, the number of the first entry with an equal key."""
    first: dict[Hashable, int] = {}
    numbers = [first.setdefault(key, number) for number, key in enumerate(keys)]
    return np.asarray(numbers, dtype=np.int32)
