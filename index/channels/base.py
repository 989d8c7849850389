"""What the channels promise to whoever joins them, whichever engine they ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.word_vectors import WordVectors
from index.channels.exact import Whole
from index.channels.fuzzy import Near
from index.channels.semantic import Alignment, Asked

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]
Passing = NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True)
class WordScores:
    """What the words of a question say.

    By entry, `shares` is how much (0 to 1) of the question's information it accounts
    for, and `covered` how much of it is in words that it holds, however often. By word,
    `rarities` is its information. `known` is the share that the glossary has words for.
    """

    shares: Floats
    covered: Floats
    rarities: Floats
    known: float
    among: int  # the entries of the glossary


class Designated(Protocol):
    """Whole designations, however they are looked up."""

    def whole(self, text: str) -> dict[int, Whole]:
        """By entry number, the best way in which the text is one of its names."""

    def only(self, text: str) -> int | None:
        """The entry to which the text belongs as a designation, if it is one alone."""


class Names(Protocol):
    """The spelling and sound of all names, however they are compared."""

    def find(self, text: str, limit: int = 10, passing: Passing = None) -> list[Near]:
        """The entries with names near to the text, best first."""


class Meaning(Protocol):
    """The meaning of all entries, however it is looked up."""

    vectors: WordVectors

    def nearest(self, asked: Asked, count: int, passing: Passing) -> Numbers:
        """About `count` entries near a question, in no order."""

    def cosines(self, asked: Asked, which: Numbers) -> Floats:
        """The cosine between a question and each of some entries."""

    def align(self, asked: Asked, which: Numbers) -> Alignment:
        """Compare a question with some entries word by word."""

    def directions(self, words: Sequence[str]) -> Floats:
        """What each of some words means, for `close_stems`."""

    def close_stems(self, asked: Floats, number: int) -> frozenset[str]:
        """The stems of an entry's words that mean nearly what one of `asked` does."""


class Words(Protocol):
    """The words channel of a search engine."""

    def scores(self, words: Sequence[QueryWord]) -> WordScores:
        """Every entry's score for the words of a question."""

    def knows(self, word: QueryWord) -> bool:
        """Whether an entry holds the word, in whatever form."""


def knows_word(languages: Languages, words: Words, word: str) -> bool:
    """Whether the glossary uses a folded word, in whatever form, or needs it not."""
    return all(map(words.knows, languages.query_words(word)))
