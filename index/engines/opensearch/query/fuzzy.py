"""Names and vocabulary words that the cluster found similar to a query, compared here.

Each holds what was fetched for the lookups of a plan; a lookup that was not planned is
a mistake in the program and raises KeyError.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from index.channels.base import FilterMask
from index.channels.fuzzy import FuzzyMatch, best_matches
from index.channels.name_forms import QueryForms
from index.channels.vocabulary import OVERSAMPLING, SimilarWord, rank_words
from index.engines.opensearch.schema.mapping import Stored
from index.engines.opensearch.schema.name_fields import decode_names, decode_words
from index.engines.opensearch.schema.term_stats import TermCount, TermStats


class ClusterFuzzyNames:
    """Fuzzy channel over the names that were fetched for a text."""

    def __init__(self) -> None:
        self._fetched: dict[str, list[Stored]] = {}

    def add(self, text: str, fetched: Iterable[Stored]) -> None:
        """Add names that may be similar to a text."""
        self._fetched.setdefault(text, []).extend(fetched)

    def find(
        self, text: str, limit: int = 10, mask: FilterMask = None
    ) -> list[FuzzyMatch]:
        """Return the entries with similar names, best first, by glossary number.

        Only names of entries that pass the filters are fetched, so there is no mask.
        """
        names = decode_names(_unique(self._fetched[text]))
        return best_matches(QueryForms.of(text), names, limit)


class ClusterVocabulary:
    """Vocabulary of a glossary: term statistics, and the words that were fetched."""

    def __init__(self, term_stats: TermStats) -> None:
        self._term_stats = term_stats
        self._fetched: dict[str, list[Stored]] = {}

    def add(self, word: str, fetched: Iterable[Stored]) -> None:
        """Add words that may be similar to a word or run of words."""
        self._fetched.setdefault(word, []).extend(fetched)

    def contains(self, word: str) -> bool:
        """Return whether an entry uses exactly this folded word or pair."""
        return self._term_stats.count(TermCount.EXACT_FORM, word) > 0

    def similar_words(
        self, word: str, limit: int, *, names_only: bool = False
    ) -> list[SimilarWord]:
        """Return words of the glossary that look or sound like this one, best first."""
        forms, words = decode_words(_unique(self._fetched[word]))
        matches = best_matches(QueryForms.of(word), forms, OVERSAMPLING * limit)
        matched = [words[match.owner] for match in matches]
        return rank_words(matches, matched, limit, names_only=names_only)


def _unique(fetched: Sequence[Stored]) -> list[Stored]:
    """Drop what both letters and sounds found, and sort as the glossary is sorted."""
    by_key = {_key(each): each for each in fetched}
    return [by_key[key] for key in sorted(by_key)]


def _key(stored: Stored) -> tuple[Any, ...]:
    if "use" in stored:
        return (stored["use"][0].encode(),)
    return stored["owner"], stored["place"]
