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
from index.autocomplete.edits import Indels, PhoneticEdits, Substitutions
from index.model.query import Channel

Costs = NDArray[np.float32]
_Passing = NDArray[np.bool_] | None
_FORGIVE_LETTERS = 4  # in shorter beginnings one wrong letter fits everything
_FORGIVE_SOUNDS = 2  # of a code, in characters: one consonant, or two vowels
_FORGIVE_FAR_SOUNDS = 6
_LITTLE = 3  # a wrong beginning rarely happens to be right for so many entries
MAX_PER_EDIT = 50  # keys weighed at most for one of many probes
MAX_COMPLETIONS = 20  # entries that can be asked for
MAX_PER_ENTRY = 8  # an entry may fit by so many of its words and designations
# Costs are counted in letters: of two that fit the shorter is the likelier.
_LATER_WORD = 1000.0  # a match inside a designation comes after those at its beginning
_STANDING = {"variants": 2000.0, "hidden_forms": 4000.0}  # after all headwords
_NEARLY_TYPED = 500.0
_NEARLY = 0.75  # of a designation: then typing on is as quick as choosing
_WHOLE = -10_000.0  # what is typed out stands before all that goes on
_LETTER_MISSED = 5.0  # or one too many; a wrong one is the commonest mistake
_BY_EAR = 100.0  # one wrong letter is likelier than a word written by ear


class Completion(NamedTuple):
    """One suggestion: the entry, its designation, the word that begins so, and why."""

    entry: int
    designation: int
    word: int
    channel: Channel


class LookupColumn(StrEnum):
    """In what a beginning is looked up."""

    SPELLED = "spelled"
    RESPELLED = "respelled"
    HEARD = "heard"


class PrefixHits(NamedTuple):
    """Designations that begin so from a word on: one in each place of each column."""

    entries: NDArray[np.int32]
    places: NDArray[np.int32]
    words: NDArray[np.int32]
    lengths: Costs
    kind_costs: Costs

    def some(self, which: NDArray[np.bool_]) -> "PrefixHits":
        """Only those for which it is true."""
        return PrefixHits(
            self.entries[which],
            self.places[which],
            self.words[which],
            self.lengths[which],
            self.kind_costs[which],
        )


class PrefixLookup(NamedTuple):
    """One way to look something up: for every probe at most so many are wanted."""

    by: LookupColumn
    probes: Sequence[str]
    channel: Channel
    mistake: float = 0.0

    @property
    def most(self) -> int | None:
        """How many are wanted for each probe; of a single one all are."""
        return MAX_PER_EDIT if len(self.probes) > 1 else None


class PrefixIndex(Protocol):
    """All that can be completed, wherever it is kept."""

    def lookup(self, looks: Sequence[PrefixLookup]) -> list[PrefixHits]:
        """What begins like any of the probes of each look."""


class Precomputed(Protocol):
    """Answers that need not be found."""

    def first(self, text: str, limit: int) -> list[Completion] | None:
        """What completes a folded beginning without filters, if it is ready."""


class _Fits(NamedTuple):
    """What fits in one way, and what each costs."""

    lookup: PrefixHits
    costs: Costs
    channel: Channel


class Completer:
    """Finds designations by their beginnings, by letters and by sounds."""

    def __init__(self, among: PrefixIndex, ready: Precomputed | None = None) -> None:
        self._among = among
        self._ready = ready

    def find(self, typed: str, limit: int, mask: _Passing = None) -> list[Completion]:
        """The entries whose designations begin like this, best first.

        What begins exactly so comes first, then what is respelled so. If that is
        little, then what one wrong letter or another spelling of the same sounds makes
        of it; and if all that is nothing, what sounds a little different.
        """
        text = _beginning(typed)
        if not text:
            return []
        if self._ready and mask is None:
            ready = self._ready.first(text, limit)
            if ready is not None:
                return ready
        return self._found(text, limit, mask)

    def _found(self, text: str, limit: int, mask: _Passing) -> list[Completion]:
        ways = (
            (_exactly, limit),
            (_as_respelled, limit),
            (_nearly, min(limit, _LITTLE)),
            (_remotely, 1),
        )
        found: dict[int, Completion] = {}
        for way, enough in ways:
            if len(found) < enough:
                _add(found, self._fits(way(text), text), limit, mask)
        return list(found.values())

    def _fits(self, looks: Sequence[PrefixLookup], text: str) -> list[_Fits]:
        """Look up what begins so, and weigh it."""
        return [
            _Fits(
                lookup,
                completion_costs(lookup, text) + np.float32(look.mistake),
                look.channel,
            )
            for look, lookup in zip(looks, self._among.lookup(looks), strict=True)
            if len(lookup.entries)
        ]


