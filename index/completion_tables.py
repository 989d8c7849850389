"""All that can be completed, in a folder: by letters, by respellings and by sounds."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import sounds
from index.autocomplete import Begun, Costs, Look, Source, standing
from index.beginnings import Beginnings, Key, write_beginnings
from index.entry import Entry
from index.folding import fold
from index.packed import read_column, write_column


class _Name(NamedTuple):
    """A designation as the tables need it."""

    entry: int
    place: int
    folded: str
    kind: str
    respelling: str
    has_sound: bool


def write_completions(folder: Path, entries: Sequence[Entry]) -> None:
    """Keep all that can be completed, for `CompletionTables` to open."""
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
    respelled = [
        Key(fold(name.respelling).replace(" ", ""), number, 0)
        for number, name in enumerate(names)
        if name.respelling
    ]
    write_beginnings(folder, "completions.respelled", respelled)
    heard = [
        Key(sounds.code(key.text), key.designation, key.word)
        for key in spelled
        if names[key.designation].has_sound
    ]
    heard += [
        Key(sounds.code_of_respelling(name.respelling, ""), number, 0)
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

    def begun(self, looks: Sequence[Look]) -> list[Begun]:
        """What begins like any of the probes of each look."""
        return [self._begun(look) for look in looks]

    def _begun(self, look: Look) -> Begun:
        source = self._beginnings[look.by]
        rows = source.starting_with(look.probes, look.most)
        numbers = source.designation[rows]
        return Begun(
            self._entry[numbers],
            self._place[numbers],
            source.word[rows],
            self._length[numbers],
            self._standing[numbers],
        )


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
