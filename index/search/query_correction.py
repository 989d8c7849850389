"""Puts a question into the glossary's words where it uses others."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import NamedTuple, Protocol

from index.analysis import phonetics as sounds
from index.analysis.folding import fold
from index.channels.fuzzy import CONFIDENT
from index.channels.vocabulary import SimilarWord
from index.model.query import Channel

SUGGESTABLE = 0.95  # certainty from which a mended question may be offered as such
_LONGEST_RUN = 8  # words taken for the syllables of one: "throm bo si toe pe ne ah"
_FEWEST_LETTERS = 4  # less is a syllable or like too many words
_MOST_WORDS = 16  # as many as a question has; what is longer is left as it is
_ALTERNATIVES = 8
_LEAST_ALIKE = 0.74  # less is another word, whatever stands beside it
# What speaks for or against a word besides its likeness, in nats. Few words stand
# beside a given one (about 1 in 400: e**6); who uses the glossary's other words asks
# about its subject; a lone unknown word may be about anything.
_AT_HOME = 6.0
_AMONG_KNOWN = 1.5
_ALONE = -2.0
_Part = tuple[str, ...]
_LookUp = Callable[[_Part], list[SimilarWord]]


class VocabularyLookup(Protocol):
    """The words of a glossary, however they are looked up."""

    def contains(self, word: str) -> bool:
        """Whether an entry uses exactly this folded word or pair."""

    def similar_words(
        self, word: str, limit: int, *, names_only: bool = False
    ) -> list[SimilarWord]:
        """Words of the glossary that look or sound like this one, best first."""


class Correction(NamedTuple):
    """A question in the glossary's words; as certain as the least certain of them."""

    text: str
    channel: Channel
    confidence: float


@dataclass(frozen=True, slots=True)
class QueryCorrector:
    """Replaces what a glossary does not know by what was meant.

    `is_known` tells whether a folded word needs no correction, which also holds for
    inflected words of the glossary.
    """

    vocabulary: VocabularyLookup
    is_known: Callable[[str], bool]

    def correct(self, text: str) -> Correction | None:
        """The question that was meant, if one is clear and it is another one.

        Unknown words are read one by one, in runs, and all together, because a word
        written by ear may come in syllables; the reading most like the question wins.
        """
        asked = fold(text).split()[:_MOST_WORDS]
        if all(map(self.is_known, asked)):
            return None
        alone = not any(map(self.is_known, asked))
        look_up = cache(partial(self._alternatives, alone=alone))
        readings = [self._read(plan, look_up) for plan in self._plans(asked)]
        clear = list(dict.fromkeys(reading for reading in readings if reading))
        if len(clear) < 2:
            return clear[0] if clear else None
        heard = sounds.phonetic_code(" ".join(asked))
        return max(clear, key=lambda one: _worth(one, heard))

    def unclear(self, text: str) -> list[str]:
        """What `mend` will look up of a question, if anything of it is unknown."""
        asked = fold(text).split()[:_MOST_WORDS]
        if all(map(self.is_known, asked)):
            return []
        parts = {part for plan in self._plans(asked) for part in plan}
        return sorted(" ".join(part) for part in parts if self._is_unclear(part))

    def _is_unclear(self, part: _Part) -> bool:
        """Whether words taken as one are unknown, and enough to be looked up."""
        enough = sum(map(len, part)) >= _FEWEST_LETTERS and len(part) <= _LONGEST_RUN
        return enough and not all(map(self.is_known, part))

    def _plans(self, asked: list[str]) -> list[tuple[_Part, ...]]:
        """The ways to take neighbouring words together."""
        one_by_one = tuple((word,) for word in asked)
        run_by_run = tuple(tuple(run) for _, run in groupby(asked, self.is_known))
        return sorted({one_by_one, run_by_run, (tuple(asked),)})

    def _alternatives(self, part: _Part, *, alone: bool) -> list[SimilarWord]:
        """What words may have meant, taken as one; nothing if all are known.

        Where no word of a question is known, only the words of designations count.
        """
        if not self._is_unclear(part):
            return []
        found = self.vocabulary.similar_words(
            " ".join(part), _ALTERNATIVES, names_only=alone
        )
        return [
            _given(one, _ALONE if alone else _AMONG_KNOWN)
            for one in found
            if one.similarity >= _LEAST_ALIKE
        ]

    def _read(self, plan: Sequence[_Part], look_up: _LookUp) -> Correction | None:
        """Read each part of a question on its own; leave what nobody understands."""
        words: list[str] = []
        meant: list[SimilarWord] = []
        for part, after in zip(plan, [*plan[1:], ("",)], strict=True):
            best = self._surest(look_up(part), words[-1:], after[0])
            words += best.text.split() if best else part
            meant += [best] if best else []
        if not meant:
            return None
        weakest = min(meant, key=lambda one: one.confidence)
        return Correction(" ".join(words), weakest.channel, weakest.confidence)

    def _surest(
        self, alternatives: list[SimilarWord], before: list[str], after: str
    ) -> SimilarWord | None:
        """The surest word, given the words beside it; None if none is sure."""
        weighed = [
            _given(one, _AT_HOME) if self._at_home(one.text, before, after) else one
            for one in alternatives
        ]
        sure = [one for one in weighed if one.confidence >= CONFIDENT]
        return max(sure, key=lambda one: one.confidence, default=None)

    def _at_home(self, word: str, before: list[str], after: str) -> bool:
        """Whether the glossary puts a word beside one of these."""
        pairs = [f"{other} {word}" for other in before] + [f"{word} {after}"]
        return any(map(self.vocabulary.contains, pairs))


def _given(one: SimilarWord, nats: float) -> SimilarWord:
    """Make a word surer by what speaks for it besides its likeness."""
    for_it = one.confidence * math.exp(nats)
    return one._replace(confidence=for_it / (for_it + 1 - one.confidence))


def _worth(reading: Correction, heard: str) -> float:
    """Prefer what sounds like the whole question over what is sure of a part of it."""
    return (
        sounds.similarity(sounds.phonetic_code(reading.text), heard) ** 2
        * reading.confidence
    )