def _exactly(text: str) -> list[PrefixLookup]:
    return [PrefixLookup(LookupColumn.SPELLED, [text], Channel.WORDS)]


def _as_respelled(text: str) -> list[PrefixLookup]:
    return [
        PrefixLookup(LookupColumn.RESPELLED, [text.replace(" ", "")], Channel.SOUND)
    ]


def _nearly(text: str) -> list[PrefixLookup]:
    code = sounds.phonetic_code(text)
    looks = []
    if len(text) >= _FORGIVE_LETTERS:
        spelled, spelling = LookupColumn.SPELLED, Channel.SPELLING
        looks.append(PrefixLookup(spelled, Substitutions(text), spelling))
        looks.append(PrefixLookup(spelled, Indels(text), spelling, _LETTER_MISSED))
    if len(code) >= _FORGIVE_SOUNDS:
        looks.append(PrefixLookup(LookupColumn.HEARD, [code], Channel.SOUND, _BY_EAR))
    return looks


def _remotely(text: str) -> list[PrefixLookup]:
    code = sounds.phonetic_code(text)
    is_long = len(code) >= _FORGIVE_FAR_SOUNDS
    return (
        [PrefixLookup(LookupColumn.HEARD, PhoneticEdits(code), Channel.SOUND)]
        if is_long
        else []
    )


def _add(
    found: dict[int, Completion], fits: Sequence[_Fits], limit: int, mask: _Passing
) -> None:
    """Add the cheapest of all that fits, until there are `limit` entries."""
    lines = [line for fit in fits for line in _lines(_allowed(fit, mask), limit)]
    for _, one in sorted(lines, key=itemgetter(0)):
        found.setdefault(one[0], Completion(*one))
        if len(found) == limit:
            return


def _lines(
    fit: _Fits, limit: int
) -> Iterator[tuple[float, tuple[int, int, int, Channel]]]:
    """The cheapest of what fits in one way, enough for `limit` entries."""
    places = cheapest(fit.costs, limit * MAX_PER_ENTRY)
    lookup = fit.lookup
    columns = (lookup.entries, lookup.places, lookup.words)
    listed = (column[places].tolist() for column in columns)
    return zip(
        fit.costs[places].tolist(), zip(*listed, repeat(fit.channel)), strict=True
    )


def kind_cost(kind: str) -> float:
    """What a kind of designation costs."""
    return _STANDING.get(kind, 0.0)


def completion_costs(lookup: PrefixHits, text: str) -> Costs:
    """What each costs that begins with the text.

    Headwords and abbreviations come before variants, first words before later ones,
    then the shortest designation comes first. What is typed out comes before all;
    what is nearly typed out stands back: it would save hardly a keystroke, and who
    wanted it has nearly got it.
    """
    typed, lengths = len(text.strip()), lookup.lengths
    later = lookup.words != 0
    costs = lookup.kind_costs + lengths
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


def _allowed(fit: _Fits, mask: _Passing) -> _Fits:
    if mask is None:
        return fit
    allowed = mask[fit.lookup.entries]
    return _Fits(fit.lookup.some(allowed), fit.costs[allowed], fit.channel)


def _beginning(typed: str) -> str:
    """Fold what was typed; a space or hyphen at its end closes its last word."""
    folded = fold(typed)
    is_closed = " " in fold(f"x{typed[-1:]}x")
    return folded + " " if folded and is_closed else folded
