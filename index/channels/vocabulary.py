"""The words of a glossary, and those of them that are near to another word."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.folding import fold
from index.analysis.phonetics import PhoneticEncoder
from index.channels.fuzzy import FuzzyMatch, FuzzyNameIndex, NameForm, write_fuzzy_names
from index.model.glossary import Entry
from index.model.query import Channel
from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)

_USUAL_PAIR = 3  # entries that must say "blood clot" before "bloodclot" is understood
_EVERYWHERE = 0.2  # a word in every fifth entry makes no pair worth knowing: "of the"
_IN_HEADWORD = 0.05  # "neutropenia" before its British spelling, a variant
_COMMON = 0.01  # of two words equally near, the one that ten times as many entries use
OVERSAMPLING = 3  # near words looked at for each that is wanted


class SimilarWord(NamedTuple):
    """A word (or two) of the glossary near to one that is not in it."""

    text: str
    similarity: float
    channel: Channel
    confidence: float


class VocabularyWord(NamedTuple):
    """A word or usual pair: how many times entries use it, and where."""

    text: str
    uses: int
    headed: bool  # in a headword
    named: bool  # in a designation that is shown


def collect_words(entries: Sequence[Entry]) -> list[VocabularyWord]:
    """The words of all designations and definitions, and their usual pairs, sorted."""
    headed, named, said = Counter[str](), Counter[str](), Counter[str]()
    for entry in entries:
        headed.update(_words_and_pairs(entry.headword))
        for designation in entry.designations:
            if not designation.is_hidden:
                named.update(_words_and_pairs(designation.text))
        said.update(_words_and_pairs(entry.definition.text))
    words = sorted(_usual(said) | named.keys(), key=str.encode)
    return [
        VocabularyWord(word, named[word] + said[word], word in headed, word in named)
        for word in words
    ]


def write_vocabulary(
    folder: Path,
    entries: Sequence[Entry],
    language: str,
    ear: PhoneticEncoder | None = None,
) -> None:
    """Keep the words of a glossary in a folder, for `Vocabulary` to open."""
    used = collect_words(entries)
    write_strings(folder, "vocabulary", (word.text.encode() for word in used))
    uses = np.asarray([word.uses for word in used], np.int32)
    write_column(folder, "vocabulary.uses", uses)
    headed = np.asarray([word.headed for word in used], np.bool_)
    write_column(folder, "vocabulary.headed", headed)
    named = np.asarray([word.named for word in used], np.bool_)
    write_column(folder, "vocabulary.named", named)
    forms = [
        NameForm(word.text, row, language=language) for row, word in enumerate(used)
    ]
    write_fuzzy_names(folder, "vocabulary.near", forms, ear)


class Vocabulary:
    """All words of a glossary in alphabetical order, and the usual pairs of them.

    A pair is kept like a word: that is how "invitro" is near to "in vitro", and how
    "vein" is known to be at home beside "deep".
    """

    def __init__(self, folder: Path) -> None:
        self._words = StringColumn(folder, "vocabulary")
        self._uses: NDArray[np.int32] = read_column(folder, "vocabulary.uses")
        self._headed: NDArray[np.bool_] = read_column(folder, "vocabulary.headed")
        self._named: NDArray[np.bool_] = read_column(folder, "vocabulary.named")
        self._near = FuzzyNameIndex(folder, "vocabulary.near")

    def contains(self, word: str) -> bool:
        """Whether an entry uses exactly this folded word or pair."""
        return bool(self._words.range_of(word.encode()))

    def similar_words(
        self, word: str, limit: int, *, named_only: bool = False
    ) -> list[SimilarWord]:
        """Words of the glossary that look or sound like this one, best first."""
        found = self._near.find(word, OVERSAMPLING * limit)
        used = [self._use(near.owner) for near in found]
        return rank_words(found, used, limit, named_only=named_only)

    def _use(self, row: int) -> VocabularyWord:
        return VocabularyWord(
            self._words[row].decode(),
            int(self._uses[row]),
            bool(self._headed[row]),
            bool(self._named[row]),
        )


def rank_words(
    found: Sequence[FuzzyMatch],
    used: Sequence[VocabularyWord],
    limit: int,
    *,
    named_only: bool,
) -> list[SimilarWord]:
    """Of words found near to one, each with its use, those most likely meant."""
    pairs = [
        (near, word)
        for near, word in zip(found, used, strict=True)
        if word.named or not named_only
    ]
    pairs.sort(key=lambda pair: -pair[0].similarity - _standing(pair[1]))
    return [
        SimilarWord(word.text, near.similarity, near.channel, near.confidence)
        for near, word in pairs[:limit]
    ]


def _standing(word: VocabularyWord) -> float:
    return _IN_HEADWORD * word.headed + _COMMON * math.log10(word.uses)


def _words_and_pairs(text: str) -> set[str]:
    """The folded words of a text and those that stand side by side."""
    words = fold(text).split()
    return {*words, *map(" ".join, pairwise(words))}


def _usual(counts: Counter[str]) -> set[str]:
    """All words, and the pairs that are said often and mean something."""
    most = _EVERYWHERE * max(counts.values(), default=0)
    return {
        word
        for word, count in counts.items()
        if " " not in word
        or (count >= _USUAL_PAIR and all(counts[one] < most for one in word.split()))
    }
