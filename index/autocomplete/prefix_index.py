"""Prefix index of a glossary in a folder: by letters, respellings, and sounds."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import phonetics
from index.analysis.folding import fold
from index.autocomplete.completer import (
    MAX_PER_EDIT,
    Costs,
    LookupColumn,
    PrefixHits,
    PrefixLookup,
    kind_cost,
)
from index.autocomplete.edits import Indels, PhoneticEdits, Substitutions
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
_NO_RANGES = EditRanges([], [])


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
        self._windows = WindowFilter(folder, "completions.spelled")

    @property
    def spelled(self) -> PrefixTable:
        """Designations from each of their words on, as they are spelled."""
        return self._tables[LookupColumn.SPELLED]

    def lookup(self, lookups: Sequence[PrefixLookup]) -> list[PrefixHits]:
        """Return the hits of each lookup."""
        edited: dict[str, EditRanges] = {}
        return [self._lookup(lookup, edited) for lookup in lookups]

    def _lookup(
        self, lookup: PrefixLookup, edited: dict[str, EditRanges]
    ) -> PrefixHits:
        table, probes = self._tables[lookup.column], lookup.probes
        if not len(table):
            return _NO_HITS
        if isinstance(probes, Substitutions | Indels) and probes.text not in edited:
            edited[probes.text] = (
                one_edit_ranges(table, probes.text, MAX_PER_EDIT)
                if self._windows.may_match(probes.text)
                else _NO_RANGES
            )
        return self.read(lookup.column, _ranges(table, lookup, edited))

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


def _ranges(
    table: PrefixTable, lookup: PrefixLookup, edited: dict[str, EditRanges]
) -> Sequence[range]:
    """Return the rows that match; `edited` keeps what the next lookup may need too."""
    probes = lookup.probes
    match probes:
        case Substitutions():
            return edited[probes.text].substitutions
        case Indels():
            return edited[probes.text].indels
        case PhoneticEdits():
            shared = table.shared_prefix_length(probes.text)
            codes = sorted(phonetics.neighbors(probes.text, shared))
            return [rows[:MAX_PER_EDIT] for rows in table.ranges_of(codes)]
        case [text]:
            return [table.equal_range(text)]
    return [rows[: lookup.most] for rows in table.ranges_of(probes)]


def _names(entries: Sequence[Entry]) -> Iterator[_Name]:
    for number, entry in enumerate(entries):
        has_sound = phonetics.supports(entry.language)
        for at, designation in enumerate(entry.designations):
            is_headword = designation.kind == "headword"
            respelling = (entry.respelling or "") if is_headword else ""
            folded = fold(designation.text)
            yield _Name(number, at, folded, designation.kind, respelling, has_sound)


def _word_keys(row: int, name: _Name) -> Iterator[PrefixKey]:
    """Yield the designation from its first word on, from its second word on, etc."""
    words = name.folded.split()
    return (
        PrefixKey(" ".join(words[start:]), row, start) for start in range(len(words))
    )
