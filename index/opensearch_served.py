"""A generation in a cluster: where it is, and what every question needs of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from index.contents import contents_as
from index.errors import IndexFolderError
from index.languages import Languages
from index.lexicon import Lexicon
from index.opensearch_candidates import Candidates
from index.opensearch_kept import Kept, Stored
from index.opensearch_mapping import Kind
from index.opensearch_meaning import Meanings
from index.opensearch_queries import Body, numbered
from index.vectors import WordVectors

Answer = Mapping[str, Any]


class Cluster(Protocol):
    """A cluster that is asked within limits; what it cannot answer it raises."""

    def search_many(self, index: str, bodies: Sequence[Body]) -> Sequence[Answer]:
        """The answers to several searches, asked at once."""

    def document(self, index: str, document_id: str) -> Answer | None:
        """The `_source` of a document, or `None`."""


class Served:
    """A generation, opened; safe to share between threads.

    Raises IndexFolderError when there is none, or only a part of it.
    """

    def __init__(
        self, cluster: Cluster, index: str, vectors: WordVectors | None
    ) -> None:
        self._cluster, self._index = cluster, index
        self.kept = Kept()
        about = self.about()
        self.entries, self.forms = int(about["entries"]), int(about["forms"])
        self.words = int(about["words"])
        self.contents = contents_as(about["contents"])
        self.languages = Languages(about["languages"])
        parts = range(1, about["lexicon"] + 1)
        self.lexicon = Lexicon(self._stored(f"{Kind.LEXICON}-{n}") for n in parts)
        self.meanings = (
            Meanings(vectors, self.languages, self.lexicon, self.entries)
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
