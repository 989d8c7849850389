"""The order of an answer, over entry numbers and scores, whatever found them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.entry import KINDS

# One scale from 0 to 1. An exact designation is always above a headword that holds all
# the words, and that is always above the rest; inside a band BM25F decides.
EXACT_BAND = 0.9
EXACT_STEP = (
    0.02  # what an abbreviation, a variant, a hidden form rank below a headword
)
HEADWORD_BAND = 0.6


@dataclass(frozen=True, slots=True)
class WordScores:
    """By entry number, what the words of a question say.

    `share` is BM25F as a share (0 to 1) of what the question could reach at most;
    `in_headword` tells whether the headword holds all the words.
    """

    share: NDArray[np.float32]
    in_headword: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """An entry's number and score, and the numbers of those folded into it."""

    number: int
    score: float
    folded: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """One page of entries, best first, and how many there are in all."""

    total: int
    page: tuple[RankedEntry, ...]


def combined(words: WordScores, exact: Mapping[int, int]) -> NDArray[np.float32]:
    """By entry number one score from 0 (not found) to 1; `exact` gives kinds."""
    room = np.where(
        words.in_headword, 1 - HEADWORD_BAND - (1 - EXACT_BAND), HEADWORD_BAND
    )
    floor = np.where(words.in_headword, HEADWORD_BAND, 0.0)
    scores = np.where(words.share > 0, floor + room * words.share, 0.0)
    within = (1 - EXACT_BAND) - EXACT_STEP * len(KINDS)
    for entry, kind in exact.items():
        step = EXACT_STEP * (len(KINDS) - kind)
        scores[entry] = EXACT_BAND + step + within * float(words.share[entry])
    return scores.astype(np.float32)


def ranked(
    scores: NDArray[np.float32],
    *,
    passing: NDArray[np.bool_] | None,
    place: NDArray[np.int32],
    same: NDArray[np.int32],
    wanted: slice,
) -> Ranking:
    """The wanted entries of those with a score, ties by alphabetical `place`.

    Entries with one and the same definition (`same` gives the number of the first of
    them) are folded into the best, and counted once.
    """
    found = np.flatnonzero(scores if passing is None else scores * passing)
    order = found[np.lexsort((place[found], -scores[found]))]
    _, firsts = np.unique(same[order], return_index=True)
    best = order[np.sort(firsts)]
    page = (
        RankedEntry(number, float(scores[number]), _folded(number, order, same))
        for number in best[wanted].tolist()
    )
    return Ranking(len(best), tuple(page))


def _folded(
    number: int, order: NDArray[np.intp], same: NDArray[np.int32]
) -> tuple[int, ...]:
    group = order[same[order] == same[number]]
    return tuple(each for each in group.tolist() if each != number)
