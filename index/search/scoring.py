"""Scoring: one score in 0 to 1 from the features that all channels give an entry.

Words and vectors look at the same text, so their features are added up to one relevance
in 0 to 1, and a logistic curve turns it into the probability that the entry is the one
wanted. Evidence of another kind (initials, spelling and sound) is combined with it as
independent (noisy-or): an entry is wrong only if all evidence is, so that agreement
counts for more than any one feature, and nothing ever counts against an entry. A whole
designation scores above all of that. The constants were fitted on one half of the
judged queries and checked on the other; each lies on a broad plateau.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.channels.base import Floats, Numbers
from index.channels.exact import NameMatch
from index.model.query import Channel

# Whole designations: a headword before an abbreviation before a variant …
NAME_MATCH_SCORES: Mapping[NameMatch, float] = {
    NameMatch.HEADWORD: 0.99,
    NameMatch.ABBREVIATION: 0.985,
    NameMatch.VARIANT: 0.98,
    NameMatch.HIDDEN_FORM: 0.975,
    NameMatch.DERIVED: 0.973,
    NameMatch.ALSO_CALLED: 0.97,
    NameMatch.INFLECTED: 0.93,
    NameMatch.REORDERED: 0.90,
}
_RELEVANCE_WITHIN_NAME = 0.004  # added among entries that share a designation
MAX_PARTIAL_SCORE = 0.95  # below all whole designations but reordered ones
INITIALS_PROBABILITY = 0.25  # of entries whose initials are "IPF", one in four is meant
# Weights of the features in the relevance.
_COSINE = 1.0  # of query and entry as phrases
_MAXSIM = 0.4  # similarity of the query's words to the entry's
_LEXICAL = 0.15  # BM25F's share of the query
# A query of one word is no phrase: there, literal matches count more.
_COSINE_IF_SHORT = 0.5
_LEXICAL_IF_SHORT = 0.5
_NAME_MAXSIM = 0.2  # similarity of query and name, word by word
# A description does not name its subject: a name that is part of a long query is more
# likely the wrong answer ("excessive production of parathyroid hormone").
_NAME_MAXSIM_IF_LONG = -0.2
_FULL_COVERAGE = 0.1  # all words of a phrase
_LONG_FROM, _FULLY_LONG = 4, 8  # words; 95 % of headwords have up to 5
# The sentence encoder adds to the relevance what its cosine exceeds a limit by.
_SENTENCE, _SENTENCE_FROM = np.float32(0.5), np.float32(0.3)
# The nearest of some 10,000 entries had a cosine of at most 0.46 for 95 % of another
# glossary's queries, and of at least 0.46 for 95 % of lay queries of its own.
_SENTENCE_THRESHOLD, _SENTENCE_GROWTH = 0.2, 0.1  # 0.39 for 33 entries, 0.50 for 8,088
_SENTENCE_TAIL = 0.4
_MAX_RELEVANCE = _COSINE + _MAXSIM + _LEXICAL + _NAME_MAXSIM
# Logistic curves from relevance to probability: with vectors, and from words alone.
_SLOPE, _MIDDLE = 8.8, 0.83
_LEXICAL_SLOPE, _LEXICAL_MIDDLE = 5.5, 0.87
# No answer scores below a threshold. The best of many unrelated entries is nearer than
# that of a few: the maximum of n random values grows like the root of ln n. A long
# description shares less with any one entry.
_THRESHOLD, _THRESHOLD_GROWTH = 0.02, 0.177  # 0.35 for 33 entries, 0.55 for 8,088
_THRESHOLD_IF_LONG = 0.82  # of the threshold
# Where the glossary contains none of the words, only parts of unknown words match
# ("mortgage" shares one with "mortality").
_THRESHOLD_IF_UNKNOWN = 0.90
# From words alone: a short query shares a fifth of its information with a right answer,
# a long description shares less with any.
_LEXICAL_THRESHOLD, _LEXICAL_THRESHOLD_IF_LONG = 0.20, 0.08
MIN_COVERAGE = 0.8  # of the query's information; an entry that covers it is an answer
# Once there is an answer, further ones need half the threshold of thousands of entries,
# so that a small glossary does not add unrelated entries.
_TAIL, _LEXICAL_TAIL = 0.275, 0.5
_LITERAL = 0.25  # of the query's information: from here on the channel is words


@dataclass(frozen=True, slots=True)
class Features:
    """Features of the candidates of one query: an element of each array for each."""

    entries: Numbers
    lexical: Floats
    coverage: Floats
    cosine: Floats
    maxsim: Floats
    name_maxsim: Floats
    sentence: Floats  # cosine of the sentence encoder, 0 if it was not used
    name_match: NDArray[np.int8]  # a `NameMatch` or `NO_NAME_MATCH`
    known_share: float  # of the query's information, in words of the glossary
    word_count: int  # distinct words of the query
    entry_count: int  # entries of the glossary
    has_meaning: bool  # whether there are vectors


NO_NAME_MATCH = 99
CHANNELS = tuple(Channel)
EXACT, WORDS, MEANING = (
    CHANNELS.index(channel)
    for channel in (Channel.EXACT, Channel.WORDS, Channel.MEANING)
)


@dataclass(frozen=True, slots=True)
class Scored:
    """Distinct entries with their scores (0 to 1) and channels (in `CHANNELS`)."""

    entries: Numbers
    scores: Floats
    channels: NDArray[np.int8]


NO_RESULTS = Scored(np.zeros(0, np.intp), np.zeros(0, np.float32), np.zeros(0, np.int8))


def score(features: Features) -> Scored:
    """Score the candidates that reach the threshold; return none if no one does."""
    if not _is_answerable(features):
        return NO_RESULTS
    matches = features.name_match
    relevance = _relevance(features)
    probability = _probability(relevance, features)
    scores = np.asarray(MAX_PARTIAL_SCORE * probability, np.float32)
    by_initials = noisy_or(scores[matches == NameMatch.INITIALS], INITIALS_PROBABILITY)
    scores[matches == NameMatch.INITIALS] = MAX_PARTIAL_SCORE * by_initials
    for match, base in NAME_MATCH_SCORES.items():
        has_match = matches == match
        scores[has_match] = base + _RELEVANCE_WITHIN_NAME * relevance[has_match]
    is_near = _threshold_score(features) >= _tail_threshold(features)
    is_answer = (matches != NO_NAME_MATCH) | is_near | _is_covered(features)
    is_answer |= features.sentence >= _SENTENCE_TAIL
    rows = np.flatnonzero(is_answer)
    return Scored(features.entries[rows], scores[rows], _channels(features)[rows])


def noisy_or(one: Floats, other: float | Floats) -> Floats:
    """Combine two independent probabilities (a "noisy or")."""
    either: Floats = 1 - (1 - one) * (1 - np.asarray(other, np.float32))
    return either


def threshold_ratio(features: Features) -> Floats:
    """Return the threshold score of each candidate; from 1 on it is an answer."""
    return _threshold_score(features) / np.float32(_answer_threshold(features))


def _long_share(word_count: int) -> float:
    """Return how far a query of this length describes rather than names, 0 to 1."""
    share = (word_count - _LONG_FROM) / (_FULLY_LONG - _LONG_FROM)
    return min(max(share, 0.0), 1.0)


def _short_share(word_count: int) -> float:
    """Return how far a query is a word rather than a phrase: 1, then 0.5, then 0."""
    return max(0.0, 1 - (word_count - 1) / 2)


def _has_full_coverage(features: Features) -> NDArray[np.bool_]:
    """Tell which entries contain every word of a phrase of three or more."""
    is_full: NDArray[np.bool_] = (features.coverage > 0.999) & (features.word_count > 2)
    return is_full


def _relevance(features: Features) -> Floats:
    """Combine the features of words and vectors, 0 to 1."""
    if not features.has_meaning:
        return features.lexical
    long, short = _long_share(features.word_count), _short_share(features.word_count)
    name_maxsim = _NAME_MAXSIM + long * (_NAME_MAXSIM_IF_LONG - _NAME_MAXSIM)
    total = (
        (_COSINE - _COSINE_IF_SHORT * short) * features.cosine
        + _MAXSIM * features.maxsim
        + (_LEXICAL + _LEXICAL_IF_SHORT * short) * features.lexical
        + name_maxsim * features.name_maxsim
        + _FULL_COVERAGE * _has_full_coverage(features)
    )
    total = total / _MAX_RELEVANCE + _sentence_relevance(features)
    scaled: Floats = np.clip(total, 0, 1).astype(np.float32)
    return scaled


def _sentence_relevance(features: Features) -> Floats:
    """Return what a sentence encoder adds: nothing ever counts against an entry."""
    excess: Floats = np.maximum(features.sentence - _SENTENCE_FROM, 0)
    return _SENTENCE * excess


def _probability(relevance: Floats, features: Features) -> Floats:
    slope, middle = (
        (_SLOPE, _MIDDLE) if features.has_meaning else (_LEXICAL_SLOPE, _LEXICAL_MIDDLE)
    )
    curve: Floats = 1 / (1 + np.exp(-slope * (relevance - middle)))
    return curve


def _threshold_score(features: Features) -> Floats:
    """Return how near entries are as phrases, in their names and literally.

    The measure is absolute, so that a threshold holds for any number of entries.
    """
    if not features.has_meaning:
        return features.lexical
    by_words = features.name_maxsim + features.lexical
    return features.cosine + np.float32(0.5) * by_words


def _answer_threshold(features: Features) -> float:
    """Return the threshold score that the first answer must have."""
    long = _long_share(features.word_count)
    if not features.has_meaning:
        return _lexical_threshold(long)
    if features.known_share == 0:
        return _THRESHOLD_IF_UNKNOWN
    threshold = _grow(_THRESHOLD, _THRESHOLD_GROWTH, features.entry_count)
    return threshold * (1 + long * (_THRESHOLD_IF_LONG - 1))


def _grow(threshold: float, growth: float, entry_count: int) -> float:
    """Return a threshold for the best of many entries."""
    return threshold + growth * math.sqrt(math.log(entry_count))


def _tail_threshold(features: Features) -> float:
    """Return the threshold score that further answers must have."""
    return (
        _TAIL if features.has_meaning else lexical_tail_threshold(features.word_count)
    )


def lexical_tail_threshold(word_count: int) -> float:
    """Return the share of the query that further answers must have, by words alone."""
    return _LEXICAL_TAIL * _lexical_threshold(_long_share(word_count))


def _lexical_threshold(long: float) -> float:
    return _LEXICAL_THRESHOLD + long * (_LEXICAL_THRESHOLD_IF_LONG - _LEXICAL_THRESHOLD)


def _is_covered(features: Features) -> NDArray[np.bool_]:
    """Tell which entries contain nearly all information of the query."""
    is_covered: NDArray[np.bool_] = features.coverage >= MIN_COVERAGE
    return is_covered


def _is_answerable(features: Features) -> bool:
    """Tell whether any candidate is an answer."""
    if not len(features.entries):
        return False
    if int(features.name_match.min()) != NO_NAME_MATCH:
        return True
    is_near = features.sentence >= _grow(
        _SENTENCE_THRESHOLD, _SENTENCE_GROWTH, features.entry_count
    )
    if bool((_is_covered(features) | is_near).any()):
        return True
    if not features.has_meaning and not features.known_share:
        return False  # a shared root alone, without vectors to confirm it, is no answer
    return float(_threshold_score(features).max()) >= _answer_threshold(features)


def _channels(features: Features) -> NDArray[np.int8]:
    """Return the channel of each candidate: designation, words, or meaning."""
    is_name = features.name_match != NO_NAME_MATCH
    is_near = (features.cosine > 0) | (features.maxsim > 0) | (features.sentence > 0)
    has_words = (features.lexical >= _LITERAL) | _is_covered(features)
    is_literal = has_words | is_name | ~is_near
    channels = np.where(is_literal, WORDS, MEANING)
    is_exact = features.name_match <= NameMatch.ALSO_CALLED
    return np.where(is_exact, EXACT, channels).astype(np.int8)
