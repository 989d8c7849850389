"""Rank fusion: join what several lookups found into one list of scored entries."""

from collections.abc import Sequence

import numpy as np

from index.channels.fuzzy import FuzzyMatch
from index.search.query_correction import Correction
from index.search.scoring import (
    CHANNELS,
    EXACT,
    MAX_PARTIAL_SCORE,
    MEANING,
    Scored,
    noisy_or,
)

_SIMILARITY_EXPONENT = 8  # a name half as similar as the best counts 1/256 of it


def merge_max(one: Scored, other: Scored) -> Scored:
    """Merge two lists by entry number; each entry keeps the better of its scores."""
    entries = np.concatenate([one.entries, other.entries])
    scores = np.concatenate([one.scores, other.scores])
    channels = np.concatenate([one.channels, other.channels])
    order = np.argsort(-scores, kind="stable")
    unique, firsts = np.unique(entries[order], return_index=True)
    best = order[firsts]
    return Scored(unique, scores[best], channels[best])


def fuse_fuzzy(found: Scored, names: Sequence[FuzzyMatch], weight: float) -> Scored:
    """Fuse similar names, best first, into the scored entries (noisy-or).

    `weight` is the share of the query that can be a misspelling: what the glossary
    does not know. Exact matches keep their scores.
    """
    if not names:
        return found
    owners = np.asarray([name.owner for name in names], np.intp)
    weights = np.asarray([_name_score(name, names[0]) for name in names], np.float32)
    by = np.asarray([CHANNELS.index(name.channel) for name in names], np.int8)
    both = merge_max(found, Scored(owners, np.zeros(len(names), np.float32), by))
    places = np.searchsorted(both.entries, owners)
    fuzzy = np.zeros(len(both.entries), np.float32)
    fuzzy[places] = weights * weight
    channels = both.channels.copy()
    higher = fuzzy[places] > both.scores[places]
    channels[places[higher]] = by[higher]
    scores = np.minimum(noisy_or(both.scores, fuzzy), np.float32(MAX_PARTIAL_SCORE))
    exact = both.channels == EXACT
    return Scored(both.entries, np.where(exact, both.scores, scores), channels)


def discount_corrected(found: Scored, correction: Correction) -> Scored:
    """Scale what a corrected query found by the confidence of the correction."""
    by = np.int8(CHANNELS.index(correction.channel))
    channels = np.where(found.channels == MEANING, found.channels, by)
    scores = found.scores * np.float32(MAX_PARTIAL_SCORE * correction.confidence)
    return Scored(found.entries, scores, channels)


def _name_score(name: FuzzyMatch, best: FuzzyMatch) -> float:
    relative = (name.similarity / best.similarity) ** _SIMILARITY_EXPONENT
    return MAX_PARTIAL_SCORE * name.confidence * relative
