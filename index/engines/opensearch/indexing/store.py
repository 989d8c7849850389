"""Index store in an OpenSearch cluster: one index for each generation."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from index.analysis.analyzers import Languages
from index.analysis.word_vectors import WordVectors, load_installed_vectors
from index.engines.base import BuildRequest
from index.engines.opensearch.cluster.address import ClusterAddress
from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.responses import Json
from index.engines.opensearch.indexing.indices import IndexInfo, Indices
from index.engines.opensearch.indexing.lease import LEASE_SECONDS, IndexerLease
from index.engines.opensearch.query.backend import OpenSearchBackend
from index.engines.opensearch.schema.documents import build_documents
from index.engines.opensearch.schema.mapping import Kind, index_body
from index.engines.progress import Advance, Progress
from index.loading.file_set import FileSet
from index.model.errors import ChangingFilesError, IndexFolderError
from index.model.glossary import Glossary, all_entries
from index.model.query import Query, Selection
from index.storage.fingerprint import program_fingerprint

_ATTEMPTS = 3  # files may change while an index is built
_KEPT_PREVIOUS = 1  # for instances of the service that have not reloaded yet


class OpenSearchStore:
    """Store of indices that the processes of all machines share.

    Loads the word vectors, which all opened back ends share and which are used if the
    cluster can search by them. Construction sends nothing; the methods raise
    EngineUnavailableError while the cluster is not available.
    """

    def __init__(
        self,
        address: ClusterAddress,
        request: BuildRequest,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self.request = request
        self._lease_seconds = lease_seconds
        self._name = address.name
        self._cluster = Cluster(address)
        self._indices = Indices(self._cluster, address.name)
        self._files = FileSet(request.paths, max_entries=None, columns=request.columns)
        self._installed = load_installed_vectors() if request.meaning else None

    def signature(self) -> str:
        """Return the sizes and times of the files, without reading them."""
        return self._files.signature()

    def ping(self) -> None:
        """Raise EngineUnavailableError if the cluster cannot be reached."""
        self._indices.list_all()

    def is_missing(self, generation: str) -> bool:
        """Return whether a search found that the index no longer exists."""
        return self._indices.index_name(generation) in self._cluster.missing_indices

    def find_current(self) -> str | None:
        """Return the generation of the files as they are, if it is built."""
        _, name = self._files.scan(with_meaning=self._vectors() is not None)
        index = self._find_complete(name)
        return index.generation if index else None

    @contextmanager
    def build(self, progress: Progress) -> Iterator[str]:
        """Build the generation of the files as they are, unless it is built."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(ChangingFilesError):
                generation = self._find_or_build(progress)
                break
        else:
            generation = self._find_or_build(progress)
        yield generation

    def open(self, generation: str) -> OpenSearchBackend:
        """Open a generation; raises IndexFolderError."""
        index = self._indices.index_name(generation)
        return OpenSearchBackend(self._cluster, index, generation, self._vectors())

    def prune(self, keep: str) -> set[str]:
        """Remove complete indices, except the current one and the one before.

        Return none as still in use: nobody locks an index.
        """
        indices = self._indices.list_all()
        current = {keep} | {each.generation for each in indices if each.is_aliased}
        old = [
            each.generation
            for each in indices
            if each.is_complete and each.generation not in current
        ]
        self._indices.remove(old[_KEPT_PREVIOUS:])
        return set()

    def _find_or_build(self, progress: Progress) -> str:
        """Return the generation at which the alias points, found or built."""
        vectors = self._vectors()
        with_meaning = vectors is not None
        _, name = self._files.scan(with_meaning=with_meaning)
        index = self._find_complete(name)
        if index and index.is_aliased:
            return index.generation
        lease = IndexerLease(self._cluster, self._name, self._lease_seconds)
        with lease.acquire():
            return self._publish(lease, vectors, progress)

    def _publish(
        self, lease: IndexerLease, vectors: WordVectors | None, progress: Progress
    ) -> str:
        """Point the alias at the generation; look again before building it."""
        with_meaning = vectors is not None
        files, name = self._files.scan(with_meaning=with_meaning)
        index = self._find_complete(name)
        generation = index.generation if index else ""
        if not index:
            self._remove_incomplete()
            glossaries = self._files.load(files, name, with_meaning=with_meaning)
            generation = self._build(name, glossaries, vectors, lease, progress)
            self._files.check_unchanged(name, with_meaning=with_meaning)
        lease.check()
        self._indices.point_alias_at(generation)
        return generation

    def _build(
        self,
        name: str,
        glossaries: Sequence[Glossary],
        vectors: WordVectors | None,
        lease: IndexerLease,
        progress: Progress,
    ) -> str:
        entries = all_entries(glossaries)
        languages = Languages(entry.language for entry in entries)
        body = index_body(glossaries, languages, meaning=vectors is not None)
        meta = body["mappings"]["_meta"] | {
            "fingerprint": name,
            "program": program_fingerprint(),
        }
        body["mappings"]["_meta"] = meta
        generation = self._indices.create(body)
        try:
            with progress.counting("Indexing", len(entries)) as advance:
                documents = build_documents(glossaries, languages, vectors)
                counted = _count_entries(documents, advance)
                count = self._indices.fill(generation, counted, lease.check)
            self._indices.finish(generation, count)
            self._check(generation)
            lease.check()
            self._indices.mark_complete(generation, meta)
        except BaseException:
            with suppress(Exception):
                self._indices.remove([generation])
            raise
        return generation

    def _check(self, generation: str) -> None:
        """Let a new index answer a query; raises IndexFolderError if it cannot."""
        backend = self.open(generation)
        for entry in backend.browse(Selection(limit=1)).entries:
            if not backend.search(Query(entry.headword)).hits:
                raise IndexFolderError(
                    "The index in OpenSearch does not find its own entries."
                )

    def _find_complete(self, fingerprint: str) -> IndexInfo | None:
        """Return a complete index of these files, preferably the aliased one."""
        indices = [
            each
            for each in self._indices.list_all()
            if each.is_complete and each.fingerprint == fingerprint
        ]
        aliased = (each for each in indices if each.is_aliased)
        return next(aliased, indices[0] if indices else None)

    def _remove_incomplete(self) -> None:
        """Remove what other indexers left unfinished; requires the lease."""
        indices = self._indices.list_all()
        self._indices.remove(
            each.generation for each in indices if not each.is_complete
        )

    def _vectors(self) -> WordVectors | None:
        """Return the word vectors if the cluster can search by them."""
        if self._installed is None or not self._cluster.has_knn():
            return None
        return self._installed


def _count_entries(documents: Iterable[Json], advance: Advance) -> Iterator[Json]:
    """Pass documents through, and report the number of entries among them."""
    entries = 0
    for document in documents:
        entries += document["_source"]["kind"] == Kind.ENTRY
        advance(entries)
        yield document
