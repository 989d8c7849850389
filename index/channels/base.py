"""What the channels promise to whoever joins them, whichever engine they ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.word_vectors import WordVectors
from index.channels.exact import NameMatch
from index.channels.fuzzy import FuzzyMatch
from index.channels.semantic import MaxSim, QueryVectors

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]
FilterMask = NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """What the words of a question say.

    By entry, `shares` is how much (0 to 1) of the question's information it accounts
    for, and `covered` how much of it is in words that it holds, however often. By word,
    `rarities` is its information. `known` is the share that the glossary has words for.
    """

    lexical: Floats
    coverage: Floats
    idfs: Floats
    known_share: float
    entry_count: int  # the entries of the glossary


class ExactChannel(Protocol):
    """Whole designations, however they are looked up."""

    def match_name(self, text: str) -> dict[int, NameMatch]:
        """By entry number, the best way in which the text is one of its names."""

    def unique_owner(self, text: str) -> int | None:
        """The entry to which the text belongs as a designation, if it is one alone."""


class FuzzyChannel(Protocol):
    """The spelling and sound of all names, however they are compared."""

    def find(
        self, text: str, limit: int = 10, mask: FilterMask = None
    ) -> list[FuzzyMatch]:
        """The entries with names near to the text, best first."""


class SemanticChannel(Protocol):
    """The meaning of all entries, however it is looked up."""

    vectors: WordVectors

    def nearest(self, asked: QueryVectors, count: int, mask: FilterMask) -> Numbers:
        """About `count` entries near a question, in no order."""

    def cosines(self, asked: QueryVectors, which: Numbers) -> Floats:
        """The cosine between a question and each of some entries."""

    def max_sim(self, asked: QueryVectors, which: Numbers) -> MaxSim:
        """Compare a question with some entries word by word."""

    def alignment_vectors(self, words: Sequence[str]) -> Floats:
        """What each of some words means, for `similar_stems`."""

    def similar_stems(self, asked: Floats, number: int) -> frozenset[str]:
        """The stems of an entry's words that mean nearly what one of `asked` does."""


class LexicalChannel(Protocol):
    """The words channel of a search engine."""

    def scores(self, words: Sequence[QueryWord]) -> LexicalScores:
        """Every entry's score for the words of a question."""

    def contains(self, word: QueryWord) -> bool:
        """Whether an entry holds the word, in whatever form."""


def contains_word(languages: Languages, words: LexicalChannel, word: str) -> bool:
    """Whether the glossary uses a folded word, in whatever form, or needs it not."""
    return all(map(words.contains, languages.query_words(word)))
