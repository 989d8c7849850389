"""All that can be completed, in a folder: by letters, by respellings and by sounds."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import phonetics as sounds
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

_NUMBERS, _COSTS = np.zeros(0, np.int32), np.zeros(0, np.float32)
_NONE = EditRanges([], [])
_NOTHING = PrefixHits(_NUMBERS, _NUMBERS, _NUMBERS, _COSTS, _COSTS)


class _Name(NamedTuple):
    """A designation as the tables need it."""

    entry: int
    place: int
    folded: str
    kind: str
    respelling: str
    has_sound: bool


def write_prefix_index(
    folder: Path, entries: Sequence[Entry], ear: sounds.PhoneticEncoder | None = None
) -> None:
    """Keep all that can be completed, for `CompletionTables` to open.

    The ear is one that has heard the same words before, if there is one.
    """
    ear = ear or sounds.PhoneticEncoder()
    names = list(_names(entries))
    kind_costs = [kind_cost(name.kind) for name in names]
    columns = {
        "entry": np.asarray([name.entry for name in names], np.int32),
        "place": np.asarray([name.place for name in names], np.int32),
        "length": np.asarray([len(name.folded) for name in names], np.float32),
        "standing": np.asarray(kind_costs, np.float32),
    }
    for column, values in columns.items():
        write_column(folder, f"completions.{column}", values)
    spelled = [
        key
        for number, name in enumerate(names)
        for key in _from_each_word(number, name)
    ]
    write_prefix_table(folder, "completions.spelled", spelled)
    write_window_filter(folder, "completions.spelled", [key.text for key in spelled])
    respelled = [
        PrefixKey(fold(name.respelling).replace(" ", ""), number, 0)
        for number, name in enumerate(names)
        if name.respelling
    ]
    write_prefix_table(folder, "completions.respelled", respelled)
    heard = [
        PrefixKey(ear.phonetic_code(key.text), key.designation, key.word)
        for key in spelled
        if names[key.designation].has_sound
    ]
    heard += [
        PrefixKey(ear.respelling_code(name.respelling, ""), number, 0)
        for number, name in enumerate(names)
        if name.respelling and name.has_sound
    ]
    write_prefix_table(folder, "completions.heard", heard)


class StoredPrefixIndex:
    """The beginnings of a glossary's designations in a folder, mapped."""

    def __init__(self, folder: Path) -> None:
        self._entry: NDArray[np.int32] = read_column(folder, "completions.entry")
        self._place: NDArray[np.int32] = read_column(folder, "completions.place")
        self._length: Costs = read_column(folder, "completions.length")
        self._standing: Costs = read_column(folder, "completions.standing")
        self._beginnings = {
            source: PrefixTable(folder, f"completions.{source}")
            for source in LookupColumn
        }
        self._windows = WindowFilter(folder, "completions.spelled")

    @property
    def spelled(self) -> PrefixTable:
        """The designations from each of their words on, as they are spelled."""
        return self._beginnings[LookupColumn.SPELLED]

    def lookup(self, looks: Sequence[PrefixLookup]) -> list[PrefixHits]:
        """What begins like any of the probes of each look."""
        wrong: dict[str, EditRanges] = {}
        return [self._begun(look, wrong) for look in looks]

    def _begun(self, look: PrefixLookup, wrong: dict[str, EditRanges]) -> PrefixHits:
        source, probes = self._beginnings[look.by], look.probes
        if not len(source):
            return _NOTHING
        if isinstance(probes, Substitutions | Indels) and probes.text not in wrong:
            may_be = self._windows.may_match(probes.text)
            wrong[probes.text] = (
                one_edit_ranges(source, probes.text, MAX_PER_EDIT) if may_be else _NONE
            )
        return self.at(look.by, _found(source, look, wrong))

    def at(self, by: LookupColumn, ranges: Sequence[range]) -> PrefixHits:
        """What stands in these rows of one of the tables."""
        if not any(ranges):
            return _NOTHING
        source, rows = self._beginnings[by], concatenate_ranges(ranges)
        numbers = source.designation[rows]
        return PrefixHits(
            self._entry[numbers],
            self._place[numbers],
            source.word[rows],
            self._length[numbers],
            self._standing[numbers],
        )


def _found(
    source: PrefixTable, look: PrefixLookup, wrong: dict[str, EditRanges]
) -> Sequence[range]:
    """The rows of what begins so; `wrong` keeps what the next look may need too."""
    probes = look.probes
    match probes:
        case Substitutions() | Indels():
            found = wrong[probes.text]
            return found.replaced if isinstance(probes, Substitutions) else found.missed
        case PhoneticEdits():
            near = sounds.neighbours(probes.text, source.known_length(probes.text))
            return [rows[:MAX_PER_EDIT] for rows in source.starting_with(sorted(near))]
        case [text]:
            return [source.range_of(text)]
    return [rows[: look.most] for rows in source.starting_with(probes)]


def _names(entries: Sequence[Entry]) -> Iterator[_Name]:
    for number, entry in enumerate(entries):
        has_sound = sounds.supports(entry.language)
        for place, designation in enumerate(entry.designations):
            said = entry.respelling if designation.kind == "headword" else None
            folded = fold(designation.text)
            yield _Name(number, place, folded, designation.kind, said or "", has_sound)


def _from_each_word(number: int, name: _Name) -> Iterator[PrefixKey]:
    """A designation from its first word on, from its second word on, and so on."""
    words = name.folded.split()
    return (
        PrefixKey(" ".join(words[start:]), number, start) for start in range(len(words))
    )
