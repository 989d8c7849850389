"""Caution: a guess must not frighten whoever asks a harmless question.

A guess is a result that no word of the query stands for, by spelling, sound, or
meaning, an offer, or a correction. One that has an alarming word ("Stroke") needs more
evidence than another, unless the query has such a word itself.
"""

from collections.abc import Callable

import numpy as np

from index.analysis.alarming_words import ALL_ALARMING_WORDS
from index.analysis.folding import fold
from index.channels.fuzzy import CONFIDENT
from index.model.query import Channel
from index.search.scoring import CHANNELS, Scored

_COMPARED = 10  # results on the first page, which are read anyway
# A guess with this score may come first, alarming or not. Of judged queries without an
# alarming word, NCI's guesses that had one came first above it in 5 (all right), below
# it in 8 (1 right).
_CERTAIN = 0.3
_DEMOTION = 0.6  # of the score of a less certain one; 0.25 loses a right first answer
_GUESSES = [
    CHANNELS.index(channel)
    for channel in (Channel.SPELLING, Channel.SOUND, Channel.MEANING)
]


def is_alarming(text: str) -> bool:
    """Return whether a text has an alarming word, in any language."""
    return not ALL_ALARMING_WORDS.isdisjoint(fold(text).split())


def may_offer(text: str, headword: str, confidence: float) -> bool:
    """Return whether a name may be offered: one that frightens only if it is likely."""
    frightens = is_alarming(headword) and not is_alarming(text)
    return confidence >= CONFIDENT or not frightens


def demote_alarming_guesses(
    scored: Scored, text: str, read_headword: Callable[[int], str]
) -> Scored:
    """Lower the scores of uncertain guesses that frighten, among the best results."""
    if is_alarming(text):
        return scored
    best = np.arange(len(scored.scores))
    if len(best) > _COMPARED:
        best = np.argpartition(-scored.scores, _COMPARED - 1)[:_COMPARED]
    is_guess = np.isin(scored.channels[best], _GUESSES)
    scores = scored.scores.copy()
    for row in best[is_guess & (scores[best] < _CERTAIN)].tolist():
        if is_alarming(read_headword(int(scored.entries[row]))):
            scores[row] *= _DEMOTION
    return Scored(scored.entries, scores, scored.channels)
