"""One question put to a cluster: in one round, or two where it is not clear.

The first round asks for entries so called, entries with its words, names and words like
it; the second, for what the first showed to be meant. Then they are weighed here.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from index.answering import Answerer
from index.channels import knows_word
from index.designations import Whole, keys_of
from index.finding import BY_MEANING, Finder
from index.folding import fold
from index.languages import QueryWord
from index.lexicon import Count
from index.mending import Mender
from index.near import SMALL, Typed
from index.opensearch_candidates import Candidates, Stored
from index.opensearch_mapping import Kind
from index.opensearch_meaning import CandidatesMeaning
from index.opensearch_near import NearNames, NearWords
from index.opensearch_queries import (
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
from index.opensearch_served import Served, stored_in
from index.search import Filters, Page, Query
from index.weighing import words_tail

# Candidates by words, by how deep a page lies: enough for the first pages, and so on.
_DEPTHS = ((50, 100), (300, 500))
_DEEPEST = 1_200


class _Wanted(NamedTuple):
    """A search, and what for: what it finds, and for which part of the question."""

    what: str
    part: str
    body: Body


_BY_WORDS, _COUNTED = "by words", "counted"


class Question:
    """One question on its way to an answer, used once."""

    def __init__(self, served: Served, query: Query) -> None:
        self._served, self._query = served, query
        self._found: dict[tuple[str, str], list[Stored]] = {}
        self._is_cut, self._counted = False, 0
        deepest = query.offset + query.limit
        depths = (size for end, size in _DEPTHS if deepest <= end)
        self._size = next(depths, _DEEPEST)

    def page(self) -> Page:
        """The entries that answer the question, best first."""
        self._ask(self._first(self._query.text))
        names, words = self._names(), self._words()
        self._ask(self._second(self._finder(self._candidates(), names, words)))
        candidates = self._candidates()
        finder = self._finder(candidates, names.among(candidates.places), words)
        answerer = Answerer(candidates, self._served.languages, finder)
        page = answerer.page(self._query)
        if not page.total:
            return page
        return replace(page, total=max(page.total, self._counted))

    def _first(self, text: str) -> list[_Wanted]:
        """What is asked of every question."""
        wanted = self._direct(text)
        is_name = self._served.lexicon.count(Count.NAMING, fold(text)) > 0
        if is_name and self._query.filters == Filters():
            return wanted
        return [*wanted, *self._near(text), *self._unclear(text)]

    def _near(self, text: str) -> list[_Wanted]:
        """Names like the question; all of them where there are few."""
        served, filters, typed = self._served, self._query.filters, Typed.of(text)
        if not typed.letters:
            return []
        few = every_form(Kind.FORM, filters, SMALL)
        bodies = near_names(typed, filters) if served.forms > SMALL else [few]
        return [_Wanted(Kind.FORM, "", body) for body in bodies]

    def _unclear(self, text: str) -> list[_Wanted]:
        """Words like those of the question that the glossary does not know."""
        nothing_yet = self._finder(self._candidates(), self._names(), self._words())
        few = every_form(Kind.WORD, Filters(), SMALL)
        is_large = self._served.words > SMALL
        return [
            _Wanted(Kind.WORD, part, body)
            for part in nothing_yet.mender.unclear(text)
            for body in (near_words(Typed.of(part)) if is_large else [few])
        ]

    def _second(self, finder: Finder) -> list[_Wanted]:
        """What the first answers showed to be meant."""
        text = self._query.text
        words = self._served.languages.query_words(text)
        wanted = self._count(words) if self._is_cut else []
        if any(k <= Whole.STATED for k in finder.designations.whole(text).values()):
            return wanted
        mended = finder.mender.mend(text)
        if mended is not None:
            again = self._served.languages.query_words(mended.text)
            wanted += [*self._direct(mended.text), *self._count(again)]
        owners = {near.owner for near in finder.near(text, words)}
        missing = sorted(owners - self._candidates().places.keys())
        if missing:
            wanted.append(_Wanted(Kind.ENTRY, "", numbered(missing, len(missing))))
        return wanted

    def _direct(self, text: str) -> list[_Wanted]:
        """Entries so called, with its words, and with its meaning."""
        served, filters = self._served, self._query.filters
        words = served.languages.query_words(text)
        keys = keys_of(text, served.languages)
        wanted = (
            [_Wanted(Kind.ENTRY, "", called(sorted(keys), filters))] if keys else []
        )
        by_words = worded(words, served.lexicon, served.entries)
        if by_words:
            body = holding(by_words, filters, self._size)
            wanted.append(_Wanted(_BY_WORDS, "", body))
        if served.meanings and words:
            phrase = served.meanings.asked(words).phrase.tolist()
            wanted.append(_Wanted(Kind.ENTRY, "", like(phrase, filters, BY_MEANING)))
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
            least = sum(rare) * words_tail(len(words))
            body = counted_by_worth(by_words, filters, least)
        return [_Wanted(_COUNTED, "", body)]

    def _ask(self, wanted: Sequence[_Wanted]) -> None:
        """Ask for everything at once, and keep what is found by what it is for."""
        answers = self._served.ask([each.body for each in wanted])
        for each, answer in zip(wanted, answers, strict=True):
            if each.what == _COUNTED:
                counted = answer["aggregations"]["answers"]["value"]
                self._counted = max(self._counted, int(counted))
                continue
            stored = stored_in(answer)
            if each.what == _BY_WORDS:
                self._is_cut |= len(stored) >= self._size
            what = Kind.ENTRY if each.what == _BY_WORDS else each.what
            self._found.setdefault((what, each.part), []).extend(stored)

    def _candidates(self) -> Candidates:
        return self._served.candidates(self._found.get((Kind.ENTRY, ""), []))

    def _names(self) -> NearNames:
        return NearNames(self._query.text, self._found.get((Kind.FORM, ""), []))

    def _words(self) -> NearWords:
        found = self._found.items()
        parts = {part: each for (what, part), each in found if what == Kind.WORD}
        return NearWords(parts, self._served.lexicon)

    def _finder(
        self, candidates: Candidates, names: NearNames, words: NearWords
    ) -> Finder:
        served = self._served
        knows = partial(knows_word, served.languages, candidates)
        meanings = served.meanings
        return Finder(
            languages=served.languages,
            designations=candidates,
            words=candidates,
            names=names,
            mender=Mender(words, knows),
            meaning=CandidatesMeaning(candidates, meanings) if meanings else None,
        )
