"""One order over everything that the channels say of an answer.

Words and meaning look at the same text, so their scores are added up to one relevance
between 0 and 1, and a logistic curve turns it into the probability that the entry is
the wanted one. Witnesses that look at something else (initials, spelling and sound) are
joined as independent: an entry is wrong only if all of them are, so that agreement is
worth more than any one of them and nothing ever counts against an entry. A whole
designation is above all of that. The numbers were fitted on judged queries of one half
and checked on the other; each lies on a broad plateau.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.designations import Whole
from index.search import Channel

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]

# Whole designations: a headword before an abbreviation before a variant …
WHOLE_SCORES: Mapping[Whole, float] = {
    Whole.HEADWORD: 0.99,
    Whole.ABBREVIATION: 0.985,
    Whole.VARIANT: 0.98,
    Whole.HIDDEN_FORM: 0.975,
    Whole.STATED: 0.97,
    Whole.REORDERED: 0.90,
}
_WITHIN_WHOLE = 0.004  # what relevance adds among entries that share a designation
BEST_OTHER = 0.95  # nothing else comes up to a whole designation
INITIALS_PROBABILITY = 0.25  # of entries whose initials are "IPF", one in four is meant

# What each part of the evidence weighs in the relevance.
_COSINE = 1.0  # of the question and the entry as phrases
_EXPLAINED = 0.4  # share of the question that the entry's words explain, softly
_LEXICAL = 0.15  # BM25F's share of the question: the same, literally
_NAMED = 0.2  # likeness of question and headword, word by word
# Who describes a thing does not name it: in a long question a headword that is part of
# it is more likely the wrong answer ("excessive production of parathyroid hormone").
_NAMED_WHEN_DESCRIBED = -0.2
_DESCRIBES_FROM, _DESCRIBES_FULLY = 4, 8  # words; 95 % of headwords have up to 5
_FULL_RELEVANCE = _COSINE + _EXPLAINED + _LEXICAL + _NAMED

# Logistic curves, relevance to probability: with meaning, and from words alone.
_MEANING_SLOPE, _MEANING_MIDDLE = 8.8, 0.83
_WORDS_SLOPE, _WORDS_MIDDLE = 5.5, 0.87

# Below these, nothing is answered. A long description shares less with any one entry.
_FLOOR, _FLOOR_DESCRIBED = 0.55, 0.45
# Where none of the words is in the glossary, there are only the parts of unknown words
# to go by ("mortgage" shares one with "mortality").
_FLOOR_ALL_UNKNOWN = 0.90
# From words alone: a short question shares a fifth of its information with a right
# answer, a long description shares less with any.
_WORDS_FLOOR, _WORDS_FLOOR_DESCRIBED = 0.20, 0.08
_TAIL = 0.5  # once there is an answer, further ones need only this part of the floor
_FURTHER_NAME = np.float32(0.1)  # a concept's second entry answers nothing new
_LITERAL = 0.25  # of a question's information: from here on its words made the match


@dataclass(frozen=True, slots=True)
class WordScores:
    """What the words of a question say: by entry the share (0 to 1) of the question's
    information that it accounts for, each word's information, and the known share.
    """

    shares: Floats
    rarities: Floats
    known: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What words and meaning say about the candidates: an element for each."""

    entries: Numbers
    lexical: Floats
    cosine: Floats
    explained: Floats
    named: Floats
    whole: NDArray[np.int8]  # a `Whole` for each, or `NOT_WHOLE`
    known: float  # share of the question's information that the glossary has words for
    length: int  # the question's different words
    with_meaning: bool


NOT_WHOLE = 99


@dataclass(frozen=True, slots=True)
class Scored:
    """Entries with their scores (0 to 1) and the channel that found each."""

    entries: Numbers
    scores: Floats
    channels: tuple[Channel, ...]


NOTHING = Scored(np.zeros(0, np.intp), np.zeros(0, np.float32), ())


def weighed(evidence: Evidence) -> Scored:
    """The candidates that answer the question; none when nothing reaches the floor."""
    if not _is_answerable(evidence):
        return NOTHING
    near = _relevance(evidence)
    scores = np.asarray(BEST_OTHER * _probability(near, evidence), np.float32)
    acronym = evidence.whole == Whole.INITIALS
    scores[acronym] = BEST_OTHER * joined(scores[acronym], INITIALS_PROBABILITY)
    for whole, score in WHOLE_SCORES.items():
        of_kind = evidence.whole == whole
        scores[of_kind] = score + _WITHIN_WHOLE * near[of_kind]
    strong = evidence.whole != NOT_WHOLE
    kept = np.flatnonzero(strong | (_nearness(evidence) >= _TAIL * _floor(evidence)))
    literal = evidence.lexical >= _LITERAL
    channels = tuple(
        _channel(int(evidence.whole[at]), bool(literal[at])) for at in kept
    )
    return Scored(evidence.entries[kept], scores[kept], channels)


