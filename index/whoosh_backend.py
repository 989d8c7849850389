"""Whoosh as the back end: an index folder, opened to answer questions."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from index.answering import Answerer, suggestion
from index.autocomplete import Completions
from index.catalog import Catalog, write_catalog
from index.channels import knows_word
from index.completion_tables import CompletionTables, write_completions
from index.contents import read_contents, write_contents
from index.designations import Designations, write_designations
from index.entry import Entry
from index.finding import Finder
from index.folders import Hold
from index.glossary import Glossary, all_entries
from index.languages import Languages
from index.meaning import MeaningIndex
from index.meaning_writing import write_meaning
from index.mending import Mender
from index.near import NearTable, write_near
from index.near_forms import forms_of, heard_language
from index.progress import Progress
from index.search import (
    Contents,
    Listing,
    Page,
    Query,
    Selection,
    Status,
    Suggestion,
)
from index.vectors import WordVectors
from index.vocabulary import Vocabulary, write_vocabulary
from index.whoosh_words import WhooshWords, write_words


def write_index(
    folder: Path,
    glossaries: Sequence[Glossary],
    vectors: WordVectors | None,
    progress: Progress,
) -> None:
    """Build everything that `WhooshBackend` opens.

    Without word vectors nothing will be found by meaning.
    """
    entries = all_entries(glossaries)
    languages = Languages(entry.language for entry in entries)
    count = len(entries)
    with progress.counting("Indexing the names of", count):
        write_contents(folder, glossaries)
        write_catalog(folder, entries)
        write_designations(folder, entries, languages)
        write_completions(folder, entries)
        write_near(folder, "names", forms_of(entries))
    with progress.counting("Indexing the vocabulary of", count):
        write_vocabulary(folder, entries, heard_language(entries))
    if vectors is not None:
        with progress.counting("Indexing the meaning of", count):
            write_meaning(folder, entries, languages, vectors)
    with progress.counting("Indexing the words of", count) as advance:
        write_words(folder, entries, languages, advance)


class WhooshBackend:
    """Answers from one index folder; safe to share between threads and forks."""

    def __init__(
        self, folder: Path, generation: str, vectors: WordVectors | None
    ) -> None:
        self._hold = Hold(folder)
        self._contents = read_contents(folder)
        self.catalog = Catalog(folder)
        self._completions = Completions(CompletionTables(folder))
        languages = Languages(self.catalog.languages)
        words = WhooshWords(folder, len(self.catalog))
        self.finder = Finder(
            languages=languages,
            designations=Designations(folder, languages),
            words=words,
            names=NearTable(folder, "names"),
            mender=Mender(Vocabulary(folder), partial(knows_word, languages, words)),
            meaning=MeaningIndex(folder, vectors) if vectors else None,
        )
        self._answerer = Answerer(self.catalog, languages, self.finder)
        self._generation = generation

    def pinned(self) -> "WhooshBackend":
        """The back end itself: its folder never changes."""
        return self

    def search(self, query: Query) -> Page:
        """The entries that answer the question, best first."""
        return self._answerer.page(query)

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """The entries whose designations begin as typed, best first."""
        passing = self.catalog.passing(query.filters)
        found = self._completions.find(query.text, query.limit, passing)
        suggestions = (suggestion(self.catalog, each, query.text) for each in found)
        return tuple(each for each in suggestions if each is not None)

    def browse(self, selection: Selection) -> Listing:
        """Entries in alphabetical order."""
        return self.catalog.select(selection)

    def entry(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""
        return self.catalog.entry_by_id(entry_id)

    def current_id(self, entry_id: str) -> str | None:
        """The id to which a link with this one should lead, or `None`."""
        number = self.catalog.number_of(entry_id)
        if number is None:
            number = self.finder.designations.only(entry_id)
        return None if number is None else self.catalog.entry(number).id

    def contents(self) -> Contents:
        """Which glossaries and languages are served."""
        return self._contents

    def status(self) -> Status:
        """What is being served."""
        return Status(
            entries=len(self.catalog),
            generation=self._generation,
            backend="whoosh",
            meaning=self.finder.meaning is not None,
        )
