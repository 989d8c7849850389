"""Completer: entries with a word that starts like the text typed, despite typos."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis import phonetics
from index.analysis.folding import fold
from index.autocomplete.edits import Edit
from index.model.query import Channel

Costs = NDArray[np.float32]
_FilterMask = NDArray[np.bool_] | None
_MIN_EDIT_LETTERS = 4  # a shorter text is one edit away from too many words
_MIN_CODE = 2  # characters of a phonetic code: one consonant, or two vowels
_MIN_EDIT_CODE = 6
_FEW = 3  # a text with a typo is rarely right for so many entries by chance
MAX_PER_EDIT = 50  # keys compared at most for each edited text
MAX_COMPLETIONS = 20  # largest limit
MAX_PER_ENTRY = 8  # an entry may match by so many of its words and designations
# Costs are counted in letters: of two matches, the shorter designation is likelier.
_LATER_WORD_COST = 1000.0  # a match within a designation comes after those at its start
_KIND_COSTS = {
    "variants": 2000.0,
    "hidden_forms": 4000.0,
    "derived_names": 3000.0,
}  # after all headwords
_NEARLY_COMPLETE_COST = 500.0
_NEARLY_COMPLETE = 0.75  # of a designation: then typing on is as quick as choosing
_COMPLETE_COST = -10_000.0  # a complete designation comes before all longer ones
_INDEL_COST = 5.0  # a substitution is the commonest typo
_PHONETIC_COST = 100.0  # one wrong letter is likelier than a word written by ear


class Completion(NamedTuple):
    """One suggestion: the entry, and which word of which designation matched."""

    entry: int
    designation: int
    word: int
    channel: Channel


class LookupColumn(StrEnum):
    """Kind of key that a prefix is looked up in."""

    SPELLED = "spelled"
    RESPELLED = "respelled"
    PHONETIC = "heard"


class PrefixHits(NamedTuple):
    """Designations with a word at which the prefix matches, as parallel columns."""

    entries: NDArray[np.int32]
    designations: NDArray[np.int32]
    words: NDArray[np.int32]
    lengths: Costs  # of the folded designation, in letters
    kind_costs: Costs

    def select(self, mask: NDArray[np.bool_]) -> "PrefixHits":
        """Return the hits for which the mask is true."""
        return PrefixHits(
            self.entries[mask],
            self.designations[mask],
            self.words[mask],
            self.lengths[mask],
            self.kind_costs[mask],
        )


class PrefixLookup(NamedTuple):
    """One lookup of a text in a column, and the channel and extra cost of its hits.

    Substitutions and indels are looked up in `SPELLED` only, phonetic edits in
    `PHONETIC` only.
    """

    column: LookupColumn
    text: str
    channel: Channel
    edit: Edit = Edit.NONE
    cost: float = 0.0


class PrefixIndex(Protocol):
    """Index of all words of all designations by prefix."""

    def lookup(self, lookups: Sequence[PrefixLookup]) -> list[PrefixHits]:
        """Return the hits of each lookup."""


class Precomputed(Protocol):
    """Completions known before anything is looked up."""

    def find(self, text: str, limit: int) -> list[Completion] | None:
        """Return the completions of a folded prefix, or `None` if not precomputed."""


class _Candidates(NamedTuple):
    """Hits of one lookup, with their costs and channel."""

    hits: PrefixHits
    costs: Costs
    channel: Channel

    def select(self, mask: _FilterMask) -> "_Candidates":
        if mask is None:
            return self
        allowed = mask[self.hits.entries]
        return _Candidates(self.hits.select(allowed), self.costs[allowed], self.channel)

    def cheapest(
        self, limit: int
    ) -> Iterator[tuple[float, tuple[int, int, int, Channel]]]:
        """Yield costs and completions, enough for `limit` entries."""
        rows = cheapest(self.costs, limit * MAX_PER_ENTRY)
        columns = (self.hits.entries, self.hits.designations, self.hits.words)
        values = (column[rows].tolist() for column in columns)
        completions = zip(*values, repeat(self.channel))
        return zip(self.costs[rows].tolist(), completions, strict=True)


class Completer:
    """Search for completions: by letters, by sound, and with one edit."""

    def __init__(
        self, index: PrefixIndex, precomputed: Precomputed | None = None
    ) -> None:
        self._index = index
        self._precomputed = precomputed

    def find(
        self, typed: str, limit: int, mask: _FilterMask = None
    ) -> list[Completion]:
        """Return the best completion of each matching entry, best first.

        Exact prefixes come first, then respellings. If those are too few, prefixes with
        one edit and with the same sound follow; if there is nothing at all, prefixes
        with a similar sound.
        """
        text = _fold_prefix(typed)
        if not text:
            return []
        if self._precomputed and mask is None:
            completions = self._precomputed.find(text, limit)
            if completions is not None:
                return completions
        return self._search(text, limit, mask)

    def find_prefix(
        self, typed: str, limit: int, mask: _FilterMask = None
    ) -> list[Completion]:
        """Return the entries with a shown word that starts exactly as typed."""
        text, completions = _fold_prefix(typed), dict[int, Completion]()
        if text:
            shown = map(_shown, self._candidates(_exact_lookups(text), text))
            _add(completions, [*shown], limit, mask)
        return list(completions.values())

    def _search(self, text: str, limit: int, mask: _FilterMask) -> list[Completion]:
        stages = (
            (_exact_lookups, limit),
            (_respelled_lookups, limit),
            (_one_edit_lookups, min(limit, _FEW)),
            (_similar_sound_lookups, 1),
        )
        completions: dict[int, Completion] = {}
        for lookups, enough in stages:
            if len(completions) < enough:
                _add(completions, self._candidates(lookups(text), text), limit, mask)
        return list(completions.values())

    def _candidates(
        self, lookups: Sequence[PrefixLookup], text: str
    ) -> list[_Candidates]:
        return [
            _Candidates(
                hits,
                completion_costs(hits, text) + np.float32(lookup.cost),
                lookup.channel,
            )
            for lookup, hits in zip(lookups, self._index.lookup(lookups), strict=True)
            if len(hits.entries)
        ]


def _shown(all_hits: _Candidates) -> _Candidates:
    hits, costs, channel = all_hits
    mask = hits.kind_costs < kind_cost("hidden_forms")
    return _Candidates(hits.select(mask), costs[mask], channel)


def _exact_lookups(text: str) -> list[PrefixLookup]:
    return [PrefixLookup(LookupColumn.SPELLED, text, Channel.WORDS)]


def _respelled_lookups(text: str) -> list[PrefixLookup]:
    letters = text.replace(" ", "")
    return [PrefixLookup(LookupColumn.RESPELLED, letters, Channel.SOUND)]


def _one_edit_lookups(text: str) -> list[PrefixLookup]:
    code = phonetics.phonetic_code(text)
    lookups = []
    if len(text) >= _MIN_EDIT_LETTERS:
        look_up = partial(PrefixLookup, LookupColumn.SPELLED, text, Channel.SPELLING)
        lookups.append(look_up(Edit.SUBSTITUTION))
        lookups.append(look_up(Edit.INDEL, _INDEL_COST))
    if len(code) >= _MIN_CODE:
        column, channel = LookupColumn.PHONETIC, Channel.SOUND
        lookups.append(PrefixLookup(column, code, channel, cost=_PHONETIC_COST))
    return lookups


def _similar_sound_lookups(text: str) -> list[PrefixLookup]:
    code = phonetics.phonetic_code(text)
    if len(code) < _MIN_EDIT_CODE:
        return []
    column, edit = LookupColumn.PHONETIC, Edit.PHONETIC
    return [PrefixLookup(column, code, Channel.SOUND, edit)]


def _add(
    completions: dict[int, Completion],
    candidates: Sequence[_Candidates],
    limit: int,
    mask: _FilterMask,
) -> None:
    """Add the cheapest completions until there are `limit` entries."""
    priced = [each for c in candidates for each in c.select(mask).cheapest(limit)]
    for _, completion in sorted(priced, key=itemgetter(0)):
        completions.setdefault(completion[0], Completion(*completion))
        if len(completions) == limit:
            return


def kind_cost(kind: str) -> float:
    """Return the cost of a kind of designation."""
    return _KIND_COSTS.get(kind, 0.0)


def completion_costs(hits: PrefixHits, text: str) -> Costs:
    """Return the cost of each hit of a prefix.

    Headwords and abbreviations come before variants, first words before later ones,
    then the shortest designation comes first. A complete designation comes before all.
    A nearly complete one comes later: it would hardly save a keystroke.
    """
    typed, lengths = len(text.strip()), hits.lengths
    is_later = hits.words != 0
    costs = hits.kind_costs + lengths
    costs[is_later] += _LATER_WORD_COST
    is_nearly_complete = (typed > _NEARLY_COMPLETE * lengths) & (lengths > typed)
    costs[is_nearly_complete] += _NEARLY_COMPLETE_COST
    costs[(lengths == typed) & ~is_later] += _COMPLETE_COST
    return costs


def cheapest(costs: Costs, count: int) -> NDArray[np.intp]:
    """Return the rows of the lowest costs, lowest first, equals in their order."""
    if len(costs) <= count:
        return costs.argsort(kind="stable")
    chosen = costs.argpartition(count)[:count]
    chosen.sort()
    return chosen[costs[chosen].argsort(kind="stable")]


def _fold_prefix(typed: str) -> str:
    """Fold the text typed; a space at its end completes its last word."""
    folded = fold(typed)
    return folded + " " if folded and typed[-1:].isspace() else folded
