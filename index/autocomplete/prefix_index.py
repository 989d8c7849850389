"""Prefix index of a glossary in a folder: by letters, respellings, and sounds."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import phonetics
from index.analysis.folding import fold
from index.analysis.scripts.unspaced import word_starts
from index.autocomplete.completer import (
    MAX_PER_EDIT,
    Costs,
    LookupColumn,
    PrefixHits,
    PrefixLookup,
    kind_cost,
)
from index.autocomplete.edits import Edit
from index.autocomplete.fuzzy_prefix import EditRanges, one_edit_ranges
from index.autocomplete.prefix_table import (
    PrefixKey,
    PrefixTable,
    concatenate_ranges,
    write_prefix_table,
)
from index.autocomplete.window_filter import WindowFilter, write_window_filter
from index.model.glossary import Entry
from index.storage.columns import read_column, write_column

_NO_NUMBERS, _NO_COSTS = np.zeros(0, np.int32), np.zeros(0, np.float32)
_NO_HITS = PrefixHits(_NO_NUMBERS, _NO_NUMBERS, _NO_NUMBERS, _NO_COSTS, _NO_COSTS)


class _Name(NamedTuple):
    """A designation to be indexed."""

    entry: int
    designation: int
    folded: str
    kind: str
    respelling: str
    has_sound: bool


def write_prefix_index(
    folder: Path,
    entries: Sequence[Entry],
    encoder: phonetics.PhoneticEncoder | None = None,
) -> None:
    """Write the prefix index of all entries for `StoredPrefixIndex`.

    An `encoder` that has encoded the same words before saves time.
    """
    encoder = encoder or phonetics.PhoneticEncoder()
    names = list(_names(entries))
    _write_names(folder, names)
    spelled = [key for row, name in enumerate(names) for key in _word_keys(row, name)]
    write_prefix_table(folder, "completions.spelled", spelled)
    write_window_filter(folder, "completions.spelled", [key.text for key in spelled])
    respelled = [
        PrefixKey(fold(name.respelling).replace(" ", ""), row, 0)
        for row, name in enumerate(names)
        if name.respelling
    ]
    write_prefix_table(folder, "completions.respelled", respelled)
    codes = [
        PrefixKey(encoder.phonetic_code(key.text), key.designation, key.word)
        for key in spelled
        if names[key.designation].has_sound
    ]
    codes += [
        PrefixKey(encoder.respelling_code(name.respelling, ""), row, 0)
        for row, name in enumerate(names)
        if name.respelling and name.has_sound
    ]
    write_prefix_table(folder, "completions.heard", codes)


def _write_names(folder: Path, names: Sequence[_Name]) -> None:
    kind_costs = [kind_cost(name.kind) for name in names]
    columns = {
        "entry": np.asarray([name.entry for name in names], np.int32),
        "place": np.asarray([name.designation for name in names], np.int32),
        "length": np.asarray([len(name.folded) for name in names], np.float32),
        "standing": np.asarray(kind_costs, np.float32),
    }
    for column, values in columns.items():
        write_column(folder, f"completions.{column}", values)


class StoredPrefixIndex:
    """Memory-mapped prefix index; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._entry: NDArray[np.int32] = read_column(folder, "completions.entry")
        self._designation: NDArray[np.int32] = read_column(folder, "completions.place")
        self._length: Costs = read_column(folder, "completions.length")
        self._kind_cost: Costs = read_column(folder, "completions.standing")
        self._tables = {
            column: PrefixTable(folder, f"completions.{column}")
            for column in LookupColumn
        }
        windows = WindowFilter(folder, "completions.spelled")
        # substitutions and indels of one text are looked up one after the other
        self._one_edit = lru_cache(maxsize=8)(partial(_one_edit, self.spelled, windows))

    @property
    def spelled(self) -> PrefixTable:
        """Designations from each of their words on, as they are spelled."""
        return self._tables[LookupColumn.SPELLED]

    def lookup(self, lookups: Sequence[PrefixLookup]) -> list[PrefixHits]:
        """Return the hits of each lookup."""
        return [self.read(lookup.column, self._ranges(lookup)) for lookup in lookups]

    def _ranges(self, lookup: PrefixLookup) -> Sequence[range]:
        table, text = self._tables[lookup.column], lookup.text
        match lookup.edit:
            case Edit.NONE:
                return [table.prefix_range(text)]
            case Edit.SUBSTITUTION:
                return self._one_edit(text).substitutions
            case Edit.INDEL:
                return self._one_edit(text).indels
            case Edit.PHONETIC:
                shared = table.shared_prefix_length(text)
                codes = sorted(phonetics.neighbors(text, shared))
                return [rows[:MAX_PER_EDIT] for rows in table.ranges_of(codes)]

    def read(self, column: LookupColumn, ranges: Sequence[range]) -> PrefixHits:
        """Read the hits in ranges of rows of one column."""
        if not any(ranges):
            return _NO_HITS
        table, rows = self._tables[column], concatenate_ranges(ranges)
        names = table.designation[rows]
        return PrefixHits(
            self._entry[names],
            self._designation[names],
            table.word[rows],
            self._length[names],
            self._kind_cost[names],
        )


def _one_edit(table: PrefixTable, windows: WindowFilter, text: str) -> EditRanges:
    if not windows.may_match(text):
        return EditRanges([], [])
    return one_edit_ranges(table, text, MAX_PER_EDIT)


def _names(entries: Sequence[Entry]) -> Iterator[_Name]:
    for number, entry in enumerate(entries):
        has_sound = phonetics.supports(entry.language)
        for at, designation in enumerate(entry.designations):
            is_headword = designation.kind == "headword"
            respelling = (entry.respelling or "") if is_headword else ""
            folded = fold(designation.text)
            yield _Name(number, at, folded, designation.kind, respelling, has_sound)


def _word_keys(row: int, name: _Name) -> Iterator[PrefixKey]:
    """Yield the designation from its first word on, from its second word on, etc.

    In scripts without spaces, a word may begin at any character.
    """
    words = name.folded.split()
    for at, word in enumerate(words):
        following = words[at + 1 :]
        for start in word_starts(word):
            yield PrefixKey(" ".join((word[start:], *following)), row, at)
