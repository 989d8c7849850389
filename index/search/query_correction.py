"""Query correction: replace unknown words by the likeliest words of the glossary."""

import math
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA

from index.analysis import phonetics
from index.analysis.alarming_words import ALL_ALARMING_WORDS
from index.analysis.folding import fold
from index.analysis.numerals import number_signature
from index.channels.fuzzy import CONFIDENT
from index.channels.vocabulary import SimilarWord
from index.model.query import Channel

SUGGESTABLE = 0.95  # confidence from which a correction may be shown as a suggestion
_SLIP = 2  # edits; a word that differs more from an alarming word is another one
_MAX_SEGMENT = 8  # words that may be syllables of one: "throm bo si toe pe ne ah"
_MIN_LETTERS = 4  # less is a syllable, or similar to too many words
_MAX_WORDS = 16  # of a query; further words are dropped
_MAX_CANDIDATES = 8
_MIN_SIMILARITY = 0.74  # less is another word, whatever its context
# Evidence for or against a word besides its similarity, in nats. Few words occur beside
# a given one (about 1 in 400: e**6). A query that contains other words of the glossary
# is about its subject; a query of unknown words may be about anything.
_FITS_CONTEXT = 6.0
_BESIDE_KNOWN_WORDS = 1.5
_ALL_UNKNOWN = -2.0
_Segment = tuple[str, ...]
_Candidates = Callable[[_Segment], list[SimilarWord]]


class VocabularyLookup(Protocol):
    """Lookup of the words of a glossary."""

    def contains(self, word: str) -> bool:
        """Tell whether an entry contains exactly this folded word or pair."""

    def similar_words(
        self, word: str, limit: int, *, names_only: bool = False
    ) -> list[SimilarWord]:
        """Return words that are spelled or sound similar, best first."""


class Correction(NamedTuple):
    """A corrected query, with the channel and confidence of its least certain word."""

    text: str
    channel: Channel
    confidence: float


