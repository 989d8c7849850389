"""Back end over a Whoosh index folder."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from index.analysis.analyzers import Languages
from index.analysis.sentence_encoder import SentenceEncoder
from index.analysis.word_vectors import WordVectors
from index.annotation.name_columns import MappedNameColumns
from index.autocomplete.completer import MAX_COMPLETIONS, Completer, Completion
from index.autocomplete.precomputed import PrecomputedCompletions
from index.autocomplete.prefix_index import StoredPrefixIndex
from index.channels.base import FilterMask, contains_word
from index.channels.common_words import read_common_words
from index.channels.exact import NameIndex
from index.channels.fuzzy import FuzzyNameIndex
from index.channels.semantic import SemanticIndex
from index.channels.sentences import open_sentence_index
from index.channels.vocabulary import Vocabulary
from index.engines.whoosh.lexical import WhooshLexical
from index.model.backend import NameColumns
from index.model.glossary import Entry
from index.model.query import Filters, Query, Selection
from index.model.results import (
    Contents,
    Listing,
    Neighbors,
    Page,
    Status,
    Suggestion,
)
from index.search.exactness import has_signs
from index.search.inner_names import InnerNames
from index.search.interpretation import QueryInterpreter
from index.search.query_correction import QueryCorrector
from index.search.results import ResultBuilder, build_suggestions
from index.search.searcher import Searcher
from index.storage.entry_store import EntryStore
from index.storage.facets import read_contents
from index.storage.index_folder import FolderLock
from index.storage.manifest import Manifest

PICKLES = ("*.toc", "*.seg")  # Whoosh's files: reading a pickle runs code
ALL_FILES = ("*",)


class WhooshBackend:
    """Back end over one index folder; safe to share between threads and forks."""

    def __init__(
        self,
        folder: Path,
        generation: str,
        vectors: WordVectors | None,
        encoder: SentenceEncoder | None = None,
        *,
        verified: Sequence[str] = PICKLES,
    ) -> None:
        """Open a folder; the files that match `verified` must have their checksums."""
        self._lock = FolderLock(folder)
        self._manifest = Manifest.read(folder)
        self._manifest.check_files()
        for pattern in verified:
            self._manifest.check_contents(pattern)
        self._contents = read_contents(folder)
        self.entries = EntryStore(folder)
        self._completer = Completer(
            StoredPrefixIndex(folder), PrecomputedCompletions(folder)
        )
        languages = Languages(self.entries.languages)
        lexical = WhooshLexical(folder, len(self.entries))
        is_used = partial(contains_word, languages, lexical)
        common_words = read_common_words(folder)
        self.inner_names = InnerNames(languages, is_used, common_words, lexical.idf)
        self.interpreter = QueryInterpreter(
            languages,
            FuzzyNameIndex(folder, "names"),
            QueryCorrector(Vocabulary(folder), is_used, common_words),
        )
        self.searcher = Searcher(
            languages,
            exact=NameIndex(folder, languages),
            lexical=lexical,
            semantic=SemanticIndex(folder, vectors) if vectors else None,
            sentences=open_sentence_index(folder, encoder),
        )
        self._results = ResultBuilder(self.entries, self.searcher)
        self._name_columns = MappedNameColumns(folder)
        self._generation = generation

    def is_damaged(self) -> bool:
        """Return whether files were written to, or another folder took this name."""
        return self._lock.is_replaced() or self._manifest.is_changed()

    def snapshot(self) -> "WhooshBackend":
        """Return the back end itself: its folder never changes."""
        return self

    def search(self, query: Query) -> Page:
        """Return the entries that answer the query, best first."""
        mask = self.entries.mask(query.filters)
        is_name = partial(self.searcher.is_name, mask=mask)
        text = self.interpreter.resolve(query.text, is_name)
        is_whole_name = is_name(text)
        inner = None if is_whole_name else self.inner_names.find(query.text, is_name)
        interpretation = self.interpreter.interpret(
            text,
            mask,
            is_name=is_whole_name,
            inner_name=inner,
            completions=() if inner else self._complete(text, mask),
        )
        return self._results.page(query, self.searcher.search(interpretation, mask))

    def _complete(self, text: str, mask: FilterMask) -> list[Completion]:
        """Return completions of a query whose last word is not in the glossary."""
        if self.interpreter.is_whole(text):
            return []
        return self._completer.find_prefix(text, MAX_COMPLETIONS, mask)

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """Return the entries with a designation that starts as typed, best first."""
        mask = self.entries.mask(query.filters)
        limit = MAX_COMPLETIONS if has_signs(query.text) else query.limit
        found = self._completer.find(query.text, limit, mask)
        return build_suggestions(self.entries, found, query.text)[: query.limit]

    def browse(self, selection: Selection) -> Listing:
        """Return entries in alphabetical order."""
        return self.entries.select(selection)

    def neighbors(self, entry_id: str, filters: Filters) -> Neighbors:
        """Return the filtered entries around an entry; raises UnknownEntryError."""
        return self.entries.neighbors(entry_id, filters)

    def entry(self, entry_id: str) -> Entry:
        """Return the entry with this id; raises UnknownEntryError."""
        return self.entries.entry_by_id(entry_id)

    def current_id(self, entry_id: str) -> str | None:
        """Return the id to which a link with this one should lead, or `None`."""
        number = self.entries.find_number(entry_id)
        if number is None:
            number = self.searcher.exact.unique_owner(entry_id)
        return None if number is None else self.entries.entry(number).id

    def name_columns(self) -> NameColumns:
        """Return the columns of the names of all entries, mapped at their first use."""
        return self._name_columns

    def contents(self) -> Contents:
        """Return the served glossaries and languages."""
        return self._contents

    def status(self) -> Status:
        """Return what is served."""
        return Status(
            entries=len(self.entries),
            generation=self._generation,
            backend="whoosh",
            meaning=self.searcher.semantic is not None,
        )
