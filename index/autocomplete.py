"""Finds designations by the beginning of any of their words, forgiving wrong ones."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import repeat
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import sounds
from index.beginnings import Beginnings, Key, rows_of, write_beginnings
from index.completion_costs import PER_ENTRY, CompletionCosts, FloatColumn, cheapest
from index.entry import Entry
from index.folding import fold
from index.packed import read_column, write_column
from index.ready_completions import ReadyCompletions, write_ready
from index.search import Channel
from index.wrong_letters import wrong_letters

_Passing = NDArray[np.bool_] | None

_FORGIVE_LETTERS = 4  # in shorter beginnings one wrong letter fits everything
_FORGIVE_SOUNDS = 2  # of a code, in characters: one consonant, or two vowels
_FORGIVE_FAR_SOUNDS = 6
_LITTLE = 3  # a wrong beginning rarely happens to be right for so many entries
_MANY = 50  # keys weighed at most for one sound that differs

# In letters, as all costs are: added to what the designation costs that is meant.
_STANDING = {"variants": 2000.0, "hidden_forms": 4000.0}  # after all headwords
_LETTER_MISSED = 5.0  # or one too many; a wrong one is the commonest mistake
_BY_EAR = 100.0  # one wrong letter is likelier than a word written by ear


class Beginning(NamedTuple):
    """One suggestion: the entry, its designation, the word that begins so, and why."""

    entry: int
    designation: int
    word: int
    channel: Channel


class _Fits(NamedTuple):
    """Keys that fit in one way, and what each costs."""

    designations: NDArray[np.int32]
    words: NDArray[np.int32]
    costs: FloatColumn
    channel: Channel


class _Typed:
    """What was typed, folded, and how it sounds."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def code(self) -> str:
        """Its sound, looked up when letters alone find too little."""
        return sounds.code(self.text)


class _Name(NamedTuple):
    """A designation as the tables need it."""

    entry: int
    place: int
    folded: str
    kind: str
    respelling: str
    has_sound: bool


