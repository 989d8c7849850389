"""Interfaces of the retrieval channels, which every engine implements."""

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
from index.channels.sentences import SentenceQuery

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]
FilterMask = NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Scores of all entries for the words of a query.

    By entry, `lexical` is the BM25F score as a share (0 to 1) of the query's total IDF,
    and `coverage` the share of that total in words that the entry contains, however
    often. By word, `idfs` are the inverse document frequencies. `known_share` is the
    share of the total IDF in words that some entry contains.
    """

    lexical: Floats
    coverage: Floats
    idfs: Floats
    known_share: float
    entry_count: int


class ExactChannel(Protocol):
    """Lookup of entries by whole designations."""

    def match_name(self, text: str, mask: FilterMask = None) -> dict[int, NameMatch]:
        """Return the best match of the text by the number of each entry so called.

        Of entries that pass the mask, at most `MAX_OWNERS`, those with the best match.
        """

    def unique_owner(self, text: str) -> int | None:
        """Return the entry that the text designates, if there is exactly one."""


class FuzzyChannel(Protocol):
    """Lookup of entries by names that are spelled or sound similar."""

    def find(
        self, text: str, limit: int = 10, mask: FilterMask = None
    ) -> list[FuzzyMatch]:
        """Return the entries with names similar to the text, best first."""


class SemanticChannel(Protocol):
    """Lookup of entries by word vectors."""

    vectors: WordVectors

    def nearest(self, query: QueryVectors, count: int, mask: FilterMask) -> Numbers:
        """Return about `count` entries near the query, in no order."""

    def cosines(self, query: QueryVectors, entries: Numbers) -> Floats:
        """Return the cosine between the query and each entry."""

    def max_sim(self, query: QueryVectors, entries: Numbers) -> MaxSim:
        """Compare the query with each entry word by word."""

    def alignment_vectors(self, words: Sequence[str]) -> Floats:
        """Return a vector for each word, for `similar_stems`."""

    def similar_stems(self, vectors: Floats, entry: int) -> frozenset[str]:
        """Return the stems of the entry's words similar to one of `vectors`."""


class SentenceChannel(Protocol):
    """Lookup of entries by a sentence encoder."""

    def encode(self, text: str) -> SentenceQuery:
        """Encode a query and compare it with all entries."""


class LexicalChannel(Protocol):
    """Full-text search by words."""

    def scores(self, words: Sequence[QueryWord]) -> LexicalScores:
        """Score every entry for the words of a query."""

    def contains(self, word: QueryWord) -> bool:
        """Tell whether some entry contains the word, in any inflection."""

    def idf(self, word: QueryWord) -> float:
        """Return the inverse document frequency of the word, in any inflection."""


def contains_word(languages: Languages, lexical: LexicalChannel, word: str) -> bool:
    """Tell whether a folded word occurs in some entry or is a stop word."""
    is_used = all(map(lexical.contains, languages.extract_query_words(word)))
    return is_used or languages.is_stop_word(word)
