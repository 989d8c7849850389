"""All that can be completed, in a folder: by letters, by respellings and by sounds."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import phonetics as sounds
from index.analysis.folding import fold
from index.autocomplete.completer import (
    MOST_OF_EACH,
    Begun,
    Costs,
    Look,
    Source,
    standing,
)
from index.autocomplete.edits import Missed, Replaced, SoundingNear
from index.autocomplete.fuzzy_prefix import Wrong, wrong_letters
from index.autocomplete.prefix_table import Beginnings, Key, rows_of, write_beginnings
from index.autocomplete.window_filter import Windows, write_windows
from index.model.glossary import Entry
from index.storage.columns import read_column, write_column

_NUMBERS, _COSTS = np.zeros(0, np.int32), np.zeros(0, np.float32)
_NONE = Wrong([], [])
_NOTHING = Begun(_NUMBERS, _NUMBERS, _NUMBERS, _COSTS, _COSTS)


class _Name(NamedTuple):
    """A designation as the tables need it."""

    entry: int
    place: int
    folded: str
    kind: str
    respelling: str
    has_sound: bool


def write_completions(
    folder: Path, entries: Sequence[Entry], ear: sounds.Ear | None = None
) -> None:
    """Keep all that can be completed, for `CompletionTables` to open.

    The ear is one that has heard the same words before, if there is one.
    """
    ear = ear or sounds.Ear()
    names = list(_names(entries))
    standings = [standing(name.kind) for name in names]
    columns = {
        "entry": np.asarray([name.entry for name in names], np.int32),
        "place": np.asarray([name.place for name in names], np.int32),
        "length": np.asarray([len(name.folded) for name in names], np.float32),
        "standing": np.asarray(standings, np.float32),
    }
    for column, values in columns.items():
        write_column(folder, f"completions.{column}", values)
    spelled = [
        key
        for number, name in enumerate(names)
        for key in _from_each_word(number, name)
    ]
    write_beginnings(folder, "completions.spelled", spelled)
    write_windows(folder, "completions.spelled", [key.text for key in spelled])
    respelled = [
        Key(fold(name.respelling).replace(" ", ""), number, 0)
        for number, name in enumerate(names)
        if name.respelling
    ]
    write_beginnings(folder, "completions.respelled", respelled)
    heard = [
        Key(ear.code(key.text), key.designation, key.word)
        for key in spelled
        if names[key.designation].has_sound
    ]
    heard += [
        Key(ear.code_of_respelling(name.respelling, ""), number, 0)
        for number, name in enumerate(names)
        if name.respelling and name.has_sound
    ]
    write_beginnings(folder, "completions.heard", heard)


class CompletionTables:
    """The beginnings of a glossary's designations in a folder, mapped."""

    def __init__(self, folder: Path) -> None:
        self._entry: NDArray[np.int32] = read_column(folder, "completions.entry")
        self._place: NDArray[np.int32] = read_column(folder, "completions.place")
        self._length: Costs = read_column(folder, "completions.length")
        self._standing: Costs = read_column(folder, "completions.standing")
        self._beginnings = {
            source: Beginnings(folder, f"completions.{source}") for source in Source
        }
        self._windows = Windows(folder, "completions.spelled")

    @property
    def spelled(self) -> Beginnings:
        """The designations from each of their words on, as they are spelled."""
        return self._beginnings[Source.SPELLED]

    def begun(self, looks: Sequence[Look]) -> list[Begun]:
        """What begins like any of the probes of each look."""
        wrong: dict[str, Wrong] = {}
        return [self._begun(look, wrong) for look in looks]

    def _begun(self, look: Look, wrong: dict[str, Wrong]) -> Begun:
        source, probes = self._beginnings[look.by], look.probes
        if not len(source):
            return _NOTHING
        if isinstance(probes, Replaced | Missed) and probes.text not in wrong:
            may_be = self._windows.may_be_near(probes.text)
            wrong[probes.text] = (
                wrong_letters(source, probes.text, MOST_OF_EACH) if may_be else _NONE
            )
        return self.at(look.by, _found(source, look, wrong))

    def at(self, by: Source, ranges: Sequence[range]) -> Begun:
        """What stands in these rows of one of the tables."""
        if not any(ranges):
            return _NOTHING
        source, rows = self._beginnings[by], rows_of(ranges)
        numbers = source.designation[rows]
        return Begun(
            self._entry[numbers],
            self._place[numbers],
            source.word[rows],
            self._length[numbers],
            self._standing[numbers],
        )


def _found(source: Beginnings, look: Look, wrong: dict[str, Wrong]) -> Sequence[range]:
    """The rows of what begins so; `wrong` keeps what the next look may need too."""
    probes = look.probes
    match probes:
        case Replaced() | Missed():
            found = wrong[probes.text]
            return found.replaced if isinstance(probes, Replaced) else found.missed
        case SoundingNear():
            near = sounds.neighbours(probes.text, source.known_length(probes.text))
            return [rows[:MOST_OF_EACH] for rows in source.starting_with(sorted(near))]
        case [text]:
            return [source.range_of(text)]
    return [rows[: look.most] for rows in source.starting_with(probes)]


def _names(entries: Sequence[Entry]) -> Iterator[_Name]:
    for number, entry in enumerate(entries):
        has_sound = sounds.has_rules(entry.language)
        for place, designation in enumerate(entry.designations):
            said = entry.respelling if designation.kind == "headword" else None
            folded = fold(designation.text)
            yield _Name(number, place, folded, designation.kind, said or "", has_sound)


def _from_each_word(number: int, name: _Name) -> Iterator[Key]:
    """A designation from its first word on, from its second word on, and so on."""
    words = name.folded.split()
    return (Key(" ".join(words[start:]), number, start) for start in range(len(words)))
