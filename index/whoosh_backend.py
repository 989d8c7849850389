"""Whoosh as the back end: an index folder, opened to answer questions."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from index.catalog import Catalog, write_catalog
from index.designations import Designations, Found, write_designations
from index.entry import Entry
from index.folders import use
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
from index.ranking import combined, ranked
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


class WhooshBackend:
    """Answers from one index folder; safe to share between threads and forks."""

    def __init__(self, folder: Path, generation: str) -> None:
        self._in_use = use(folder)
        self._catalog = Catalog(folder)
        self._designations = Designations(folder)
        self._languages = Languages(self._catalog.languages)
        self._words = WhooshWords(folder, len(self._catalog))
        self._generation = generation

    def search(self, query: Query) -> Page:
        """The entries that answer the question, best first."""
        asked = self._languages.query_words(query.text)
        exact = self._designations.exact(query.text)
        if not asked and not exact:
            return Page(0, ())
        scores = combined(self._words.scores(asked), exact)
        passing = self._catalog.passing(query.filters)
        if passing is not None:
            scores *= passing
        found = ranked(
            scores,
            place=self._catalog.place,
            same=self._catalog.same,
            wanted=slice(query.offset, query.offset + query.limit),
        )
        tokens = [token for word in asked for token in word.tokens]
        hits = (
            self._hit(query, number, score, found.folded[number], tokens, number in exact)
            for number, score in zip(found.entries, found.scores, strict=True)
        )
        return Page(found.total, tuple(hits))

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

    def _hit(
        self,
        query: Query,
        number: int,
        score: float,
        folded: Iterable[int],
        tokens: Sequence[str],
        is_exact: bool,
    ) -> Hit:
        entry = self._catalog.entry(number)
        highlighter = Highlighter(self._languages.analyzer(entry.language), tokens)
        match = exact_match(entry, query.text) if is_exact else best_match(entry, highlighter)
        return Hit(
            entry=entry,
            score=round(score, 4),
            match=match,
            snippet=snippet(
                entry.definition.text, highlighter.marks(entry.definition.text)
            ),
            headword_parts=segments(entry.headword, highlighter.marks(entry.headword)),
            same_as=tuple(self._catalog.entry(each).reference for each in folded),
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
