"""Meilisearch's engine, milli, through its Python package.

The package has no settings: they are the engine's own, which forgive one wrong letter
from five and two from nine on, and take the last word as begun. What is typed is asked
of an index that holds names alone.
"""

from functools import cache
from pathlib import Path
from typing import Any

from milli import Index

from benchmarks.adapters.documents import DESIGNATIONS, INDEXED, read_documents
from benchmarks.adapters.flask_app import Documents

_MOST_BYTES = 8 * 2**30  # of the file that is mapped; only what is used is written


def build(documents: Path, folder: Path) -> None:
    """Index documents in a folder that is empty."""
    every = [*read_documents(documents)]
    for name, fields in (("names", DESIGNATIONS), ("entries", INDEXED)):
        (folder / name).mkdir()
        rows = [
            {"id": number} | {field: each[field] for field in fields}
            for number, each in enumerate(every)
        ]
        Index(str(folder / name), _MOST_BYTES).add_documents(rows)
    (folder / "documents").symlink_to(documents.resolve())


class Engine:
    """The index in a folder, with the documents as every process keeps them."""

    def __init__(self, folder: Path) -> None:
        self._documents = _known(folder / "documents")
        self._names = Index(str(folder / "names"), _MOST_BYTES)
        self._all = Index(str(folder / "entries"), _MOST_BYTES)

    def complete(self, text: str, limit: int) -> Documents:
        """Entries with the words in their names, the last one begun."""
        return self._found(self._names, text, limit)

    def search(self, text: str, limit: int) -> Documents:
        """Entries with the words, those left out last that come last."""
        return self._found(self._all, text, limit)

    def _found(self, index: Index, text: str, limit: int) -> Documents:
        rows = index.get_documents(index.search(text)[:limit])
        return [self._documents[row["id"]] for row in rows]


@cache
def _known(file: Path) -> list[dict[str, Any]]:
    return [*read_documents(file)]
