"""What was found, made into answers: pages of hits, suggestions, a better question."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.analysis.folding import fold
from index.analysis.word_vectors import Floats
from index.autocomplete.completer import Completion
from index.channels.base import SemanticChannel
from index.channels.exact import NameMatch
from index.model.glossary import Entry
from index.model.query import Channel, Query
from index.model.results import DidYouMean, Hit, Page, SortKeys, Suggestion
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

_BY_EAR = (Channel.SPELLING, Channel.SOUND)
_STANDS_OUT = 0.01  # score by which the best answer is ahead of the next


class _HighlightContext:
    """A question with what is needed to show why an entry answers it."""

    def __init__(self, text: str, finding: SearchTrace) -> None:
        self.text = text
        self.words = [word.text for word in finding.words]
        self.tokens = frozenset(t for word in finding.words for t in word.tokens)
        self.near = {near.owner: near for near in finding.query.similar_names}
        self._directions: Floats | None = None

    def alignment_vectors(self, meaning: SemanticChannel) -> Floats:
        """What the words mean, looked up when the first entry needs it."""
        if self._directions is None:
            self._directions = meaning.alignment_vectors(self.words)
        return self._directions


class Entries(Protocol):
    """Entries by number, wherever they are kept."""

    sort_keys: SortKeys

    def entry(self, number: int) -> Entry:
        """The entry with this number."""


class ResultBuilder:
    """Reads what was found from the catalog and says why it is there."""

    def __init__(self, catalog: Entries, finder: Searcher) -> None:
        self._catalog = catalog
        self._languages = finder.languages
        self._finder = finder

    def page(self, query: Query, finding: SearchTrace) -> Page:
        """Build the wanted page of what a search found, best first."""
        wanted = slice(query.offset, query.offset + query.limit)
        ranking = rank(finding.found, self._catalog.sort_keys, wanted)
        asked = _HighlightContext(query.text, finding)
        hits = tuple(self._hit(each, asked) for each in ranking.page)
        return Page(ranking.total, hits, self._did_you_mean(query.text, finding))

    def _did_you_mean(self, text: str, finding: SearchTrace) -> DidYouMean | None:
        """The better question, when what was typed is foreign and one stands out."""
        query, shown = finding.query, self._shown(text)
        if shown != text:
            return DidYouMean(shown, Channel.SPELLING)
        if not query.oov_share or not _one_stands_out(finding.found):
            return None
        correction = query.correction
        if correction is not None and correction.confidence >= SUGGESTABLE:
            return DidYouMean(self._shown(correction.text), correction.channel)
        return self._similar_name(query)

    def _shown(self, text: str) -> str:
        """The text, or the headword if it is a hidden form."""
        whole = self._finder.exact.match_name(text)
        hidden = [n for n, kind in whole.items() if kind == NameMatch.HIDDEN_FORM]
        if not hidden or min(whole.values()) < NameMatch.HIDDEN_FORM:
            return text
        return self._catalog.entry(hidden[0]).headword.lower()

    def _similar_name(self, query: Interpretation) -> DidYouMean | None:
        """Return the most similar name if no word of the query is known."""
        best = next(iter(query.similar_names), None)
        if best is None or best.confidence < SUGGESTABLE or query.oov_share < 1:
            return None
        entry = self._catalog.entry(best.owner)
        designation = entry.designations[best.designation]
        text = entry.headword if designation.is_hidden else designation.text
        return DidYouMean(text.lower(), best.channel)

    def _hit(self, found: RankedEntry, asked: _HighlightContext) -> Hit:
        entry = self._catalog.entry(found.number)
        highlighter = Highlighter(
            self._languages.analyzer_for(entry.language),
            asked.tokens | self._meant(found, asked),
        )
        definition = entry.definition.text
        marks = highlighter.highlight(definition)
        near = asked.near.get(found.number) if found.channel in _BY_EAR else None
        return Hit(
            entry=entry,
            score=round(found.score, 6),
            match=(
                exact_match(entry, asked.text)
                if found.channel == Channel.EXACT
                else fuzzy_match(entry, near)
                if near is not None
                else lexical_match(entry, highlighter, marks, found.channel)
            ),
            snippet=make_snippet(definition, marks),
            headword_parts=split_segments(
                entry.headword,
                highlighter.highlight(entry.headword)
                or (highlight_similar(entry.headword, asked.text) if near else ()),
            ),
            same_as=tuple(
                self._catalog.entry(each).reference for each in found.collapsed
            ),
        )

    def _meant(self, found: RankedEntry, asked: _HighlightContext) -> frozenset[str]:
        """The entry's words that mean what the question does, to be marked as well."""
        meaning = self._finder.semantic
        if meaning is None or found.channel != Channel.MEANING:
            return frozenset()
        return meaning.similar_stems(asked.alignment_vectors(meaning), found.number)


def build_suggestions(
    entries: Entries, found: Sequence[Completion], typed: str
) -> tuple[Suggestion, ...]:
    """What was found, to be shown; a long beginning that goes on otherwise is not."""
    folded = fold(typed)
    shown = (_suggestion(entries.entry(each.entry), each, folded) for each in found)
    return tuple(each for each in shown if each is not None)


def _suggestion(entry: Entry, found: Completion, folded: str) -> Suggestion | None:
    designation = entry.designation(found.designation)
    if found.channel == Channel.WORDS and not has_prefix(designation.text, folded):
        return None
    marks = highlight_prefix(entry.headword, folded)
    if not marks and not found.designation:
        marks = highlight_length(entry.headword, found.word, folded)
    return Suggestion(
        entry=entry,
        match=designation_match(found.channel, designation),
        parts=split_segments(entry.headword, marks),
    )


def _one_stands_out(found: Scored) -> bool:
    """Whether one answer is better than every other."""
    best = np.sort(found.scores)[-2:].tolist()
    return len(best) == 1 or (len(best) == 2 and best[1] - best[0] >= _STANDS_OUT)
