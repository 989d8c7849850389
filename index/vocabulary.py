"""The words of a glossary, and those of them that are near to another word."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.entry import Entry
from index.folding import fold
from index.near import Form, NearTable, write_near
from index.packed import PackedStrings, read_column, write_column, write_strings
from index.search import Channel
from index.sounds import Ear

_USUAL_PAIR = 3  # entries that must say "blood clot" before "bloodclot" is understood
_EVERYWHERE = 0.2  # a word in every fifth entry makes no pair worth knowing: "of the"
_IN_HEADWORD = 0.05  # "neutropenia" before its British spelling, a variant
_COMMON = 0.01  # of two words equally near, the one that ten times as many entries use


class NearWord(NamedTuple):
    """A word (or two) of the glossary near to one that is not in it."""

    text: str
    similarity: float
    channel: Channel
    certainty: float


def write_vocabulary(
    folder: Path, entries: Sequence[Entry], language: str, ear: Ear | None = None
) -> None:
    """Keep the words of all designations and definitions, and their usual pairs."""
    headed, named, said = Counter[str](), Counter[str](), Counter[str]()
    for entry in entries:
        headed.update(_words_and_pairs(entry.headword))
        for designation in entry.designations:
            if not designation.is_hidden:
                named.update(_words_and_pairs(designation.text))
        said.update(_words_and_pairs(entry.definition.text))
    words = sorted(_usual(said) | named.keys(), key=str.encode)
    uses = np.asarray([named[word] + said[word] for word in words], np.int32)
    write_strings(folder, "vocabulary", map(str.encode, words))
    write_column(folder, "vocabulary.uses", uses)
    for name, counted in (("headed", headed), ("named", named)):
        column = np.asarray([word in counted for word in words], np.bool_)
        write_column(folder, f"vocabulary.{name}", column)
    forms = [Form(word, row, language=language) for row, word in enumerate(words)]
    write_near(folder, "vocabulary.near", forms, ear)


class Vocabulary:
    """All words of a glossary in alphabetical order, and the usual pairs of them.

    A pair is kept like a word: that is how "invitro" is near to "in vitro", and how
    "vein" is known to be at home beside "deep".
    """

    def __init__(self, folder: Path) -> None:
        self._words = PackedStrings(folder, "vocabulary")
        self._uses: NDArray[np.int32] = read_column(folder, "vocabulary.uses")
        self._headed: NDArray[np.bool_] = read_column(folder, "vocabulary.headed")
        self._named: NDArray[np.bool_] = read_column(folder, "vocabulary.named")
        self._near = NearTable(folder, "vocabulary.near")

    def knows(self, word: str) -> bool:
        """Whether an entry uses exactly this folded word or pair."""
        return bool(self._words.range_of(word.encode()))

    def nearest_words(
        self, word: str, limit: int, *, named_only: bool = False
    ) -> list[NearWord]:
        """Words of the glossary that look or sound like this one, best first."""
        found = [
            near
            for near in self._near.find(word, 3 * limit)
            if self._named[near.owner] or not named_only
        ]
        found.sort(key=lambda near: -near.similarity - self._standing(near.owner))
        return [
            NearWord(
                self._words[near.owner].decode(),
                near.similarity,
                near.channel,
                near.certainty,
            )
            for near in found[:limit]
        ]

    def _standing(self, row: int) -> float:
        headed = _IN_HEADWORD * bool(self._headed[row])
        return headed + _COMMON * math.log10(self._uses[row])


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