@dataclass(frozen=True, slots=True)
class QueryCorrector:
    """Correction of words that the glossary lacks.

    `is_used` tells whether the glossary uses a folded word in any form. Common words
    are not corrected either, nor does a correction change a number or add an alarming
    word.
    """

    vocabulary: VocabularyLookup
    is_used: Callable[[str], bool]
    common_words: Container[str] = frozenset()

    def is_known(self, word: str) -> bool:
        """Return whether a folded word needs no correction.

        Short words may be syllables of a word written by ear.
        """
        return self.is_used(word) or self.is_common(word)

    def is_common(self, word: str) -> bool:
        """Return whether a folded word is an ordinary word rather than a syllable."""
        return len(word) >= _MIN_LETTERS and word in self.common_words

    def correct(self, text: str) -> Correction | None:
        """Return the most likely correction; `None` if none is likely or needed.

        Unknown words are corrected one by one, in runs, and all together, because a
        word written by ear may come in syllables. The correction that sounds most like
        the query wins.
        """
        words = fold(text).split()[:_MAX_WORDS]
        if all(map(self.is_known, words)):
            return None
        all_unknown = not any(map(self.is_known, words))
        candidates = cache(partial(self._candidates, all_unknown=all_unknown))
        corrections = [
            self._correct(segments, candidates) for segments in self._segment(words)
        ]
        distinct = list(
            dict.fromkeys(
                each for each in corrections if each and _adds_words(each, words)
            )
        )
        if len(distinct) < 2:
            return distinct[0] if distinct else None
        code = phonetics.phonetic_code(" ".join(words))
        return max(distinct, key=lambda correction: _score(correction, code))

    def unknown_segments(self, text: str) -> list[str]:
        """Return what `correct` looks up in the vocabulary for a query, sorted."""
        words = fold(text).split()[:_MAX_WORDS]
        if all(map(self.is_known, words)):
            return []
        distinct = {each for segments in self._segment(words) for each in segments}
        return sorted(" ".join(each) for each in distinct if self._is_correctable(each))

    def _is_correctable(self, segment: _Segment) -> bool:
        """Tell whether a segment has an unknown word and a sensible length."""
        is_long_enough = sum(map(len, segment)) >= _MIN_LETTERS
        is_sensible = is_long_enough and len(segment) <= _MAX_SEGMENT
        return is_sensible and not all(map(self.is_known, segment))

    def _segment(self, words: list[str]) -> list[tuple[_Segment, ...]]:
        """Return the segmentations of a query: word by word, run by run, as a whole."""
        one_by_one = tuple((word,) for word in words)
        run_by_run = tuple(tuple(run) for _, run in groupby(words, self.is_known))
        return sorted({one_by_one, run_by_run, (tuple(words),)})

    def _candidates(self, segment: _Segment, *, all_unknown: bool) -> list[SimilarWord]:
        """Return the words that a segment may stand for.

        Where no word of a query is known, only the words of designations count.
        """
        if not self._is_correctable(segment):
            return []
        words = self.vocabulary.similar_words(
            " ".join(segment), _MAX_CANDIDATES, names_only=all_unknown
        )
        evidence = _ALL_UNKNOWN if all_unknown else _BESIDE_KNOWN_WORDS
        return [
            _adjust_confidence(word, evidence)
            for word in words
            if word.similarity >= _MIN_SIMILARITY and _is_harmless(word.text, segment)
        ]

    def _correct(
        self, segments: Sequence[_Segment], candidates: _Candidates
    ) -> Correction | None:
        """Correct each segment; keep those without a confident candidate."""
        words: list[str] = []
        chosen: list[SimilarWord] = []
        for segment, following in zip(segments, [*segments[1:], ("",)], strict=True):
            best = self._choose(candidates(segment), words[-1:], following[0])
            words += best.text.split() if best else segment
            chosen += [best] if best else []
        if not chosen:
            return None
        weakest = min(chosen, key=lambda word: word.confidence)
        return Correction(" ".join(words), weakest.channel, weakest.confidence)

    def _choose(
        self, candidates: list[SimilarWord], before: list[str], after: str
    ) -> SimilarWord | None:
        """Return the most confident candidate in its context, if one is confident."""
        in_context = [
            _adjust_confidence(word, _FITS_CONTEXT)
            if self._fits_context(word.text, before, after)
            else word
            for word in candidates
        ]
        confident = [word for word in in_context if word.confidence >= CONFIDENT]
        return max(confident, key=lambda word: word.confidence, default=None)

    def _fits_context(self, word: str, before: list[str], after: str) -> bool:
        """Tell whether the glossary has a pair of the word and an adjacent one."""
        pairs = [f"{other} {word}" for other in before] + [f"{word} {after}"]
        return any(map(self.vocabulary.contains, pairs))


def _adds_words(correction: Correction, words: Sequence[str]) -> bool:
    """Return whether a correction replaces a word, instead of only leaving some out."""
    return not set(correction.text.split()).issubset(words)


def _is_harmless(text: str, segment: _Segment) -> bool:
    """Return whether a word may stand for a segment: with its numbers, not alarming.

    An alarming word may still correct one that differs by a slip of the finger.
    """
    typed = "".join(segment)
    if number_signature(text) != number_signature(typed):
        return False
    is_alarming = not ALL_ALARMING_WORDS.isdisjoint(text.split())
    return not is_alarming or OSA.distance(text.replace(" ", ""), typed) <= _SLIP


def _adjust_confidence(word: SimilarWord, nats: float) -> SimilarWord:
    """Multiply the odds of a word by the evidence for it."""
    weighted = word.confidence * math.exp(nats)
    return word._replace(confidence=weighted / (weighted + 1 - word.confidence))


def _score(correction: Correction, code: str) -> float:
    """Prefer what sounds like the whole query to what is certain in one part of it."""
    own_code = phonetics.phonetic_code(correction.text)
    return phonetics.similarity(own_code, code) ** 2 * correction.confidence
