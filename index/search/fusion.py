"""Rank fusion: join what several lookups found into one list of scored entries."""

from collections.abc import Sequence

import numpy as np

from index.autocomplete.completer import Completion
from index.channels.base import Floats
from index.channels.fuzzy import FuzzyMatch
from index.search.query_correction import Correction
from index.search.scoring import (
    CHANNELS,
    EXACT,
    MAX_PARTIAL_SCORE,
    MEANING,
    MIN_COVERAGE,
    WORDS,
    Features,
    Scored,
    noisy_or,
)

_COMPLETION_SCORE = 0.8  # below whole words, above corrections
_COMPLETION_DECAY = 0.99  # from one completion to the next
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


def fuse_fuzzy(scored: Scored, names: Sequence[FuzzyMatch], weight: float) -> Scored:
    """Fuse similar names, best first, into the scored entries (noisy-or).

    `weight` is the share of the query that can be a misspelling: what the glossary
    does not know. Exact matches keep their scores.
    """
    if not names:
        return scored
    owners = np.asarray([name.owner for name in names], np.intp)
    weights = np.asarray([_name_score(name, names[0]) for name in names], np.float32)
    channel_numbers = np.asarray(
        [CHANNELS.index(name.channel) for name in names], np.int8
    )
    merged = merge_max(
        scored, Scored(owners, np.zeros(len(names), np.float32), channel_numbers)
    )
    rows = np.searchsorted(merged.entries, owners)
    fuzzy = np.zeros(len(merged.entries), np.float32)
    fuzzy[rows] = weights * weight
    channels = merged.channels.copy()
    higher = fuzzy[rows] > merged.scores[rows]
    channels[rows[higher]] = channel_numbers[higher]
    scores = np.minimum(noisy_or(merged.scores, fuzzy), np.float32(MAX_PARTIAL_SCORE))
    exact = merged.channels == EXACT
    return Scored(merged.entries, np.where(exact, merged.scores, scores), channels)


def add_completions(scored: Scored, completions: Sequence[Completion]) -> Scored:
    """Add entries with a name that begins with the query, in their order."""
    if not completions:
        return scored
    entries = np.asarray([each.entry for each in completions], np.intp)
    scores = _COMPLETION_SCORE * _COMPLETION_DECAY ** np.arange(len(entries))
    channels = np.full(len(entries), WORDS, np.int8)
    return merge_max(scored, Scored(entries, scores.astype(np.float32), channels))


def discount_corrected(scored: Scored, correction: Correction) -> Scored:
    """Scale what a corrected query found by the confidence of the correction."""
    channel = np.int8(CHANNELS.index(correction.channel))
    channels = np.where(scored.channels == MEANING, scored.channels, channel)
    scores = scored.scores * np.float32(MAX_PARTIAL_SCORE * correction.confidence)
    return Scored(scored.entries, scores, channels)


def _name_score(name: FuzzyMatch, best: FuzzyMatch) -> float:
    relative = (name.similarity / best.similarity) ** _SIMILARITY_EXPONENT
    return MAX_PARTIAL_SCORE * name.confidence * relative


def append_lexical_tail(
    scored: Scored, features: Features, coverage: Floats, lexical: Floats
) -> Scored:
    """Append every other entry that covers the query, below all scores so far.

    Only some candidates are compared by their vectors; further pages show the rest by
    words. `coverage` and `lexical` are those of all entries of the glossary.
    """
    is_covered = coverage >= MIN_COVERAGE
    is_covered[features.entries] = False
    entries = np.flatnonzero(is_covered)
    if not len(entries) or not len(scored.entries):
        return scored
    shares = lexical[entries] / max(float(lexical[entries].max()), 1.0)
    scores = float(scored.scores.min()) * shares
    return Scored(
        np.concatenate([scored.entries, entries]),
        np.concatenate([scored.scores, scores.astype(np.float32)]),
        np.concatenate([scored.channels, np.full(len(entries), WORDS, np.int8)]),
    )
