"""Results: ranked entries as a page of hits, suggestions, and a better query."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.analysis.folding import fold
from index.analysis.word_vectors import Floats
from index.autocomplete.completer import Completion
from index.channels.base import FilterMask, SemanticChannel
from index.channels.exact import NameMatch
from index.channels.fuzzy import FuzzyMatch
from index.model.glossary import Entry
from index.model.query import Channel, Query
from index.model.results import DidYouMean, Hit, Offer, Page, SortKeys, Suggestion
from index.search.caution import demote_alarming_guesses, may_offer
from index.search.exactness import exactness, has_signs, prefer_same_spelling
from index.search.highlighting import (
    Highlighter,
    designation_match,
    exact_match,
    fuzzy_match,
    has_prefix,
    highlight_length,
    highlight_prefix,
    highlight_similar,
    lexical_match,
    make_snippet,
    split_segments,
)
from index.search.interpretation import Interpretation
from index.search.query_correction import SUGGESTABLE
from index.search.ranking import RankedEntry, rank
from index.search.scoring import Scored
from index.search.searcher import Searcher, SearchTrace

_FUZZY = (Channel.SPELLING, Channel.SOUND)
_MIN_LEAD = 0.01  # by which the best score must exceed the next to suggest a query


class _HighlightContext:
    """A query with what is needed to highlight the entries that answer it."""

    def __init__(
        self, text: str, trace: SearchTrace, audience: str | None = None
    ) -> None:
        self.text = text
        self.audience = audience
        self.tokens = frozenset(t for word in trace.words for t in word.tokens)
        self.similar_names = {name.owner: name for name in trace.query.similar_names}
        self._words = [word.text for word in trace.words]
        self._vectors: Floats | None = None

    def vectors(self, semantic: SemanticChannel) -> Floats:
        """Return the alignment vectors of the words, looked up at the first call."""
        if self._vectors is None:
            self._vectors = semantic.alignment_vectors(self._words)
        return self._vectors


class EntryReader(Protocol):
    """Entries by number, with the keys that sort them."""

    sort_keys: SortKeys

    def entry(self, number: int) -> Entry:
        """Return the entry with this number."""


class ResultBuilder:
    """Builder of pages: reads the entries, and highlights why they match."""

    def __init__(self, entries: EntryReader, searcher: Searcher) -> None:
        self._entries = entries
        self._searcher = searcher

    def page(self, query: Query, trace: SearchTrace) -> Page:
        """Build the page of results that the query asks for, best first."""
        window = slice(query.offset, query.offset + query.limit)
        scored = prefer_same_spelling(
            trace.scored, trace.query.subject, self._entries.entry
        )
        scored = demote_alarming_guesses(scored, query.text, self._read_headword)
        ranking = rank(scored, self._entries.sort_keys, window)
        audience = query.filters.audience
        context = _HighlightContext(trace.query.subject, trace, audience)
        hits = tuple(self._hit(ranked, context) for ranked in ranking.page)
        offers = () if ranking.total else self._offers(trace.query)
        did_you_mean = self._did_you_mean(trace)
        if did_you_mean is None and offers:
            did_you_mean = DidYouMean(offers[0].query, offers[0].channel)
        return Page(ranking.total, hits, did_you_mean, offers)

    def _read_headword(self, number: int) -> str:
        return self._entries.entry(number).headword

    def _did_you_mean(self, trace: SearchTrace) -> DidYouMean | None:
        """Return the designation that was meant, if one is likely.

        A designation is shown in its own spelling, the headword before a variant.
        """
        query = trace.query
        if hidden := self._hidden_form(query.subject, trace.mask):
            return DidYouMean(hidden.headword, Channel.SPELLING)
        if not query.oov_share or not _one_stands_out(trace.scored):
            return None
        correction, named = query.correction, None
        if correction is not None and correction.confidence >= SUGGESTABLE:
            named = self._named_entry(correction.text, trace.mask)
            channel = correction.channel
        elif best := self._similar_name(query):
            named, channel = self._entries.entry(best.owner), best.channel
        if named is None or fold(named.headword) == fold(query.text):
            return None
        return DidYouMean(named.headword, channel)

    def _hidden_form(self, text: str, mask: FilterMask) -> Entry | None:
        """Return the entry of which the text is a hidden form, and no other name."""
        matches = self._searcher.exact.match_name(text, mask)
        hidden = [n for n, match in matches.items() if match == NameMatch.HIDDEN_FORM]
        if not hidden or min(matches.values()) < NameMatch.HIDDEN_FORM:
            return None
        return self._entries.entry(hidden[0])

    def _named_entry(self, text: str, mask: FilterMask) -> Entry | None:
        """Return the entry that a corrected query names, if it is one."""
        matches = self._searcher.exact.match_name(text, mask)
        best = min(matches, key=lambda number: matches[number], default=None)
        if best is None or matches[best] > NameMatch.INFLECTED:
            return None
        return self._entries.entry(best)

    def _similar_name(self, query: Interpretation) -> FuzzyMatch | None:
        """Return the most similar name if no word of the query is known."""
        best = next(iter(query.similar_names), None)
        if best is None or best.confidence < SUGGESTABLE or query.oov_share < 1:
            return None
        return best

    def _offers(self, query: Interpretation) -> tuple[Offer, ...]:
        """Return the headwords that may have been meant, each once."""
        offers: dict[str, Offer] = {}
        for name in query.offers:
            headword = self._entries.entry(name.owner).headword
            certainty = round(name.confidence, 3)
            if may_offer(query.text, headword, name.confidence):
                offers.setdefault(headword, Offer(headword, name.channel, certainty))
        return tuple(offers.values())

    def _hit(self, ranked: RankedEntry, context: _HighlightContext) -> Hit:
        entry = self._entries.entry(ranked.number).for_audience(context.audience)
        highlighter = Highlighter(
            self._searcher.languages.analyzer_for(entry.language),
            context.tokens | self._similar_stems(ranked, context),
        )
        definition = entry.definition.text
        spans = highlighter.highlight(definition)
        is_fuzzy = ranked.channel in _FUZZY
        similar = context.similar_names.get(ranked.number) if is_fuzzy else None
        return Hit(
            entry=entry,
            score=round(ranked.score, 6),
            match=(
                exact_match(entry, context.text)
                if ranked.channel == Channel.EXACT
                else fuzzy_match(entry, similar)
                if similar is not None
                else lexical_match(entry, highlighter, spans, ranked.channel)
            ),
            snippet=make_snippet(definition, spans),
            headword_parts=split_segments(
                entry.headword,
                highlighter.highlight(entry.headword)
                or (highlight_similar(entry.headword, context.text) if similar else ()),
            ),
            same_as=tuple(
                self._entries.entry(each).reference for each in ranked.collapsed
            ),
            same_as_total=ranked.collapsed_total,
        )

    def _similar_stems(
        self, ranked: RankedEntry, context: _HighlightContext
    ) -> frozenset[str]:
        """Return the entry's words that are similar to the query's, to highlight."""
        semantic = self._searcher.semantic
        if semantic is None or ranked.channel != Channel.MEANING:
            return frozenset()
        return semantic.similar_stems(context.vectors(semantic), ranked.number)


def build_suggestions(
    entries: EntryReader, completions: Sequence[Completion], typed: str
) -> tuple[Suggestion, ...]:
    """Build suggestions; drop those that do not start with all of a long prefix."""
    folded = fold(typed)
    suggestions = (
        _suggestion(entries.entry(each.entry), each, folded) for each in completions
    )
    shown = [each for each in suggestions if each is not None]
    return tuple(sorted(shown, key=lambda each: _prefix_difference(each.entry, typed)))


def _prefix_difference(entry: Entry, typed: str) -> int:
    """Return by what an entry's best name differs from the text typed.

    0 to 3 for a name with the same words, as in `Exactness`; 4 for one that goes on,
    which must begin with the signs typed if there are any; else 5.
    """
    folded, start = fold(typed), typed.strip().casefold()
    names = [designation.text for designation in entry.designations]
    same = [exactness(typed, name) for name in names if fold(name) == folded]
    if same:
        return min(same)
    goes_on = any(name.casefold().startswith(start) for name in names)
    return 4 if goes_on or not has_signs(typed) else 5


def _suggestion(entry: Entry, completion: Completion, folded: str) -> Suggestion | None:
    designation = entry.designation(completion.designation)
    is_exact = completion.channel == Channel.WORDS
    if is_exact and not has_prefix(designation.text, folded):
        return None
    spans = highlight_prefix(entry.headword, folded)
    if not spans and not completion.designation:
        spans = highlight_length(entry.headword, completion.word, folded)
    return Suggestion(
        entry=entry,
        match=designation_match(completion.channel, entry, designation),
        parts=split_segments(entry.headword, spans),
    )


def _one_stands_out(scored: Scored) -> bool:
    """Tell whether one result scores clearly better than every other."""
    best = np.sort(scored.scores)[-2:].tolist()
    return len(best) == 1 or (len(best) == 2 and best[1] - best[0] >= _MIN_LEAD)
