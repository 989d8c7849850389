"""Finds designations by the beginning of any of their words, forgiving wrong ones."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index import sounds
from index.folding import fold
from index.search import Channel

Costs = NDArray[np.float32]
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


class Source(StrEnum):
    """In what a beginning is looked up."""

    SPELLED = "spelled"
    RESPELLED = "respelled"
    HEARD = "heard"


class Begun(NamedTuple):
    """Designations that begin so from a word on: one in each place of each column."""

    entries: NDArray[np.int32]
    places: NDArray[np.int32]
    words: NDArray[np.int32]
    lengths: Costs
    standings: Costs

    def some(self, which: NDArray[np.bool_]) -> "Begun":
        """Only those for which it is true."""
        return Begun(
            self.entries[which],
            self.places[which],
            self.words[which],
            self.lengths[which],
            self.standings[which],
        )


class Look(NamedTuple):
    """One way to look something up: for every probe at most so many are wanted."""

    by: Source
    probes: Sequence[str]
    channel: Channel
    mistake: float = 0.0

    @property
    def most(self) -> int | None:
        """How many are wanted for each probe; of a single one all are."""
        return _MANY if len(self.probes) > 1 else None


class Beginners(Protocol):
    """All that can be completed, wherever it is kept."""

    def begun(self, looks: Sequence[Look]) -> list[Begun]:
        """What begins like any of the probes of each look."""


class _Fits(NamedTuple):
    """What fits in one way, and what each costs."""

    begun: Begun
    costs: Costs
    channel: Channel


class Completions:
    """Finds designations by their beginnings, by letters and by sounds."""

    def __init__(self, among: Beginners) -> None:
        self._among = among

    def find(self, typed: str, limit: int, passing: _Passing = None) -> list[Beginning]:
        """The entries whose designations begin like this, best first.

        What begins exactly so comes first, then what is respelled so. If that is
        little, then what one wrong letter or another spelling of the same sounds makes
        of it; and if all that is nothing, what sounds a little different.
        """
        text = _beginning(typed)
        ways = (
            (_exactly, limit),
            (_as_respelled, limit),
            (_nearly, min(limit, _LITTLE)),
            (_remotely, 1),
        )
        found: dict[int, Beginning] = {}
        for way, enough in ways:
            if text and len(found) < enough:
                fits = self._fits(way(text), text)
                for one in _best(fits, limit, passing):
                    found.setdefault(one.entry, one)
        return list(found.values())[:limit]

    def _fits(self, looks: Sequence[Look], text: str) -> list[_Fits]:
        """Look up what begins so, and weigh it.

        Headwords and abbreviations come before variants, first words before later ones,
        then the shortest designation comes first. What is typed out comes before all;
        what is nearly typed out stands back: it would save hardly a keystroke, and who
        wanted it has nearly got it.
        """
        typed = len(text.strip())
        return [
            _Fits(begun, _costs(begun, typed) + np.float32(look.mistake), look.channel)
            for look, begun in zip(looks, self._among.begun(looks), strict=True)
        ]


def _exactly(text: str) -> list[Look]:
    return [Look(Source.SPELLED, [text], Channel.WORDS)]


def _as_respelled(text: str) -> list[Look]:
    return [Look(Source.RESPELLED, [text.replace(" ", "")], Channel.SOUND)]


def _nearly(text: str) -> list[Look]:
    code = sounds.code(text)
    heard = [code] if len(code) >= _FORGIVE_SOUNDS else []
    forgiving = len(text) >= _FORGIVE_LETTERS
    replaced = list(_replaced(text)) if forgiving else []
    missed = list(_missed(text)) if forgiving else []
    spelling = Channel.SPELLING
    return [
        Look(Source.SPELLED, replaced, spelling),
        Look(Source.SPELLED, missed, spelling, _LETTER_MISSED),
        Look(Source.HEARD, heard, Channel.SOUND, _BY_EAR),
    ]


def _remotely(text: str) -> list[Look]:
    code = sounds.code(text)
    probes = sounds.neighbours(code) if len(code) >= _FORGIVE_FAR_SOUNDS else ()
    return [Look(Source.HEARD, sorted(probes), Channel.SOUND)]


def _best(fits: Sequence[_Fits], limit: int, passing: _Passing) -> list[Beginning]:
    """The cheapest of all that fits, enough for `limit` entries."""
    best = [
        (float(fit.costs[at]), _beginning_at(fit, at))
        for fit in (_allowed(fit, passing) for fit in fits)
        for at in _cheapest(fit.costs, limit * _PER_ENTRY)
    ]
    return [one for _, one in sorted(best, key=itemgetter(0))]


def standing(kind: str) -> float:
    """What a kind of designation costs."""
    return _STANDING.get(kind, 0.0)


def _costs(begun: Begun, typed: int) -> Costs:
    lengths, first = begun.lengths, begun.words == 0
    whole = (lengths == typed) & first
    nearly = (typed > _NEARLY * lengths) & (lengths > typed)
    costs = begun.standings + lengths
    costs += _NEARLY_TYPED * nearly + _LATER_WORD * ~first + _WHOLE * whole
    return np.asarray(costs, np.float32)


def _allowed(fit: _Fits, passing: _Passing) -> _Fits:
    if passing is None:
        return fit
    allowed = passing[fit.begun.entries]
    return _Fits(fit.begun.some(allowed), fit.costs[allowed], fit.channel)


def _beginning_at(fit: _Fits, at: int) -> Beginning:
    return Beginning(
        entry=int(fit.begun.entries[at]),
        designation=int(fit.begun.places[at]),
        word=int(fit.begun.words[at]),
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


def _cheapest(costs: Costs, count: int) -> list[int]:
    """The places of the lowest costs, lowest first, equals in their order."""
    if len(costs) <= count:
        chosen = np.arange(len(costs))
    else:
        chosen = np.sort(np.argpartition(costs, count)[:count])
    places: list[int] = chosen[np.argsort(costs[chosen], kind="stable")].tolist()
    return places
