"""Vocabulary of a glossary: its words and frequent word pairs, found by similarity."""

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
from index.channels.fuzzy import FuzzyMatch, FuzzyNameIndex, write_fuzzy_names
from index.channels.name_forms import NameForm
from index.model.glossary import Entry
from index.model.query import Channel
from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)

_MIN_PAIR_COUNT = 3  # entries that must use "blood clot" before "bloodclot" matches it
_STOP_WORD_SHARE = 0.2  # words in every fifth entry form no significant pair: "of the"
_HEADWORD_BONUS = 0.05  # "neutropenia" before its British spelling, a variant
_FREQUENCY_BONUS = 0.01  # similarity for ten times as many entries that use the word
OVERSAMPLING = 3  # similar words compared for each one that is wanted


class SimilarWord(NamedTuple):
    """A word (or pair) of the glossary that is similar to an unknown word."""

    text: str
    similarity: float
    channel: Channel
    confidence: float


class VocabularyWord(NamedTuple):
    """A word or frequent pair: in how many entries it occurs, and where."""

    text: str
    frequency: int  # entries with it in a definition plus designations with it
    in_headword: bool
    in_name: bool  # in a designation that is not hidden


def collect_words(entries: Sequence[Entry]) -> list[VocabularyWord]:
    """Collect words and frequent pairs of designations and definitions, sorted."""
    in_headwords, in_names, in_definitions = (
        Counter[str](),
        Counter[str](),
        Counter[str](),
    )
    for entry in entries:
        in_headwords.update(_words_and_pairs(entry.headword))
        for designation in entry.designations:
            if not designation.is_hidden:
                in_names.update(_words_and_pairs(designation.text))
        in_definitions.update(_words_and_pairs(entry.definition.text))
    words = sorted(_frequent(in_definitions) | in_names.keys(), key=str.encode)
    return [
        VocabularyWord(
            word,
            in_names[word] + in_definitions[word],
            word in in_headwords,
            word in in_names,
        )
        for word in words
    ]


def write_vocabulary(
    folder: Path,
    entries: Sequence[Entry],
    language: str,
    encoder: PhoneticEncoder | None = None,
) -> None:
    """Write the vocabulary of the entries for `Vocabulary`.

    An `encoder` that has encoded the same words before saves time.
    """
    words = collect_words(entries)
    write_strings(folder, "vocabulary", (word.text.encode() for word in words))
    frequencies = np.asarray([word.frequency for word in words], np.int32)
    write_column(folder, "vocabulary.uses", frequencies)
    in_headword = np.asarray([word.in_headword for word in words], np.bool_)
    write_column(folder, "vocabulary.headed", in_headword)
    in_name = np.asarray([word.in_name for word in words], np.bool_)
    write_column(folder, "vocabulary.named", in_name)
    forms = [
        NameForm(word.text, row, language=language) for row, word in enumerate(words)
    ]
    write_fuzzy_names(folder, "vocabulary.near", forms, encoder)


class Vocabulary:
    """All words of a glossary and its frequent pairs, in alphabetical order.

    A pair is stored like a word: so "invitro" is similar to "in vitro", and "vein" is
    known to occur after "deep".
    """

    def __init__(self, folder: Path) -> None:
        self._words = StringColumn(folder, "vocabulary")
        self._frequency: NDArray[np.int32] = read_column(folder, "vocabulary.uses")
        self._in_headword: NDArray[np.bool_] = read_column(folder, "vocabulary.headed")
        self._in_name: NDArray[np.bool_] = read_column(folder, "vocabulary.named")
        self._fuzzy = FuzzyNameIndex(folder, "vocabulary.near")

    def contains(self, word: str) -> bool:
        """Tell whether an entry contains exactly this folded word or pair."""
        return bool(self._words.equal_range(word.encode()))

    def similar_words(
        self, word: str, limit: int, *, names_only: bool = False
    ) -> list[SimilarWord]:
        """Return words that are spelled or sound similar, best first."""
        matches = self._fuzzy.find(word, OVERSAMPLING * limit)
        words = [self._word(match.owner) for match in matches]
        return rank_words(matches, words, limit, names_only=names_only)

    def _word(self, row: int) -> VocabularyWord:
        return VocabularyWord(
            self._words[row].decode(),
            int(self._frequency[row]),
            bool(self._in_headword[row]),
            bool(self._in_name[row]),
        )


def rank_words(
    matches: Sequence[FuzzyMatch],
    words: Sequence[VocabularyWord],
    limit: int,
    *,
    names_only: bool,
) -> list[SimilarWord]:
    """Rank matches, each with its word, by similarity and use; return the best."""
    pairs = [
        (match, word)
        for match, word in zip(matches, words, strict=True)
        if word.in_name or not names_only
    ]
    pairs.sort(key=lambda pair: -pair[0].similarity - _bonus(pair[1]))
    return [
        SimilarWord(word.text, match.similarity, match.channel, match.confidence)
        for match, word in pairs[:limit]
    ]


def _bonus(word: VocabularyWord) -> float:
    in_headword = _HEADWORD_BONUS * word.in_headword
    return in_headword + _FREQUENCY_BONUS * math.log10(word.frequency)


def _words_and_pairs(text: str) -> set[str]:
    """Return the folded words of a text and its pairs of adjacent words."""
    words = fold(text).split()
    return {*words, *map(" ".join, pairwise(words))}


def _frequent(counts: Counter[str]) -> set[str]:
    """Return all words, and the pairs that are frequent without stop words."""
    limit = _STOP_WORD_SHARE * max(counts.values(), default=0)
    return {
        word
        for word, count in counts.items()
        if " " not in word
        or (
            count >= _MIN_PAIR_COUNT
            and all(counts[each] < limit for each in word.split())
        )
    }
