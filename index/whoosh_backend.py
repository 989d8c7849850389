"""Whoosh as the back end: an index folder, opened to answer questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.catalog import Catalog, write_catalog
from index.designations import Designations, Found, write_designations
from index.entry import Entry
from index.folders import Hold
from index.highlighting import (
    Highlighter,
    beginning_marks,
    best_match,
    designation_match,
    exact_match,
    segments,
    snippet,
)
from index.languages import Languages
from index.progress import Advance
from index.ranking import RankedEntry, combined, ranked
from index.search import (
    Channel,
    Hit,
    Listing,
    Page,
    Query,
    Selection,
    Status,
    Suggestion,
)
from index.whoosh_words import WhooshWords, write_words


def write_index(folder: Path, entries: Sequence[Entry], advance: Advance) -> None:
    """Build everything that `WhooshBackend` opens; `advance` is told entries done."""
    write_catalog(folder, entries)
    write_designations(folder, entries)
    languages = Languages(entry.language for entry in entries)
    write_words(folder, entries, languages, advance)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's text and tokens, and the entries of which it is a designation."""

    text: str
    tokens: frozenset[str]
    exact: frozenset[int]


class WhooshBackend:
    """Answers from one index folder; safe to share between threads and forks."""

    def __init__(self, folder: Path, generation: str) -> None:
        self._hold = Hold(folder)
        self._catalog = Catalog(folder)
        self._designations = Designations(folder)
        self._languages = Languages(self._catalog.languages)
        self._words = WhooshWords(folder, len(self._catalog))
        self._generation = generation

    def search(self, query: Query) -> Page:
        """The entries that answer the question, best first."""
        words = self._languages.query_words(query.text)
        exact = self._designations.exact(query.text)
        scores = combined(self._words.scores(words), exact)
        found = ranked(
            scores,
            passing=self._catalog.passing(query.filters),
            place=self._catalog.place,
            same=self._catalog.same,
            wanted=slice(query.offset, query.offset + query.limit),
        )
        asked = _Asked(
            query.text,
            tokens=frozenset(token for word in words for token in word.tokens),
            exact=frozenset(exact),
        )
        return Page(found.total, tuple(self._hit(each, asked) for each in found.page))

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """The entries whose designations begin as typed, best first."""
        passing = self._catalog.passing(query.filters)
        found = self._designations.beginning(query.text, query.limit, passing)
        return tuple(self._suggestion(each, query.text) for each in found)

    def browse(self, selection: Selection) -> Listing:
        """Entries in alphabetical order."""
        return self._catalog.select(selection)

    def entry(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""
        return self._catalog.entry_by_id(entry_id)

    def status(self) -> Status:
        """What is being served."""
        return Status(len(self._catalog), self._generation, "whoosh")

    def _hit(self, found: RankedEntry, asked: _Asked) -> Hit:
        entry = self._catalog.entry(found.number)
        highlighter = Highlighter(
            self._languages.analyzer(entry.language), asked.tokens
        )
        definition = entry.definition.text
        return Hit(
            entry=entry,
            score=round(found.score, 4),
            match=(
                exact_match(entry, asked.text)
                if found.number in asked.exact
                else best_match(entry, highlighter)
            ),
            snippet=snippet(definition, highlighter.marks(definition)),
            headword_parts=segments(entry.headword, highlighter.marks(entry.headword)),
            same_as=tuple(self._catalog.entry(each).reference for each in found.folded),
        )

    def _suggestion(self, found: Found, typed: str) -> Suggestion:
        entry = self._catalog.entry(found.entry)
        designation = entry.designations[found.designation]
        marks = beginning_marks(entry.headword, typed)
        return Suggestion(
            entry=entry,
            match=designation_match(Channel.WORDS, designation),
            parts=segments(entry.headword, marks),
        )
