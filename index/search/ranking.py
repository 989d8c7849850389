"""Ranking: sort by score, collapse duplicates, and cut out one page."""

from dataclasses import dataclass

import numpy as np

from index.model.query import Channel
from index.model.results import SortKeys
from index.search.scoring import CHANNELS, EXACT, Scored

MAX_COLLAPSED = 20


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """An entry with its score and channel, and the entries collapsed into it.

    `collapsed` has the best `MAX_COLLAPSED` of them, `collapsed_total` is their number.
    """

    number: int
    score: float
    channel: Channel
    collapsed: tuple[int, ...]
    collapsed_total: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """One page of entries, best first, and how many there are in all."""

    total: int
    page: tuple[RankedEntry, ...]


def rank(scored: Scored, keys: SortKeys, page: slice) -> Ranking:
    """Return a page of entries, best first, ties in alphabetical order.

    Entries with the very same definition are collapsed into the best, and counted once.
    """
    scored = _demote_duplicates(scored, keys)
    order = np.lexsort((keys.alphabetical[scored.entries], -scored.scores))
    entries = scored.entries[order]
    groups = keys.definition_group[entries]
    _, firsts = np.unique(groups, return_index=True)
    positions = np.sort(firsts)
    ranked = (
        RankedEntry(
            number=int(entries[at]),
            score=float(scored.scores[order[at]]),
            channel=CHANNELS[scored.channels[order[at]]],
            collapsed=tuple(entries[places[1 : MAX_COLLAPSED + 1]].tolist()),
            collapsed_total=len(places) - 1,
        )
        for at in positions[page].tolist()
        for places in [np.flatnonzero(groups == groups[at])]
    )
    return Ranking(len(positions), tuple(ranked))


def _demote_duplicates(scored: Scored, keys: SortKeys) -> Scored:
    """Rank further names of a concept after every other concept.

    Exact matches, and entries to be collapsed into the best one, keep their scores.
    """
    order = np.argsort(-scored.scores, kind="stable")
    entries = scored.entries[order]
    groups = keys.definition_group[entries]
    _, firsts, concepts = np.unique(
        keys.concept_group[entries], return_index=True, return_inverse=True
    )
    is_duplicate = groups != groups[firsts][concepts]
    is_exact = scored.channels[order] == EXACT
    scores = scored.scores.copy()
    scores[order[is_duplicate & ~is_exact]] *= scores.min(initial=1.0)
    return Scored(scored.entries, scores, scored.channels)
