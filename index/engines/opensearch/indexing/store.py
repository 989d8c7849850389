"""Glossary files and the OpenSearch cluster that keeps the indices made of them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from index.analysis.analyzers import Languages
from index.analysis.word_vectors import WordVectors, load_installed_vectors
from index.engines.base import BuildRequest
from index.engines.opensearch.cluster.address import ClusterAddress
from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.responses import Json
from index.engines.opensearch.indexing.indices import IndexInfo, Indices
from index.engines.opensearch.indexing.lease import IndexerLease
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
_KEPT_BEFORE = 1  # for nodes of the service that have not heard of the newest yet


class OpenSearchStore:
    """One index a generation, which every process in every place shares.

    Loads the word vectors, which all that it opens share; they are used where the
    cluster can search by them. Making one asks nobody. All that asks the cluster
    raises EngineUnavailableError while that is away.
    """

    def __init__(self, address: ClusterAddress, request: BuildRequest) -> None:
        self.request = request
        self._name = address.name
        self._cluster = Cluster(address)
        self._indices = Indices(self._cluster, address.name)
        self._files = FileSet(request.paths, max_entries=None)
        self._installed = load_installed_vectors() if request.meaning else None

    def signature(self) -> str:
        """What the files look like from outside."""
        return self._files.signature()

    def ping(self) -> None:
        """Raise EngineUnavailableError unless the cluster can be asked."""
        self._indices.made()

    def is_missing(self, generation: str) -> bool:
        """Whether a question was answered that there is no such index."""
        return self._indices.called(generation) in self._cluster.gone

    def find_current(self) -> str | None:
        """The generation of the files as they are, if it is there already."""
        _, name = self._files.scan(with_meaning=self._vectors() is not None)
        found = self._complete(name)
        return found.generation if found else None

    @contextmanager
    def build(self, progress: Progress) -> Iterator[str]:
        """Build the generation of the files as they are, unless it is there."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(ChangingFilesError):
                generation = self._attempt(progress)
                break
        else:
            generation = self._attempt(progress)
        yield generation

    def open(self, generation: str) -> OpenSearchBackend:
        """What answers from a generation; raises IndexFolderError."""
        index = self._indices.called(generation)
        return OpenSearchBackend(self._cluster, index, generation, self._vectors())

    def prune(self, keep: str) -> None:
        """Remove what no one is to serve any more; what is being built is spared.

        The one before the newest stays.
        """
        made = self._indices.made()
        spared = {keep} | {each.generation for each in made if each.aliased}
        old = [each for each in made if each.complete and each.generation not in spared]
        self._indices.remove(each.generation for each in old[_KEPT_BEFORE:])

    def _attempt(self, progress: Progress) -> str:
        """The generation, found or built, with the alias at it."""
        vectors = self._vectors()
        with_meaning = vectors is not None
        _, name = self._files.scan(with_meaning=with_meaning)
        found = self._complete(name)
        if found and found.aliased:
            return found.generation
        lock = IndexerLease(self._cluster, self._name)
        with lock.held():
            return self._found_or_built(lock, vectors, progress)

    def _found_or_built(
        self, lock: IndexerLease, vectors: WordVectors | None, progress: Progress
    ) -> str:
        with_meaning = vectors is not None
        files, name = self._files.scan(with_meaning=with_meaning)
        found = self._complete(name)
        generation = found.generation if found else ""
        if not found:
            self._remove_unfinished()
            glossaries = self._files.load(files, name, with_meaning=with_meaning)
            generation = self._build(name, glossaries, vectors, lock, progress)
            self._files.check_unchanged(name, with_meaning=with_meaning)
        lock.check()
        self._indices.point_at(generation)
        return generation

    def _build(
        self,
        name: str,
        glossaries: Sequence[Glossary],
        vectors: WordVectors | None,
        lock: IndexerLease,
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
                made = _counted(
                    build_documents(glossaries, languages, vectors), advance
                )
                count = self._indices.fill(generation, made, lock.check)
            self._indices.finish(generation, count)
            self._check(generation)
            lock.check()
            self._indices.complete(generation, meta)
        except BaseException:
            with suppress(Exception):
                self._indices.remove([generation])
            raise
        return generation

    def _check(self, generation: str) -> None:
        """Let a new index answer once; raises what is wrong with it."""
        backend = self.open(generation)
        for entry in backend.browse(Selection(limit=1)).entries:
            if not backend.search(Query(entry.headword)).hits:
                raise IndexFolderError("The index in OpenSearch does not find itself.")

    def _complete(self, name: str) -> IndexInfo | None:
        """What was made of files of this name; the one that is pointed at, if any."""
        made = [
            each
            for each in self._indices.made()
            if each.complete and each.fingerprint == name
        ]
        return next((each for each in made if each.aliased), made[0] if made else None)

    def _remove_unfinished(self) -> None:
        """Remove what others began and did not end; only who holds the lock may."""
        made = self._indices.made()
        self._indices.remove(each.generation for each in made if not each.complete)

    def _vectors(self) -> WordVectors | None:
        """The word vectors, where the cluster can search by them."""
        if self._installed is None or not self._cluster.has_knn():
            return None
        return self._installed


def _counted(made: Iterable[Json], advance: Advance) -> Iterator[Json]:
    """Documents as they are; `advance` is told the entries among them."""
    entries = 0
    for document in made:
        entries += document["_source"]["kind"] == Kind.ENTRY
        advance(entries)
        yield document
