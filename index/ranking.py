"""The order of an answer, over entry numbers and scores, whatever found them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.entry import KINDS

# One scale from 0 to 1. An exact designation is always above a headword that holds all
# the words, and that is always above the rest; inside a band BM25F decides.
EXACT_BAND = 0.9
EXACT_STEP = 0.02  # what an abbreviation, a variant, a hidden form rank below a headword
HEADWORD_BAND = 0.6


@dataclass(frozen=True, slots=True)
class WordScores:
    """By entry number: BM25F as a share (0 to 1) of what the question could reach,
    and whether the headword holds all the words."""

    share: NDArray[np.float32]
    in_headword: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Entry numbers best first with their scores, and who was folded into whom."""

    entries: list[int]
    scores: list[float]
    folded: Mapping[int, list[int]]
    total: int


def combined(words: WordScores, exact: Mapping[int, int]) -> NDArray[np.float32]:
    """By entry number one score from 0 (not found) to 1; `exact` gives kinds."""
    room = np.where(words.in_headword, 1 - HEADWORD_BAND - (1 - EXACT_BAND), HEADWORD_BAND)
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
    place: NDArray[np.int32],
    same: NDArray[np.int32],
    wanted: slice,
) -> Ranked:
    """The page of entries with a score, ties by alphabetical `place`.

    Entries with one and the same definition (`same` gives the number of the first of
    them) are folded into the best, and counted once.
    """
    found = np.flatnonzero(scores)
    order = found[np.lexsort((place[found], -scores[found]))]
    _, firsts = np.unique(same[order], return_index=True)
    best = order[np.sort(firsts)]
    page = best[wanted]
    return Ranked(
        entries=page.tolist(),
        scores=scores[page].tolist(),
        folded={int(entry): _folded(entry, order, same) for entry in page},
        total=len(best),
    )


def _folded(entry: int, order: NDArray[np.intp], same: NDArray[np.int32]) -> list[int]:
    group = order[same[order] == same[entry]]
    return [number for number in group.tolist() if number != entry]
