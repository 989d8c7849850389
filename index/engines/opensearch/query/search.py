"""One question put to a cluster: in one round, or two where it is not clear.

The first round asks for entries so called, entries with its words, names and words like
it; the second, for what the first showed to be meant. Then they are weighed here.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from index.analysis.analyzers import QueryWord
from index.analysis.folding import fold
from index.channels.base import contains_word
from index.channels.exact import NameMatch, lookup_keys
from index.channels.fuzzy import MAX_EXHAUSTIVE
from index.channels.name_forms import QueryForms
from index.engines.opensearch.query.candidates import Candidates
from index.engines.opensearch.query.dsl import (
    AT_ONCE,
    Body,
    called,
    counted_by_words,
    counted_by_worth,
    every_form,
    holding,
    like,
    near_names,
    near_words,
    numbered,
    rarity_of,
    worded,
)
from index.engines.opensearch.query.fuzzy import ClusterFuzzyNames, ClusterVocabulary
from index.engines.opensearch.query.reader import IndexReader, numbers_in, stored_in
from index.engines.opensearch.query.semantic import CandidateSemantics
from index.engines.opensearch.schema.mapping import Kind, Stored
from index.engines.opensearch.schema.term_stats import TermCount
from index.model.query import Filters, Query
from index.model.results import Page
from index.search.query_correction import QueryCorrector
from index.search.results import ResultBuilder
from index.search.scoring import lexical_tail_threshold
from index.search.searcher import BY_MEANING, Searcher

# Candidates by words, by how deep a page lies: enough for the first pages, and so on.
_DEPTHS = ((50, 100), (300, 500))
_DEEPEST = 1_200


class _Wanted(NamedTuple):
    """A search, and what for: what it finds, and for which part of the question."""

    what: str
    part: str
    body: Body


_NUMBERS, _BY_WORDS, _COUNTED = "numbers", "numbers by words", "counted"


class SearchRequest:
    """One question on its way to an answer, used once."""

    def __init__(self, served: IndexReader, query: Query) -> None:
        self._served, self._query = served, query
        self._numbers: set[int] = set()  # of the entries that may answer
        self._entries: dict[int, Stored] = {}
        self._forms: list[Stored] = []
        self._parts: dict[str, list[Stored]] = {}
        self._is_cut, self._counted = False, 0
        deepest = query.offset + query.limit
        depths = (size for end, size in _DEPTHS if deepest <= end)
        self._size = next(depths, _DEEPEST)

    def page(self) -> Page:
        """The entries that answer the question, best first."""
        self._ask(self._first())
        names, words = ClusterFuzzyNames(self._query.text, self._forms), self._words()
        self._ask([*self._second(names, words), *self._missing()[:1]])
        self._read()
        candidates = self._candidates()
        finder = self._finder(candidates, names.among(candidates.places), words)
        answerer = ResultBuilder(candidates, self._served.languages, finder)
        page = answerer.page(self._query)
        if not page.total:
            return page
        return replace(page, total=max(page.total, self._counted))

    def _first(self) -> list[_Wanted]:
        """What is asked of every question; of a name, hardly anything."""
        text = self._query.text
        wanted = self._direct(text)
        if self._is_name() and self._query.filters == Filters():
            return wanted
        return [*wanted, *self._near(text), *self._unclear(text)]

    def _is_name(self) -> bool:
        """Whether the question is a name of an entry, whatever the filters say."""
        return self._served.lexicon.count(TermCount.NAMING, fold(self._query.text)) > 0

    def _is_answered(self) -> bool:
        """Whether the question is a name of an entry that passes."""
        if not self._is_name():
            return False
        if self._query.filters == Filters():
            return True
        self._read()
        whole = self._candidates().match_name(self._query.text)
        return any(kind <= NameMatch.ALSO_CALLED for kind in whole.values())

    def _missing(self) -> list[_Wanted]:
        """The entries that may answer and are not known yet."""
        known = self._served.kept.of(self._numbers - self._entries.keys())
        self._entries |= known
        missing = sorted(self._numbers - self._entries.keys())
        return [
            _Wanted(Kind.ENTRY, "", numbered(missing[start : start + AT_ONCE]))
            for start in range(0, len(missing), AT_ONCE)
        ]

    def _read(self) -> None:
        """Read the entries that may answer, as far as they are not known yet."""
        for part in self._missing():
            self._ask([part])

    def _near(self, text: str) -> list[_Wanted]:
        """Names like the question; all of them where there are few."""
        served, filters, typed = self._served, self._query.filters, QueryForms.of(text)
        if not typed.letters:
            return []
        few = every_form(Kind.FORM, filters, MAX_EXHAUSTIVE)
        bodies = near_names(typed, filters) if served.forms > MAX_EXHAUSTIVE else [few]
        return [_Wanted(Kind.FORM, "", body) for body in bodies]

    def _unclear(self, text: str) -> list[_Wanted]:
        """Words like those of the question that the glossary does not know."""
        nothing_yet = self._finder(
            self._candidates(), ClusterFuzzyNames(text, []), self._words()
        )
        few = every_form(Kind.WORD, Filters(), MAX_EXHAUSTIVE)
        is_large = self._served.words > MAX_EXHAUSTIVE
        return [
            _Wanted(Kind.WORD, part, body)
            for part in nothing_yet.mender.unknown_segments(text)
            for body in (near_words(QueryForms.of(part)) if is_large else [few])
        ]

    def _second(
        self, names: ClusterFuzzyNames, words: ClusterVocabulary
    ) -> list[_Wanted]:
        """What the first answers showed to be meant."""
        text = self._query.text
        asked = self._served.languages.extract_query_words(text)
        wanted = self._count(asked) if self._is_cut else []
        if self._is_answered():
            return wanted
        finder = self._finder(self._served.candidates([]), names, words)
        self._numbers |= {near.owner for near in finder.near(text, asked)}
        mended = finder.mender.correct(text)
        if mended is None:
            return wanted
        again = self._served.languages.extract_query_words(mended.text)
        return [*wanted, *self._direct(mended.text), *self._count(again)]

    def _direct(self, text: str) -> list[_Wanted]:
        """Entries so called, with its words, and with its meaning."""
        served, filters = self._served, self._query.filters
        words = served.languages.extract_query_words(text)
        keys = lookup_keys(text, served.languages)
        wanted = [_Wanted(_NUMBERS, "", called(sorted(keys), filters))] if keys else []
        by_words = worded(words, served.lexicon, served.entries)
        if by_words:
            body = holding(by_words, filters, self._size)
            wanted.append(_Wanted(_BY_WORDS, "", body))
        if served.meanings and words:
            phrase = served.meanings.asked(words).phrase.tolist()
            wanted.append(_Wanted(_NUMBERS, "", like(phrase, filters, BY_MEANING)))
        return wanted

    def _count(self, words: Sequence[QueryWord]) -> list[_Wanted]:
        """How many answers there are in all, where only the best are looked at."""
        served, filters = self._served, self._query.filters
        by_words = worded(words, served.lexicon, served.entries)
        if by_words is None:
            return []
        if served.meanings:
            body = counted_by_words(words, served.lexicon, served.entries, filters)
        else:
            rare = [rarity_of(word, served.lexicon, served.entries) for word in words]
            least = sum(rare) * lexical_tail_threshold(len(words))
            body = counted_by_worth(by_words, filters, least)
        return [_Wanted(_COUNTED, "", body)]

    def _ask(self, wanted: Sequence[_Wanted]) -> None:
        """Ask for everything at once, and keep what is found by what it is for."""
        answers = self._served.ask([each.body for each in wanted])
        for each, answer in zip(wanted, answers, strict=True):
            match each.what:
                case "counted":
                    value = int(answer["aggregations"]["answers"]["value"])
                    self._counted = max(self._counted, value)
                case Kind.ENTRY:
                    self._entries |= self._served.keep(answer)
                case Kind.FORM:
                    self._forms += stored_in(answer)
                case Kind.WORD:
                    self._parts.setdefault(each.part, []).extend(stored_in(answer))
                case _:
                    found = numbers_in(answer)
                    self._numbers |= set(found)
                    by_words = each.what == _BY_WORDS
                    self._is_cut |= by_words and len(found) >= self._size

    def _candidates(self) -> Candidates:
        return self._served.candidates(self._entries.values())

    def _words(self) -> ClusterVocabulary:
        return ClusterVocabulary(self._parts, self._served.lexicon)

    def _finder(
        self, candidates: Candidates, names: ClusterFuzzyNames, words: ClusterVocabulary
    ) -> Searcher:
        served = self._served
        is_known = partial(contains_word, served.languages, candidates)
        meanings = served.meanings
        return Searcher(
            languages=served.languages,
            designations=candidates,
            words=candidates,
            names=names,
            mender=QueryCorrector(words, is_known),
            meaning=CandidateSemantics(candidates, meanings) if meanings else None,
        )
