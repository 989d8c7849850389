"""Names and words that the cluster found like a question, compared with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.channels.base import FilterMask
from index.channels.fuzzy import FuzzyMatch, best_matches
from index.channels.name_forms import QueryForms
from index.channels.vocabulary import OVERSAMPLING, SimilarWord, rank_words
from index.engines.opensearch.schema.mapping import Stored
from index.engines.opensearch.schema.name_fields import name_forms_of, word_forms_of
from index.engines.opensearch.schema.term_stats import TermCount, TermStats


class ClusterFuzzyNames:
    """Designations that the cluster found like a question, compared with it."""

    def __init__(self, text: str, found: Sequence[Stored]) -> None:
        self._text, self._said = text, name_forms_of(_different(found))
        self._found: dict[int, list[FuzzyMatch]] = {}

    def find(
        self,
        text: str,
        limit: int = 10,
        mask: FilterMask = None,
    ) -> list[FuzzyMatch]:
        """The entries with names near to the text, by their numbers in the glossary."""
        if text != self._text:
            return []
        if limit not in self._found:
            self._found[limit] = best_matches(QueryForms.of(text), self._said, limit)
        return self._found[limit]

    def among(self, places: Mapping[int, int]) -> "ClusterFuzzyNames":
        """The same by the new numbers of candidates; the others are left out."""
        names = ClusterFuzzyNames(self._text, [])
        names._found = {
            limit: [
                replace(near, owner=places[near.owner])
                for near in found
                if near.owner in places
            ]
            for limit, found in self._found.items()
        }
        return names


class ClusterVocabulary:
    """The vocabulary, as far as a question may need it."""

    def __init__(
        self, found: Mapping[str, Sequence[Stored]], lexicon: TermStats
    ) -> None:
        self._found = {
            part: word_forms_of(_different(stored)) for part, stored in found.items()
        }
        self._lexicon = lexicon
        self._near: dict[tuple[str, int], list[FuzzyMatch]] = {}

    def contains(self, word: str) -> bool:
        """Whether an entry uses exactly this folded word or pair."""
        return self._lexicon.count(TermCount.KNOWN, word) > 0

    def similar_words(
        self, word: str, limit: int, *, names_only: bool = False
    ) -> list[SimilarWord]:
        """Words of the glossary that look or sound like this one, best first."""
        if word not in self._found:
            return []
        said, used = self._found[word]
        near = self._near.get((word, limit))
        if near is None:
            near = best_matches(QueryForms.of(word), said, OVERSAMPLING * limit)
            self._near[word, limit] = near
        uses = [used[each.owner] for each in near]
        return rank_words(near, uses, limit, names_only=names_only)


def _different(found: Sequence[Stored]) -> list[Stored]:
    """Each once, in the order of the glossary: found by letters and by sounds."""
    by_key = {_key(each): each for each in found}
    return [by_key[key] for key in sorted(by_key)]


def _key(stored: Stored) -> tuple[Any, ...]:
    if "use" in stored:
        return (stored["use"][0].encode(),)
    return stored["owner"], stored["place"]
