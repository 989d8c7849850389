"""Back end over one index of an OpenSearch cluster."""

from dataclasses import replace

from index.analysis.analyzers import lookup_language
from index.analysis.word_vectors import WordVectors
from index.autocomplete.completer import MAX_COMPLETIONS, Completer
from index.engines.opensearch.query.browse import (
    browse,
    current_id,
    entry_by_id,
    neighbors,
)
from index.engines.opensearch.query.completions import ClusterPrefixIndex
from index.engines.opensearch.query.reader import Cluster, IndexReader
from index.engines.opensearch.query.search import SearchRequest
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
from index.search.results import build_suggestions


class OpenSearchBackend:
    """Back end over one index of a cluster; safe to share between threads.

    Raises IndexFolderError if the index is missing or incomplete, and what the cluster
    raises while it cannot answer.
    """

    def __init__(
        self,
        cluster: Cluster,
        index: str,
        generation: str,
        vectors: WordVectors | None,
    ) -> None:
        self._reader = IndexReader(cluster, index, vectors)
        self._generation = generation

    def snapshot(self) -> "OpenSearchBackend":
        """Return the back end itself: its index never changes."""
        return self

    def search(self, query: Query) -> Page:
        """Return the entries that answer the query, best first."""
        filters = self._resolve(query.filters)
        return SearchRequest(self._reader, replace(query, filters=filters)).page()

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """Return the entries with a designation that starts as typed, best first."""
        prefixes = ClusterPrefixIndex(self._reader, self._resolve(query.filters))
        limit = MAX_COMPLETIONS if has_signs(query.text) else query.limit
        found = Completer(prefixes).find(query.text, limit)
        entries = self._reader.read(each.entry for each in found)
        candidates = self._reader.candidates(entries.values())
        places = candidates.places
        renumbered = [each._replace(entry=places[each.entry]) for each in found]
        return build_suggestions(candidates, renumbered, query.text)[: query.limit]

    def _resolve(self, filters: Filters) -> Filters:
        """Look up the language among those of the index."""
        if filters.language is None:
            return filters
        tags = (tag for tag, _ in self._reader.contents.languages)
        return replace(filters, language=lookup_language(filters.language, tags))

    def browse(self, selection: Selection) -> Listing:
        """Return entries in alphabetical order."""
        filters = self._resolve(selection.filters)
        return browse(self._reader, replace(selection, filters=filters))

    def neighbors(self, entry_id: str, filters: Filters) -> Neighbors:
        """Return the filtered entries around an entry; raises UnknownEntryError."""
        return neighbors(self._reader, entry_id, self._resolve(filters))

    def entry(self, entry_id: str) -> Entry:
        """Return the entry with this id; raises UnknownEntryError."""
        return entry_by_id(self._reader, entry_id)

    def current_id(self, entry_id: str) -> str | None:
        """Return the id to which a link with this one should lead, or `None`."""
        return current_id(self._reader, entry_id)

    def name_columns(self) -> NameColumns:
        """Return the columns of the names of all entries, read at the first call."""
        return self._reader.name_columns()

    def contents(self) -> Contents:
        """Return the served glossaries and languages."""
        return self._reader.contents

    def status(self) -> Status:
        """Return what is served; asks the cluster whether the index is still there."""
        metadata = self._reader.metadata()
        return Status(
            entries=int(metadata["entries"]),
            generation=self._generation,
            backend="opensearch",
            meaning=self._reader.semantics is not None,
        )
