"""The order of an answer: best first, one concept once, one page of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.channels.base import Numbers
from index.model.query import Channel
from index.model.results import SortKeys
from index.search.scoring import CHANNELS, EXACT, Scored


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """An entry's number, score and channel, and the numbers of those folded into it."""

    number: int
    score: float
    channel: Channel
    folded: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """One page of entries, best first, and how many there are in all."""

    total: int
    page: tuple[RankedEntry, ...]


def rank(found: Scored, by: SortKeys, wanted: slice) -> Ranking:
    """The wanted stretch of what was found, best first, ties in alphabetical order.

    Entries with one and the same definition are folded into the best, and counted once.
    """
    found = _demote_duplicates(found, by)
    order = np.lexsort((by.alphabetical[found.entries], -found.scores))
    groups = by.definition_group[found.entries[order]]
    _, firsts = np.unique(groups, return_index=True)
    best = np.sort(firsts)
    page = (
        RankedEntry(
            number=int(found.entries[order[at]]),
            score=float(found.scores[order[at]]),
            channel=CHANNELS[found.channels[order[at]]],
            folded=_collapse(found.entries[order], groups, at),
        )
        for at in best[wanted].tolist()
    )
    return Ranking(len(best), tuple(page))


def _demote_duplicates(found: Scored, by: SortKeys) -> Scored:
    """Let further names of a concept stand behind every other concept.

    Only what is folded anyhow, or is a designation itself, stays beside the best.
    """
    order = np.argsort(-found.scores, kind="stable")
    concepts = by.concept_group[found.entries[order]]
    _, firsts, places = np.unique(concepts, return_index=True, return_inverse=True)
    leading = by.definition_group[found.entries[order[firsts]]][places]
    again = leading != by.definition_group[found.entries[order]]
    exact = found.channels == EXACT
    scores = found.scores.copy()
    behind = order[again & ~exact[order]]
    scores[behind] *= found.scores.min(initial=1.0)
    return Scored(found.entries, scores, found.channels)


def _collapse(entries: Numbers, groups: NDArray[np.int32], at: int) -> tuple[int, ...]:
    group = entries[groups == groups[at]].tolist()
    return tuple(number for number in group if number != entries[at])
