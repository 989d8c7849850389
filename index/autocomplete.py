"""Finds designations by the beginning of any of their words, forgiving wrong ones."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import sounds
from index.beginnings import Beginnings, Key, write_beginnings
from index.entry import Entry
from index.folding import fold
from index.packed import read_column, write_column
from index.search import Channel

_Costs = NDArray[np.float32]
_Passing = NDArray[np.bool_] | None

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "
_FORGIVE_LETTERS = 4  # in shorter beginnings one wrong letter fits everything
_FORGIVE_SOUNDS = 2  # of a code, in characters: one consonant, or two vowels
_FORGIVE_FAR_SOUNDS = 6
_LITTLE = 3  # a wrong beginning rarely happens to be right for so many entries
_MANY = 50  # keys weighed at most for one way to forgive
_PER_ENTRY = 8  # an entry may fit by so many of its words and designations

# Costs are counted in letters: of two that fit the shorter is the likelier.
_LATER_WORD = 1000.0  # a match inside a designation comes after those at its beginning
_STANDING = {"variants": 2000.0, "hidden_forms": 4000.0}  # after all headwords
_NEARLY_TYPED = 500.0
_NEARLY = 0.75  # of a designation: then typing on is as quick as choosing
_WHOLE = -10_000.0  # what is typed out stands before all that goes on
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
    costs: _Costs
    channel: Channel


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
    """Keep all that can be completed, for `Completions` to open.

    The ear is one that has heard the same words before, if there is one.
    """
    ear = ear or sounds.Ear()
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


class Completions:
    """The beginnings of a glossary's designations, by letters and by sounds."""

    def __init__(self, folder: Path) -> None:
        self._entry: NDArray[np.int32] = read_column(folder, "completions.entry")
        self._place: NDArray[np.int32] = read_column(folder, "completions.place")
        self._length: _Costs = read_column(folder, "completions.length")
        self._standing: _Costs = read_column(folder, "completions.standing")
        self._spelled = Beginnings(folder, "completions.spelled")
        self._respelled = Beginnings(folder, "completions.respelled")
        self._heard = Beginnings(folder, "completions.heard")

    def find(self, typed: str, limit: int, passing: _Passing = None) -> list[Beginning]:
        """The entries whose designations begin like this, best first.

        What begins exactly so comes first, then what is respelled so. If that is
        little, then what one wrong letter or another spelling of the same sounds makes
        of it; and if all that is nothing, what sounds a little different.
        """
        text = _beginning(typed)
        ways = (
            (self._exactly, limit),
            (self._as_respelled, limit),
            (self._nearly, min(limit, _LITTLE)),
            (self._remotely, 1),
        )
        found: dict[int, Beginning] = {}
        for way, enough in ways:
            if text and len(found) < enough:
                for one in self._best(way(text), limit, passing):
                    found.setdefault(one.entry, one)
        return list(found.values())[:limit]

    def _exactly(self, text: str) -> list[_Fits]:
        return [self._fits(self._spelled, [text], text, Channel.WORDS)]

    def _as_respelled(self, text: str) -> list[_Fits]:
        return [
            self._fits(self._respelled, [text.replace(" ", "")], text, Channel.SOUND)
        ]

    def _nearly(self, text: str) -> list[_Fits]:
        code = sounds.code(text)
        heard = [code] if len(code) >= _FORGIVE_SOUNDS else []
        forgiving = len(text) >= _FORGIVE_LETTERS
        replaced = list(_replaced(text)) if forgiving else []
        missed = list(_missed(text)) if forgiving else []
        spelling = Channel.SPELLING
        return [
            self._fits(self._spelled, replaced, text, spelling),
            self._fits(self._spelled, missed, text, spelling, _LETTER_MISSED),
            self._fits(self._heard, heard, text, Channel.SOUND, _BY_EAR),
        ]

    def _remotely(self, text: str) -> list[_Fits]:
        code = sounds.code(text)
        probes = sounds.neighbours(code) if len(code) >= _FORGIVE_FAR_SOUNDS else ()
        return [self._fits(self._heard, sorted(probes), text, Channel.SOUND)]

    def _fits(
        self,
        source: Beginnings,
        probes: Sequence[str],
        text: str,
        channel: Channel,
        mistake: float = 0.0,
    ) -> _Fits:
        """Look up what begins like any of the probes, and weigh it.

        Headwords and abbreviations come before variants, first words before later ones,
        then the shortest designation comes first. What is typed out comes before all;
        what is nearly typed out stands back: it would save hardly a keystroke, and who
        wanted it has nearly got it.
        """
        rows = source.starting_with(probes, _MANY if len(probes) > 1 else None)
        designations = source.designation[rows]
        words = source.word[rows]
        costs = self._costs(designations, words == 0, len(text.strip()))
        return _Fits(designations, words, costs + np.float32(mistake), channel)

    def _costs(
        self, designations: NDArray[np.int32], first: NDArray[np.bool_], typed: int
    ) -> _Costs:
        lengths = self._length[designations]
        whole = (lengths == typed) & first
        nearly = (typed > _NEARLY * lengths) & (lengths > typed)
        costs = self._standing[designations] + lengths
        costs += _NEARLY_TYPED * nearly + _LATER_WORD * ~first + _WHOLE * whole
        return np.asarray(costs, np.float32)

    def _best(
        self, fits: Sequence[_Fits], limit: int, passing: _Passing
    ) -> list[Beginning]:
        """The cheapest of all that fits, enough for `limit` entries."""
        best = [
            (float(fit.costs[at]), self._beginning(fit, at))
            for fit in (self._allowed(fit, passing) for fit in fits)
            for at in _cheapest(fit.costs, limit * _PER_ENTRY)
        ]
        return [one for _, one in sorted(best, key=itemgetter(0))]

    def _allowed(self, fit: _Fits, passing: _Passing) -> _Fits:
        if passing is None:
            return fit
        allowed = passing[self._entry[fit.designations]]
        return _Fits(
            fit.designations[allowed],
            fit.words[allowed],
            fit.costs[allowed],
            fit.channel,
        )

    def _beginning(self, fit: _Fits, at: int) -> Beginning:
        number = fit.designations[at]
        return Beginning(
            entry=int(self._entry[number]),
            designation=int(self._place[number]),
            word=int(fit.words[at]),
            channel=fit.channel,
        )


def _beginning(typed: str) -> str:
    """Fold what was typed; a space or hyphen at its end closes its last word."""
    folded = fold(typed)
    is_closed = " " in fold(f"x{typed[-1:]}x")
    return folded + " " if folded and is_closed else folded


def _replaced(text: str) -> Iterator[str]:
    """Every text in which one letter is another, or two have changed places."""
    for at, letter in enumerate(text):
        before, after = text[:at], text[at + 1 :]
        yield before + after[:1] + letter + after[1:]
        for other in _LETTERS:
            yield before + other + after


def _missed(text: str) -> Iterator[str]:
    """Every text with one letter more or less."""
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
        for other in _LETTERS:
            yield text[:at] + other + text[at:]


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


def _cheapest(costs: _Costs, count: int) -> list[int]:
    """The places of the lowest costs, lowest first, equals in their order."""
    if len(costs) <= count:
        chosen = np.arange(len(costs))
    else:
        chosen = np.sort(np.argpartition(costs, count)[:count])
    places: list[int] = chosen[np.argsort(costs[chosen], kind="stable")].tolist()
    return places
