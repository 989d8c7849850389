"""An opened index: what every query needs of it, and the documents read last."""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, Protocol

from cachetools import LRUCache

from index.analysis.analyzers import Languages
from index.analysis.word_vectors import WordVectors
from index.channels.common_words import installed_common_words
from index.engines.opensearch.query.candidates import Candidates
from index.engines.opensearch.query.dsl import Body, entries_by_number
from index.engines.opensearch.query.semantic import QuerySemantics
from index.engines.opensearch.schema.mapping import Kind, Stored
from index.engines.opensearch.schema.name_columns import read_name_columns
from index.engines.opensearch.schema.term_stats import TermStats
from index.model.backend import NameColumns
from index.model.errors import IndexFolderError
from index.storage.facets import parse_contents

Answer = Mapping[str, Any]
_CACHED_ENTRIES = 5_000  # with what their meaning needs, some 25 megabytes


class Cluster(Protocol):
    """A cluster to search; raises EngineUnavailableError and IndexFolderError."""

    def search_many(self, index: str, bodies: Sequence[Body]) -> Sequence[Answer]:
        """Make several searches in one round trip."""

    def document(self, index: str, document_id: str) -> Answer | None:
        """Return the `_source` of a document, or `None`."""


class IndexReader:
    """An opened generation; safe to share between threads.

    Raises IndexFolderError when the index is missing or incomplete.
    """

    def __init__(
        self, cluster: Cluster, index: str, vectors: WordVectors | None
    ) -> None:
        self._cluster, self._index = cluster, index
        self._cache: LRUCache[int, Stored] = LRUCache(_CACHED_ENTRIES)
        self._lock, self._names_lock = Lock(), Lock()
        self._name_columns: NameColumns | None = None
        metadata = self.metadata()
        self.names, self.words = int(metadata["forms"]), int(metadata["words"])
        self.contents = parse_contents(metadata["contents"])
        self.languages = Languages(metadata["languages"])
        parts = range(1, metadata["lexicon"] + 1)
        self.term_stats = TermStats(
            (self._stored(f"{Kind.TERM_STATS}-{part}") for part in parts),
            int(metadata["entries"]),
        )
        self.common_words = installed_common_words(metadata["languages"])
        self.semantics = (
            QuerySemantics(vectors, self.languages, self.term_stats)
            if vectors and metadata["meaning"]
            else None
        )

    def metadata(self) -> Stored:
        """Return the counts and settings of the index; always asks the cluster."""
        return self._stored(Kind.METADATA)

    def search_many(self, bodies: Sequence[Body]) -> Sequence[Answer]:
        """Make several searches in one round trip; none take no round trip."""
        return self._cluster.search_many(self._index, bodies) if bodies else []

    def search(self, body: Body) -> Answer:
        """Make one search."""
        return self.search_many([body])[0]

    def is_known(self, word: str) -> bool:
        """Return whether an entry uses a folded word in any form, stop words always."""
        words = self.languages.extract_query_words(word)
        is_used = all(map(self.term_stats.document_frequency, words))
        return is_used or self.languages.is_stop_word(word)

    def candidates(self, documents: Iterable[Stored]) -> Candidates:
        """Return entries as a small index with numbers of its own."""
        return Candidates(documents, self.languages, self.term_stats)

    def read(self, numbers: Iterable[int]) -> dict[int, Stored]:
        """Read the entries with these numbers from the cache or from the cluster."""
        wanted = set(numbers)
        documents = self.cached_documents(wanted)
        missing = sorted(wanted - documents.keys())
        if missing:
            documents |= self.cache_documents(self.search(entries_by_number(missing)))
        return documents

    def cached_documents(self, numbers: Iterable[int]) -> dict[int, Stored]:
        """Return those of the entries that are cached, by number."""
        with self._lock:
            return {n: self._cache[n] for n in numbers if n in self._cache}

    def cache_documents(self, answer: Answer) -> dict[int, Stored]:
        """Cache the entries in an answer, and return them by number."""
        documents = {each["number"]: each for each in stored_in(answer)}
        with self._lock:
            self._cache.update(documents)
        return documents

    def name_columns(self) -> NameColumns:
        """Return the columns of the names of all entries, read at the first call."""
        with self._names_lock:
            if self._name_columns is None:
                count = self.metadata()["name_parts"]
                parts = (self._stored(f"{Kind.NAMES}-{n + 1}") for n in range(count))
                self._name_columns = read_name_columns(parts)
            return self._name_columns

    def _stored(self, document_id: str) -> Stored:
        source = self._cluster.document(self._index, document_id)
        if source is None:
            raise IndexFolderError(f"The index {self._index} is missing or incomplete.")
        stored: Stored = source["stored"]
        return stored


def stored_in(answer: Answer) -> list[Stored]:
    """Return what is stored of the documents in an answer."""
    return [hit["_source"]["stored"] for hit in answer.get("hits", {}).get("hits", ())]


def numbers_in(answer: Answer) -> list[int]:
    """Return the numbers of the entries in an answer, best first."""
    hits = answer.get("hits", {}).get("hits", ())
    return [hit["fields"]["number"][0] for hit in hits]
