"""Finds designations by the beginning of any of their words, forgiving wrong ones."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis import phonetics as sounds
from index.analysis.folding import fold
from index.autocomplete.edits import Missed, Replaced, SoundingNear
from index.model.query import Channel

Costs = NDArray[np.float32]
_Passing = NDArray[np.bool_] | None
_FORGIVE_LETTERS = 4  # in shorter beginnings one wrong letter fits everything
_FORGIVE_SOUNDS = 2  # of a code, in characters: one consonant, or two vowels
_FORGIVE_FAR_SOUNDS = 6
_LITTLE = 3  # a wrong beginning rarely happens to be right for so many entries
MOST_OF_EACH = 50  # keys weighed at most for one of many probes
MOST = 20  # entries that can be asked for
PER_ENTRY = 8  # an entry may fit by so many of its words and designations
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
        return MOST_OF_EACH if len(self.probes) > 1 else None


class Beginners(Protocol):
    """All that can be completed, wherever it is kept."""

    def begun(self, looks: Sequence[Look]) -> list[Begun]:
        """What begins like any of the probes of each look."""


class Ready(Protocol):
    """Answers that need not be found."""

    def first(self, text: str, limit: int) -> list[Beginning] | None:
        """What completes a folded beginning without filters, if it is ready."""


class _Fits(NamedTuple):
    """What fits in one way, and what each costs."""

    begun: Begun
    costs: Costs
    channel: Channel


class Completions:
    """Finds designations by their beginnings, by letters and by sounds."""

    def __init__(self, among: Beginners, ready: Ready | None = None) -> None:
        self._among = among
        self._ready = ready

    def find(self, typed: str, limit: int, passing: _Passing = None) -> list[Beginning]:
        """The entries whose designations begin like this, best first.

        What begins exactly so comes first, then what is respelled so. If that is
        little, then what one wrong letter or another spelling of the same sounds makes
        of it; and if all that is nothing, what sounds a little different.
        """
        text = _beginning(typed)
        if not text:
            return []
        if self._ready and passing is None:
            ready = self._ready.first(text, limit)
            if ready is not None:
                return ready
        return self._found(text, limit, passing)

    def _found(self, text: str, limit: int, passing: _Passing) -> list[Beginning]:
        ways = (
            (_exactly, limit),
            (_as_respelled, limit),
            (_nearly, min(limit, _LITTLE)),
            (_remotely, 1),
        )
        found: dict[int, Beginning] = {}
        for way, enough in ways:
            if len(found) < enough:
                _add(found, self._fits(way(text), text), limit, passing)
        return list(found.values())

    def _fits(self, looks: Sequence[Look], text: str) -> list[_Fits]:
        """Look up what begins so, and weigh it."""
        return [
            _Fits(begun, costs_of(begun, text) + np.float32(look.mistake), look.channel)
            for look, begun in zip(looks, self._among.begun(looks), strict=True)
            if len(begun.entries)
        ]


def _exactly(text: str) -> list[Look]:
    return [Look(Source.SPELLED, [text], Channel.WORDS)]


def _as_respelled(text: str) -> list[Look]:
    return [Look(Source.RESPELLED, [text.replace(" ", "")], Channel.SOUND)]


def _nearly(text: str) -> list[Look]:
    code = sounds.code(text)
    looks = []
    if len(text) >= _FORGIVE_LETTERS:
        spelled, spelling = Source.SPELLED, Channel.SPELLING
        looks.append(Look(spelled, Replaced(text), spelling))
        looks.append(Look(spelled, Missed(text), spelling, _LETTER_MISSED))
    if len(code) >= _FORGIVE_SOUNDS:
        looks.append(Look(Source.HEARD, [code], Channel.SOUND, _BY_EAR))
    return looks


def _remotely(text: str) -> list[Look]:
    code = sounds.code(text)
    is_long = len(code) >= _FORGIVE_FAR_SOUNDS
    return [Look(Source.HEARD, SoundingNear(code), Channel.SOUND)] if is_long else []


def _add(
    found: dict[int, Beginning], fits: Sequence[_Fits], limit: int, passing: _Passing
) -> None:
    """Add the cheapest of all that fits, until there are `limit` entries."""
    lines = [line for fit in fits for line in _lines(_allowed(fit, passing), limit)]
    for _, one in sorted(lines, key=itemgetter(0)):
        found.setdefault(one[0], Beginning(*one))
        if len(found) == limit:
            return


def _lines(
    fit: _Fits, limit: int
) -> Iterator[tuple[float, tuple[int, int, int, Channel]]]:
    """The cheapest of what fits in one way, enough for `limit` entries."""
    places = cheapest(fit.costs, limit * PER_ENTRY)
    begun = fit.begun
    columns = (begun.entries, begun.places, begun.words)
    listed = (column[places].tolist() for column in columns)
    return zip(
        fit.costs[places].tolist(), zip(*listed, repeat(fit.channel)), strict=True
    )


def standing(kind: str) -> float:
    """What a kind of designation costs."""
    return _STANDING.get(kind, 0.0)


def costs_of(begun: Begun, text: str) -> Costs:
    """What each costs that begins with the text.

    Headwords and abbreviations come before variants, first words before later ones,
    then the shortest designation comes first. What is typed out comes before all;
    what is nearly typed out stands back: it would save hardly a keystroke, and who
    wanted it has nearly got it.
    """
    typed, lengths = len(text.strip()), begun.lengths
    later = begun.words != 0
    costs = begun.standings + lengths
    costs[later] += _LATER_WORD
    costs[(typed > _NEARLY * lengths) & (lengths > typed)] += _NEARLY_TYPED
    costs[(lengths == typed) & ~later] += _WHOLE
    return costs


def cheapest(costs: Costs, count: int) -> NDArray[np.intp]:
    """The places of the lowest costs, lowest first, equals in their order."""
    if len(costs) <= count:
        return costs.argsort(kind="stable")
    chosen = costs.argpartition(count)[:count]
    chosen.sort()
    return chosen[costs[chosen].argsort(kind="stable")]


def _allowed(fit: _Fits, passing: _Passing) -> _Fits:
    if passing is None:
        return fit
    allowed = passing[fit.begun.entries]
    return _Fits(fit.begun.some(allowed), fit.costs[allowed], fit.channel)


def _beginning(typed: str) -> str:
    """Fold what was typed; a space or hyphen at its end closes its last word."""
    folded = fold(typed)
    is_closed = " " in fold(f"x{typed[-1:]}x")
    return folded + " " if folded and is_closed else folded
