"""Search over a cluster: one query in one or two round trips.

The first round trip retrieves entries for the query and makes the lookups that its
interpretation needs; of a query that is a name, interpretation needs none. The second
retrieves entries for the correction and reads documents; those that it shows to be
missing, as no process has read them lately, take one more. Scores are computed here.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.autocomplete.completer import MAX_COMPLETIONS, Completer, Completion
from index.channels.exact import NameMatch, lookup_keys
from index.channels.fuzzy import MAX_EXHAUSTIVE
from index.channels.name_forms import QueryForms
from index.engines.opensearch.query.candidates import Candidates
from index.engines.opensearch.query.completions import ClusterPrefixIndex
from index.engines.opensearch.query.dsl import all_of_kind, similar_names, similar_words
from index.engines.opensearch.query.fuzzy import ClusterFuzzyNames, ClusterVocabulary
from index.engines.opensearch.query.reader import IndexReader, stored_in
from index.engines.opensearch.query.retrieval import CandidateRetrieval, Lookup
from index.engines.opensearch.query.semantic import CandidateSemantics
from index.engines.opensearch.schema.mapping import Kind
from index.engines.opensearch.schema.term_stats import TermCount
from index.model.query import Filters, Query
from index.model.results import Page
from index.search.inner_names import InnerNames
from index.search.interpretation import (
    Interpretation,
    LookupPlan,
    QueryInterpreter,
)
from index.search.query_correction import QueryCorrector
from index.search.results import ResultBuilder
from index.search.searcher import Searcher


class SearchRequest:
    """One query on its way to a page of results; used once."""

    def __init__(self, reader: IndexReader, query: Query) -> None:
        self._reader, self._query = reader, query
        self._names = ClusterFuzzyNames()
        self._vocabulary = ClusterVocabulary(reader.term_stats)
        corrector = QueryCorrector(
            self._vocabulary, reader.is_known, reader.common_words
        )
        self._interpreter = QueryInterpreter(reader.languages, self._names, corrector)
        self._text = self._interpreter.resolve(query.text, self._is_any_name)
        self._inner_name = self._find_inner_name()
        self._retrieval = CandidateRetrieval(reader, query)

    def page(self) -> Page:
        """Return the entries that answer the query, best first."""
        text, retrieval = self._text, self._retrieval
        self._fetch(
            [
                *retrieval.retrieve(text, self._inner_name),
                *self._look_up(self._plan()),
            ]
        )
        query = self._interpreter.interpret(
            text,
            is_name=self._is_name(),
            inner_name=self._inner_name,
            completions=self._complete(),
        )
        retrieval.add(name.owner for name in (*query.similar_names, *query.offers))
        retrieval.add(each.entry for each in query.completions)
        self._fetch([*self._follow_up(query), *retrieval.documents()[:1]])
        self._read_documents()
        candidates = retrieval.candidates()
        searcher = self._searcher(candidates)
        trace = searcher.search(query.renumber(candidates.places))
        page = ResultBuilder(candidates, searcher).page(self._query, trace)
        return replace(page, total=page.total and max(page.total, retrieval.total))

    def _plan(self) -> LookupPlan:
        """Plan the lookups of the first round trip.

        Where filters may exclude the entry of this name, other entries may answer.
        """
        is_any_name = self._is_any_name(self._text)
        if self._inner_name or (is_any_name and self._query.filters == Filters()):
            return LookupPlan()
        return self._interpreter.plan(self._text)

    def _complete(self) -> list[Completion]:
        """Return completions of a query whose last word is not in the glossary."""
        if self._inner_name or self._interpreter.is_whole(self._text):
            return []
        prefixes = ClusterPrefixIndex(self._reader, self._query.filters)
        return Completer(prefixes).find_prefix(self._text, MAX_COMPLETIONS)

    def _look_up(self, plan: LookupPlan) -> list[Lookup]:
        names = (lookup for text in plan.names for lookup in self._similar_names(text))
        words = (lookup for word in plan.words for lookup in self._similar_words(word))
        return [*names, *words]

    def _similar_names(self, text: str) -> list[Lookup]:
        """Look up names similar to a text; in a small glossary, all names."""
        filters, forms = self._query.filters, QueryForms.of(text)
        self._names.add(text, [])
        if not forms.letters:
            return []
        if self._reader.names > MAX_EXHAUSTIVE:
            bodies = similar_names(forms, filters)
        else:
            bodies = [all_of_kind(Kind.FORM, filters, MAX_EXHAUSTIVE)]
        return [
            Lookup(body, lambda answer: self._names.add(text, stored_in(answer)))
            for body in bodies
        ]

    def _similar_words(self, word: str) -> list[Lookup]:
        """Look up vocabulary words similar to one; of a small vocabulary, all."""
        if self._reader.words > MAX_EXHAUSTIVE:
            bodies = similar_words(QueryForms.of(word))
        else:
            bodies = [all_of_kind(Kind.WORD, Filters(), MAX_EXHAUSTIVE)]
        return [
            Lookup(body, lambda answer: self._vocabulary.add(word, stored_in(answer)))
            for body in bodies
        ]

    def _is_any_name(self, text: str) -> bool:
        """Return whether a text is a name of any entry, whatever the filters."""
        keys = lookup_keys(text, self._reader.languages)
        return any(
            self._reader.term_stats.count(TermCount.NAME, key) > 0
            for key, best in keys.items()
            if best <= NameMatch.INFLECTED
        )

    def _find_inner_name(self) -> str | None:
        """Return the name that a question is about, if it is not one itself."""
        if self._is_any_name(self._text):
            return None
        reader = self._reader
        finder = InnerNames(
            reader.languages,
            reader.is_known,
            reader.common_words,
            reader.term_stats.idf,
        )
        return finder.find(self._query.text, self._is_any_name)

    def _is_name(self) -> bool:
        """Return whether the query is a name of an entry that passes the filters."""
        is_any_name = self._is_any_name(self._text)
        if not is_any_name or self._query.filters == Filters():
            return is_any_name
        self._read_documents()
        return self._searcher(self._retrieval.candidates()).is_name(self._text)

    def _follow_up(self, query: Interpretation) -> list[Lookup]:
        """Look up what the interpretation adds: totals, and the corrected query."""
        retrieval = self._retrieval
        lookups = retrieval.count(query.words) if retrieval.is_truncated else []
        if query.correction is not None:
            text = query.correction.text
            words = self._reader.languages.extract_query_words(text)
            lookups += [*retrieval.retrieve(text), *retrieval.count(words)]
        return lookups

    def _read_documents(self) -> None:
        """Read the documents of all candidates, in parts that bound each response."""
        for lookup in self._retrieval.documents():
            self._fetch([lookup])

    def _fetch(self, lookups: Sequence[Lookup]) -> None:
        """Make all lookups in one round trip."""
        answers = self._reader.search_many([lookup.body for lookup in lookups])
        for lookup, answer in zip(lookups, answers, strict=True):
            lookup.receive(answer)

    def _searcher(self, candidates: Candidates) -> Searcher:
        semantics = self._reader.semantics
        return Searcher(
            self._reader.languages,
            exact=candidates,
            lexical=candidates,
            semantic=CandidateSemantics(candidates, semantics) if semantics else None,
        )
