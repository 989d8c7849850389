"""OpenSearch as the back end: a generation in a cluster, opened to answer questions."""

from index.analysis.word_vectors import WordVectors
from index.autocomplete.completer import Completer
from index.engines.opensearch.query.browse import browse, current_id, entry_by_id
from index.engines.opensearch.query.completions import ClusterPrefixIndex
from index.engines.opensearch.query.reader import Cluster, IndexReader
from index.engines.opensearch.query.search import SearchRequest
from index.model.glossary import Entry
from index.model.query import Query, Selection
from index.model.results import Contents, Listing, Page, Status, Suggestion
from index.search.results import build_suggestions


class OpenSearchBackend:
    """Answers from one index of a cluster; safe to share between threads.

    Raises IndexFolderError when there is none, or only a part of it, and what the
    cluster raises while it cannot answer.
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
        """The back end itself: its index never changes."""
        return self

    def search(self, query: Query) -> Page:
        """The entries that answer the question, best first."""
        return SearchRequest(self._reader, query).page()

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """The entries whose designations begin as typed, best first."""
        beginnings = ClusterPrefixIndex(self._reader, query.filters)
        found = Completer(beginnings).find(query.text, query.limit)
        entries = self._reader.read(each.entry for each in found)
        candidates = self._reader.candidates(entries.values())
        places = candidates.places
        renumbered = [each._replace(entry=places[each.entry]) for each in found]
        return build_suggestions(candidates, renumbered, query.text)

    def browse(self, selection: Selection) -> Listing:
        """Entries in alphabetical order."""
        return browse(self._reader, selection)

    def entry(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""
        return entry_by_id(self._reader, entry_id)

    def current_id(self, entry_id: str) -> str | None:
        """The id to which a link with this one should lead, or `None`."""
        return current_id(self._reader, entry_id)

    def contents(self) -> Contents:
        """Which glossaries and languages are served."""
        return self._reader.contents

    def status(self) -> Status:
        """What is being served; asks the cluster whether it still is."""
        metadata = self._reader.metadata()
        return Status(
            entries=int(metadata["entries"]),
            generation=self._generation,
            backend="opensearch",
            meaning=self._reader.semantics is not None,
        )