def joined(one: Floats, other: float | Floats) -> Floats:
    """What two independent witnesses are worth together (a "noisy or")."""
    either: Floats = 1 - (1 - one) * (1 - np.asarray(other, np.float32))
    return either


def _described(length: int) -> float:
    """How much a question of this length describes rather than names, 0 to 1."""
    share = (length - _DESCRIBES_FROM) / (_DESCRIBES_FULLY - _DESCRIBES_FROM)
    return min(max(share, 0.0), 1.0)


def _relevance(evidence: Evidence) -> Floats:
    """What words and meaning say together, 0 to 1."""
    if not evidence.with_meaning:
        return evidence.lexical
    fade = _described(evidence.length)
    named = _NAMED + fade * (_NAMED_WHEN_DESCRIBED - _NAMED)
    total = (
        _COSINE * evidence.cosine
        + _EXPLAINED * evidence.explained
        + _LEXICAL * evidence.lexical
        + named * evidence.named
    )
    scaled: Floats = np.clip(total / _FULL_RELEVANCE, 0, 1).astype(np.float32)
    return scaled


def _probability(relevance: Floats, evidence: Evidence) -> Floats:
    slope, middle = (
        (_MEANING_SLOPE, _MEANING_MIDDLE)
        if evidence.with_meaning
        else (_WORDS_SLOPE, _WORDS_MIDDLE)
    )
    curve: Floats = 1 / (1 + np.exp(-slope * (relevance - middle)))
    return curve


def _nearness(evidence: Evidence) -> Floats:
    """How near entries are as a phrase, in their names or literally.

    The measure is absolute, so that a floor holds for any number of entries.
    """
    if not evidence.with_meaning:
        return evidence.lexical
    return evidence.cosine + np.float32(0.5) * (evidence.named + evidence.lexical)


def _floor(evidence: Evidence) -> float:
    """The nearness that an answer to this question must have."""
    long = _described(evidence.length)
    if not evidence.with_meaning:
        return _WORDS_FLOOR + long * (_WORDS_FLOOR_DESCRIBED - _WORDS_FLOOR)
    if evidence.known == 0:
        return _FLOOR_ALL_UNKNOWN
    return _FLOOR + long * (_FLOOR_DESCRIBED - _FLOOR)


def _is_answerable(evidence: Evidence) -> bool:
    """Whether the glossary says anything about the question at all."""
    if not len(evidence.entries):
        return False
    if int(evidence.whole.min()) != NOT_WHOLE:
        return True
    # A root alone, without meaning to confirm it, is no answer.
    heeded = evidence.with_meaning or evidence.known > 0
    return heeded and float(_nearness(evidence).max()) >= _floor(evidence)


def _channel(whole: int, literal: bool) -> Channel:  # noqa: FBT001
    if whole <= Whole.STATED:
        return Channel.EXACT
    return Channel.WORDS if whole != NOT_WHOLE or literal else Channel.MEANING


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


@dataclass(frozen=True, slots=True)
class Order:
    """What orders and joins entries besides their scores, by entry number.

    `place` is alphabetical. `same` and `concept` give the number of the first entry
    with the very same definition, and of the first whose definition differs at most in
    the other names it states.
    """

    place: NDArray[np.int32]
    same: NDArray[np.int32]
    concept: NDArray[np.int32]


def ranked(found: Scored, by: Order, wanted: slice) -> Ranking:
    """The wanted stretch of what was found, best first, ties in alphabetical order.

    Entries with one and the same definition are folded into the best, and counted once.
    """
    found = _concepts_first(found, by)
    order = np.lexsort((by.place[found.entries], -found.scores))
    groups = by.same[found.entries[order]]
    _, firsts = np.unique(groups, return_index=True)
    best = np.sort(firsts)
    page = (
        RankedEntry(
            number=int(found.entries[order[at]]),
            score=float(found.scores[order[at]]),
            channel=found.channels[order[at]],
            folded=_folded(found.entries[order], groups, at),
        )
        for at in best[wanted].tolist()
    )
    return Ranking(len(best), tuple(page))


def _concepts_first(found: Scored, by: Order) -> Scored:
    """Let further names of a concept stand behind other concepts.

    Only what is folded anyhow, or is a designation itself, stays beside the best.
    """
    order = np.argsort(-found.scores, kind="stable")
    concepts = by.concept[found.entries[order]]
    _, firsts, places = np.unique(concepts, return_index=True, return_inverse=True)
    leading = by.same[found.entries[order[firsts]]][places]
    again = leading != by.same[found.entries[order]]
    exact = np.asarray([channel == Channel.EXACT for channel in found.channels], bool)
    scores = found.scores.copy()
    behind = order[again]
    scores[behind] *= np.where(exact[behind], 1.0, _FURTHER_NAME)
    return Scored(found.entries, scores, found.channels)


def _folded(entries: Numbers, groups: NDArray[np.int32], at: int) -> tuple[int, ...]:
    group = entries[groups == groups[at]].tolist()
    return tuple(number for number in group if number != entries[at])
