"""What all that the channels say of an answer is worth, on one scale.

Words and meaning look at the same text, so their scores are added up to one relevance
between 0 and 1, and a logistic curve turns it into the probability that the entry is
the wanted one. Witnesses that look at something else (initials, spelling and sound) are
joined as independent: an entry is wrong only if all of them are, so that agreement is
worth more than any one of them and nothing ever counts against an entry. A whole
designation is above all of that. The numbers were fitted on judged queries of one half
and checked on the other; each lies on a broad plateau.
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
    NameMatch.ALSO_CALLED: 0.97,
    NameMatch.REORDERED: 0.90,
}
_WITHIN_WHOLE = 0.004  # what relevance adds among entries that share a designation
MAX_PARTIAL_SCORE = 0.95  # nothing else comes up to a whole designation
INITIALS_PROBABILITY = 0.25  # of entries whose initials are "IPF", one in four is meant
# What each part of the evidence weighs in the relevance.
_COSINE = 1.0  # of the question and the entry as phrases
_EXPLAINED = 0.4  # share of the question that the entry's words explain, softly
_LEXICAL = 0.15  # BM25F's share of the question: the same, literally
# A question of one word is no phrase: there, what is literal counts more.
_COSINE_IF_SHORT = 0.5
_LEXICAL_IF_SHORT = 0.5
_NAMED = 0.2  # likeness of question and headword, word by word
# Who describes a thing does not name it: in a long question a headword that is part of
# it is more likely the wrong answer ("excessive production of parathyroid hormone").
_NAMED_WHEN_DESCRIBED = -0.2
_SAID_IN_FULL = 0.1  # all of a phrase, word for word
_DESCRIBES_FROM, _DESCRIBES_FULLY = 4, 8  # words; 95 % of headwords have up to 5
_FULL_RELEVANCE = _COSINE + _EXPLAINED + _LEXICAL + _NAMED
# Logistic curves, relevance to probability: with meaning, and from words alone.
_MEANING_SLOPE, _MEANING_MIDDLE = 8.8, 0.83
_WORDS_SLOPE, _WORDS_MIDDLE = 5.5, 0.87
# Below a floor, nothing is answered. The nearest of many strangers is nearer than that
# of a few: the largest of n random values grows like the root of ln n. A long
# description shares less with any one entry.
_FLOOR_OF_ONE, _FLOOR_GROWTH = 0.02, 0.177  # 0.35 for 33 entries, 0.55 for 8,088
_FLOOR_DESCRIBED = 0.82  # of the floor
# Where none of the words is in the glossary, there are only the parts of unknown words
# to go by ("mortgage" shares one with "mortality").
_FLOOR_ALL_UNKNOWN = 0.90
# From words alone: a short question shares a fifth of its information with a right
# answer, a long description shares less with any.
_WORDS_FLOOR, _WORDS_FLOOR_DESCRIBED = 0.20, 0.08
MIN_COVERAGE = 0.8  # of a question's information in an entry's words: that is an answer
# Once there is an answer, further ones need half the floor of thousands, so that few
# entries bring no strangers along.
_TAIL, _WORDS_TAIL = 0.275, 0.5
_LITERAL = 0.25  # of a question's information: from here on its words made the match


@dataclass(frozen=True, slots=True)
class Features:
    """What words and meaning say about the candidates: an element for each."""

    entries: Numbers
    lexical: Floats
    coverage: Floats
    cosine: Floats
    maxsim: Floats
    name_maxsim: Floats
    name_match: NDArray[np.int8]  # a `Whole` for each, or `NOT_WHOLE`
    known_share: (
        float  # share of the question's information that the glossary has words for
    )
    length: int  # the question's different words
    entry_count: int  # the entries of the glossary
    has_meaning: bool


NO_NAME_MATCH = 99
CHANNELS = tuple(Channel)
EXACT, WORDS, MEANING = (
    CHANNELS.index(channel)
    for channel in (Channel.EXACT, Channel.WORDS, Channel.MEANING)
)


@dataclass(frozen=True, slots=True)
class Scored:
    """Entries, each once, with their scores (0 to 1) and channels (in `CHANNELS`)."""

    entries: Numbers
    scores: Floats
    channels: NDArray[np.int8]


NO_RESULTS = Scored(np.zeros(0, np.intp), np.zeros(0, np.float32), np.zeros(0, np.int8))


def score(evidence: Features) -> Scored:
    """The candidates that answer the question; none when nothing reaches the floor."""
    if not _is_answerable(evidence):
        return NO_RESULTS
    near = _relevance(evidence)
    scores = np.asarray(MAX_PARTIAL_SCORE * _probability(near, evidence), np.float32)
    acronym = evidence.name_match == NameMatch.INITIALS
    scores[acronym] = MAX_PARTIAL_SCORE * noisy_or(
        scores[acronym], INITIALS_PROBABILITY
    )
    for whole, score in NAME_MATCH_SCORES.items():
        of_kind = evidence.name_match == whole
        scores[of_kind] = score + _WITHIN_WHOLE * near[of_kind]
    strong = evidence.name_match != NO_NAME_MATCH
    near_enough = _threshold_score(evidence) >= _tail_threshold(evidence)
    kept = np.flatnonzero(strong | near_enough | _holds_it(evidence))
    return Scored(evidence.entries[kept], scores[kept], _channels(evidence)[kept])


def noisy_or(one: Floats, other: float | Floats) -> Floats:
    """What two independent witnesses are worth together (a "noisy or")."""
    either: Floats = 1 - (1 - one) * (1 - np.asarray(other, np.float32))
    return either


def threshold_ratio(evidence: Features) -> Floats:
    """How near each candidate comes to the floor of an answer; at 1 it reaches it."""
    return _threshold_score(evidence) / np.float32(_answer_threshold(evidence))


def _described(length: int) -> float:
    """How much a question of this length describes rather than names, 0 to 1."""
    share = (length - _DESCRIBES_FROM) / (_DESCRIBES_FULLY - _DESCRIBES_FROM)
    return min(max(share, 0.0), 1.0)


def _says_it_all(evidence: Features) -> NDArray[np.bool_]:
    """Which entries hold every word of a phrase of three or more."""
    whole: NDArray[np.bool_] = (evidence.coverage > 0.999) & (evidence.length > 2)
    return whole


def _is_short(length: int) -> float:
    """How much a question is a word rather than a phrase: 1, then half, then none."""
    return max(0.0, 1 - (length - 1) / 2)


def _relevance(evidence: Features) -> Floats:
    """What words and meaning say together, 0 to 1."""
    if not evidence.has_meaning:
        return evidence.lexical
    fade, short = _described(evidence.length), _is_short(evidence.length)
    name_maxsim = _NAMED + fade * (_NAMED_WHEN_DESCRIBED - _NAMED)
    total = (
        (_COSINE - _COSINE_IF_SHORT * short) * evidence.cosine
        + _EXPLAINED * evidence.maxsim
        + (_LEXICAL + _LEXICAL_IF_SHORT * short) * evidence.lexical
        + name_maxsim * evidence.name_maxsim
        + _SAID_IN_FULL * _says_it_all(evidence)
    )
    scaled: Floats = np.clip(total / _FULL_RELEVANCE, 0, 1).astype(np.float32)
    return scaled


def _probability(relevance: Floats, evidence: Features) -> Floats:
    slope, middle = (
        (_MEANING_SLOPE, _MEANING_MIDDLE)
        if evidence.has_meaning
        else (_WORDS_SLOPE, _WORDS_MIDDLE)
    )
    curve: Floats = 1 / (1 + np.exp(-slope * (relevance - middle)))
    return curve


def _threshold_score(evidence: Features) -> Floats:
    """How near entries are as a phrase, in their names or literally.

    The measure is absolute, so that a floor holds for any number of entries.
    """
    if not evidence.has_meaning:
        return evidence.lexical
    return evidence.cosine + np.float32(0.5) * (evidence.name_maxsim + evidence.lexical)


def _answer_threshold(evidence: Features) -> float:
    """The nearness that an answer to this question must have."""
    long = _described(evidence.length)
    if not evidence.has_meaning:
        return _words_floor(long)
    if evidence.known_share == 0:
        return _FLOOR_ALL_UNKNOWN
    growth = _FLOOR_GROWTH * math.sqrt(math.log(evidence.entry_count))
    return (_FLOOR_OF_ONE + growth) * (1 + long * (_FLOOR_DESCRIBED - 1))


def _tail_threshold(evidence: Features) -> float:
    """The nearness that further answers must have, once there is one."""
    return _TAIL if evidence.has_meaning else lexical_tail_threshold(evidence.length)


def lexical_tail_threshold(length: int) -> float:
    """The share of a question that further answers must have, from words alone."""
    return _WORDS_TAIL * _words_floor(_described(length))


def _words_floor(long: float) -> float:
    return _WORDS_FLOOR + long * (_WORDS_FLOOR_DESCRIBED - _WORDS_FLOOR)


def _holds_it(evidence: Features) -> NDArray[np.bool_]:
    """Which entries hold the words of the question, or nearly all of them."""
    held: NDArray[np.bool_] = evidence.coverage >= MIN_COVERAGE
    return held


def _is_answerable(evidence: Features) -> bool:
    """Whether the glossary says anything about the question at all."""
    if not len(evidence.entries):
        return False
    if int(evidence.name_match.min()) != NO_NAME_MATCH:
        return True
    if bool(_holds_it(evidence).any()):
        return True
    # A root alone, without meaning to confirm it, is no answer.
    heeded = evidence.has_meaning or evidence.known_share > 0
    return heeded and float(_threshold_score(evidence).max()) >= _answer_threshold(
        evidence
    )


def _channels(evidence: Features) -> NDArray[np.int8]:
    """What found each candidate: a whole designation, its words, or their meaning."""
    literal = (evidence.lexical >= _LITERAL) | (evidence.name_match != NO_NAME_MATCH)
    channels = np.where(literal, WORDS, MEANING)
    return np.where(
        evidence.name_match <= NameMatch.ALSO_CALLED, EXACT, channels
    ).astype(np.int8)


def append_lexical_tail(
    found: Scored, evidence: Features, coverage: Floats, lexical: Floats
) -> Scored:
    """What was found, and behind it every other entry that holds the question's words.

    Meaning compares a handful of candidates; whoever pages on gets the rest by words.
    """
    rest = coverage >= MIN_COVERAGE
    rest[evidence.entries] = False
    entries = np.flatnonzero(rest)
    if not len(entries) or not len(found.entries):
        return found
    behind = lexical[entries] / max(float(lexical[entries].max()), 1.0)
    scores = float(found.scores.min()) * behind
    return Scored(
        np.concatenate([found.entries, entries]),
        np.concatenate([found.scores, scores.astype(np.float32)]),
        np.concatenate([found.channels, np.full(len(entries), WORDS, np.int8)]),
    )
