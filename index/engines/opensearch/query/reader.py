"""A generation in a cluster: where it is, and what every question needs of it."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, Protocol

from index.analysis.analyzers import Languages
from index.analysis.word_vectors import WordVectors
from index.engines.opensearch.query.candidates import Candidates
from index.engines.opensearch.query.dsl import Body, numbered
from index.engines.opensearch.query.semantic import QueryMeanings
from index.engines.opensearch.schema.mapping import Kind, Stored
from index.engines.opensearch.schema.term_stats import TermStats
from index.model.errors import IndexFolderError
from index.storage.facets import parse_contents

Answer = Mapping[str, Any]


class Cluster(Protocol):
    """A cluster that is asked within limits; what it cannot answer it raises."""

    def search_many(self, index: str, bodies: Sequence[Body]) -> Sequence[Answer]:
        """The answers to several searches, asked at once."""

    def document(self, index: str, document_id: str) -> Answer | None:
        """The `_source` of a document, or `None`."""


class IndexReader:
    """A generation, opened; safe to share between threads.

    Raises IndexFolderError when there is none, or only a part of it.
    """

    def __init__(
        self, cluster: Cluster, index: str, vectors: WordVectors | None
    ) -> None:
        self._cluster, self._index = cluster, index
        self.kept = DocumentCache()
        about = self.about()
        self.entries, self.forms = int(about["entries"]), int(about["forms"])
        self.words = int(about["words"])
        self.contents = parse_contents(about["contents"])
        self.languages = Languages(about["languages"])
        parts = range(1, about["lexicon"] + 1)
        self.lexicon = TermStats(self._stored(f"{Kind.LEXICON}-{n}") for n in parts)
        self.meanings = (
            QueryMeanings(vectors, self.languages, self.lexicon, self.entries)
            if vectors and about["meaning"]
            else None
        )

    def about(self) -> Stored:
        """What the generation says of itself; raises when it cannot be asked."""
        return self._stored(Kind.CONTENTS)

    def ask(self, bodies: Sequence[Body]) -> Sequence[Answer]:
        """The answers to several searches, asked at once; none are no question."""
        return self._cluster.search_many(self._index, bodies) if bodies else []

    def candidates(self, found: Iterable[Stored]) -> Candidates:
        """Entries that were found, by new numbers."""
        return Candidates(found, self.languages, self.lexicon, self.entries)

    def read(self, numbers: Iterable[int]) -> dict[int, Stored]:
        """The entries with these numbers; those not kept from before are asked for."""
        wanted = set(numbers)
        found = self.kept.of(wanted)
        missing = sorted(wanted - found.keys())
        if missing:
            (answer,) = self.ask([numbered(missing)])
            found |= self.keep(answer)
        return found

    def keep(self, answer: Answer) -> dict[int, Stored]:
        """The entries in an answer, kept for the next question."""
        stored = stored_in(answer)
        self.kept.keep(stored)
        return {each["number"]: each for each in stored}

    def _stored(self, document_id: str) -> Stored:
        source = self._cluster.document(self._index, document_id)
        if source is None:
            raise IndexFolderError(f"The index {self._index} is gone or not complete.")
        stored: Stored = source["stored"]
        return stored


def stored_in(answer: Answer) -> list[Stored]:
    """What is stored of the documents that were found."""
    return [hit["_source"]["stored"] for hit in answer.get("hits", {}).get("hits", ())]


def numbers_in(answer: Answer) -> list[int]:
    """The numbers of the entries that were found, best first."""
    hits = answer.get("hits", {}).get("hits", ())
    return [hit["fields"]["number"][0] for hit in hits]


_MOST = 5_000  # entries; with what their meaning needs some 25 megabytes


class DocumentCache:
    """What is stored of the entries asked for last, by number; safe between threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most, self._lock = most, Lock()
        self._by_number: OrderedDict[int, Stored] = OrderedDict()

    def of(self, numbers: Iterable[int]) -> dict[int, Stored]:
        """Those of the entries that are kept."""
        found = {}
        with self._lock:
            for number in numbers:
                stored = self._by_number.get(number)
                if stored is not None:
                    self._by_number.move_to_end(number)
                    found[number] = stored
        return found

    def keep(self, read: Iterable[Stored]) -> None:
        """Keep what was read, and let go of what was not asked for longest."""
        with self._lock:
            for stored in read:
                self._by_number[stored["number"]] = stored
            while len(self._by_number) > self._most:
                self._by_number.popitem(last=False)