def write_completions(folder: Path, entries: Sequence[Entry]) -> None:
    """Keep all that can be completed, for `Completions` to open."""
    names = list(_names(entries))
    columns = {
        "entry": np.asarray([name.entry for name in names], np.int32),
        "place": np.asarray([name.place for name in names], np.int32),
        "length": np.asarray([len(name.folded) for name in names], np.float32),
        "standing": np.asarray([_STANDING.get(n.kind, 0) for n in names], np.float32),
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
    write_ready(folder, "completions.spelled", columns["entry"])


class Completions:
    """The beginnings of a glossary's designations, by letters and by sounds."""

    def __init__(self, folder: Path) -> None:
        self._entry: NDArray[np.int32] = read_column(folder, "completions.entry")
        self._place: NDArray[np.int32] = read_column(folder, "completions.place")
        self._costs = CompletionCosts(folder)
        self._spelled = Beginnings(folder, "completions.spelled")
        self._respelled = Beginnings(folder, "completions.respelled")
        self._heard = Beginnings(folder, "completions.heard")
        self._ready = ReadyCompletions(folder, "completions.spelled")

    def find(self, typed: str, limit: int, passing: _Passing = None) -> list[Beginning]:
        """The entries whose designations begin like this, best first.

        What begins exactly so comes first, then what is respelled so. If that is
        little, then what one wrong letter or another spelling of the same sounds makes
        of it; and if all that is nothing, what sounds a little different.
        """
        text = _beginning(typed)
        if not text:
            return []
        ready = self._ready.rows(text, limit) if passing is None else None
        if ready is not None:
            return self._from_rows(ready)
        return self._found(_Typed(text), limit, passing)

    def _from_rows(self, rows: NDArray[np.int32]) -> list[Beginning]:
        designations = self._spelled.designation[rows]
        columns = (
            self._entry[designations].tolist(),
            self._place[designations].tolist(),
            self._spelled.word[rows].tolist(),
        )
        return [Beginning(*one, Channel.WORDS) for one in zip(*columns, strict=True)]

    def _found(self, typed: _Typed, limit: int, passing: _Passing) -> list[Beginning]:
        ways = (
            (self._exactly, limit),
            (self._as_respelled, limit),
            (self._nearly, min(limit, _LITTLE)),
            (self._remotely, 1),
        )
        found: dict[int, Beginning] = {}
        for way, enough in ways:
            if len(found) < enough:
                self._add(found, way(typed), limit, passing)
        return list(found.values())

    def _exactly(self, typed: _Typed) -> list[_Fits]:
        keys = [self._spelled.range_of(typed.text)]
        return self._fits(self._spelled, keys, typed, Channel.WORDS)

    def _as_respelled(self, typed: _Typed) -> list[_Fits]:
        keys = [self._respelled.range_of(typed.text.replace(" ", ""))]
        return self._fits(self._respelled, keys, typed, Channel.SOUND)

    def _nearly(self, typed: _Typed) -> list[_Fits]:
        fits: list[_Fits] = []
        if len(typed.text) >= _FORGIVE_LETTERS:
            wrong = wrong_letters(self._spelled, typed.text)
            channel = Channel.SPELLING
            fits += self._fits(self._spelled, wrong.replaced, typed, channel)
            fits += self._fits(
                self._spelled, wrong.missed, typed, channel, _LETTER_MISSED
            )
        if len(typed.code) >= _FORGIVE_SOUNDS:
            keys = [self._heard.range_of(typed.code)]
            fits += self._fits(self._heard, keys, typed, Channel.SOUND, _BY_EAR)
        return fits

    def _remotely(self, typed: _Typed) -> list[_Fits]:
        code = typed.code
        if len(code) < _FORGIVE_FAR_SOUNDS:
            return []
        known = self._heard.known_length(code)
        probes = sorted(sounds.neighbours(code, known))
        keys = [rows[:_MANY] for rows in self._heard.starting_with(probes)]
        return self._fits(self._heard, keys, typed, Channel.SOUND)

    def _fits(
        self,
        source: Beginnings,
        keys: Sequence[range],
        typed: _Typed,
        channel: Channel,
        mistake: float = 0.0,
    ) -> list[_Fits]:
        """These keys and what they cost, unless there are none."""
        if not any(keys):
            return []
        rows = rows_of(keys)
        designations = source.designation[rows]
        words = source.word[rows]
        costs = self._costs.of(designations, words, typed.text)
        return [_Fits(designations, words, costs + np.float32(mistake), channel)]

    def _add(
        self,
        found: dict[int, Beginning],
        fits: Sequence[_Fits],
        limit: int,
        passing: _Passing,
    ) -> None:
        """Add the cheapest of all that fits, until there are `limit` entries."""
        lines = [line for fit in fits for line in self._lines(fit, limit, passing)]
        for _, entry, designation, word, channel in sorted(lines, key=itemgetter(0)):
            if entry not in found:
                place = int(self._place[designation])
                found[entry] = Beginning(entry, place, word, channel)
                if len(found) == limit:
                    return

    def _lines(
        self, fit: _Fits, limit: int, passing: _Passing
    ) -> Iterator[tuple[float, int, int, int, Channel]]:
        """The cheapest of what fits in one way, enough for `limit` entries."""
        if passing is not None:
            fit = _allowed(fit, passing[self._entry[fit.designations]])
        places = cheapest(fit.costs, limit * PER_ENTRY)
        designations = fit.designations[places]
        return zip(
            fit.costs[places].tolist(),
            self._entry[designations].tolist(),
            designations.tolist(),
            fit.words[places].tolist(),
            repeat(fit.channel),
            strict=False,
        )


def _allowed(fit: _Fits, allowed: NDArray[np.bool_]) -> _Fits:
    return _Fits(
        fit.designations[allowed], fit.words[allowed], fit.costs[allowed], fit.channel
    )


def _beginning(typed: str) -> str:
    """Fold what was typed; a space or hyphen at its end closes its last word."""
    folded = fold(typed)
    is_closed = " " in fold(f"x{typed[-1:]}x")
    return folded + " " if folded and is_closed else folded


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
