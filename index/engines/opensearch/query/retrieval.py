"""Candidate retrieval: the entries of a cluster that may answer one query."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from index.analysis.analyzers import QueryWord
from index.analysis.word_vectors import can_embed
from index.channels.exact import lookup_keys
from index.engines.opensearch.query.candidates import Candidates
from index.engines.opensearch.query.dsl import (
    MAX_DOCUMENTS,
    Body,
    bm25f_query,
    count_by_score,
    count_by_words,
    entries_by_number,
    lexical_candidates,
    match_names,
    nearest_entries,
)
from index.engines.opensearch.query.reader import Answer, IndexReader, numbers_in
from index.engines.opensearch.schema.mapping import Stored
from index.model.query import Query
from index.search.scoring import lexical_tail_threshold
from index.search.searcher import SEMANTIC_CANDIDATES

# Lexical candidates by the depth of the page: (last result on the page, candidates).
_LIMITS = ((50, 100), (300, 500))
_MAX_LIMIT = 1_200


class Lookup(NamedTuple):
    """One search of a batch, and what receives its answer."""

    body: Body
    receive: Callable[[Answer], None]


class CandidateRetrieval:
    """Candidates of one query: makes lookups and receives their answers."""

    def __init__(self, reader: IndexReader, query: Query) -> None:
        self._reader, self._filters = reader, query.filters
        self._numbers: set[int] = set()
        self._documents: dict[int, Stored] = {}
        last = query.offset + query.limit
        limits = (limit for depth, limit in _LIMITS if last <= depth)
        self._limit = next(limits, _MAX_LIMIT)
        self.is_truncated = False  # more entries have the words than were retrieved
        self.total = 0  # entries that answer the query, retrieved or not

    def retrieve(self, text: str, name: str | None = None) -> list[Lookup]:
        """Look up the entries for a text: by whole name, by words and by meaning.

        The name is that of the entries to find, if not the text.
        """
        reader, filters = self._reader, self._filters
        words = reader.languages.extract_query_words(text)
        lookups = []
        if keys := lookup_keys(name or text, reader.languages):
            lookups.append(Lookup(match_names(sorted(keys), filters), self._add_answer))
        if by_words := bm25f_query(words, reader.term_stats):
            body = lexical_candidates(by_words, filters, self._limit)
            lookups.append(Lookup(body, self._add_lexical_answer))
        texts = [word.text for word in words]
        if reader.semantics and can_embed(texts, reader.languages.tags):
            phrase = reader.semantics.query_vectors(words).phrase.tolist()
            body = nearest_entries(phrase, filters, SEMANTIC_CANDIDATES)
            lookups.append(Lookup(body, self._add_answer))
        return lookups

    def count(self, words: Sequence[QueryWord]) -> list[Lookup]:
        """Count the entries that answer a query, beyond those retrieved."""
        stats = self._reader.term_stats
        by_words = bm25f_query(words, stats)
        if by_words is None:
            return []
        if self._reader.semantics:
            body = count_by_words(words, stats, self._filters)
        else:
            least = sum(map(stats.idf, words)) * lexical_tail_threshold(len(words))
            body = count_by_score(by_words, self._filters, least)
        return [Lookup(body, self._add_total)]

    def add(self, numbers: Iterable[int]) -> None:
        """Add candidates by their numbers in the glossary."""
        self._numbers.update(numbers)

    def documents(self) -> list[Lookup]:
        """Look up the documents that are neither cached nor read, in parts."""
        missing = self._numbers - self._documents.keys()
        self._documents |= self._reader.cached_documents(missing)
        numbers = sorted(missing - self._documents.keys())
        return [
            Lookup(
                entries_by_number(numbers[start : start + MAX_DOCUMENTS]),
                self._add_documents,
            )
            for start in range(0, len(numbers), MAX_DOCUMENTS)
        ]

    def candidates(self) -> Candidates:
        """Return the candidates whose documents were read."""
        return self._reader.candidates(self._documents.values())

    def _add_answer(self, answer: Answer) -> None:
        self.add(numbers_in(answer))

    def _add_lexical_answer(self, answer: Answer) -> None:
        numbers = numbers_in(answer)
        self.add(numbers)
        self.is_truncated |= len(numbers) >= self._limit

    def _add_total(self, answer: Answer) -> None:
        self.total = max(self.total, int(answer["aggregations"]["answers"]["value"]))

    def _add_documents(self, answer: Answer) -> None:
        self._documents |= self._reader.cache_documents(answer)
