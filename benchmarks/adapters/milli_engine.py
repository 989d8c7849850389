"""Meilisearch's engine, milli, through its Python package.

The package has no settings. The engine's own allow one typo from five letters and two
from nine on, and take the last word as a prefix. Autocomplete searches an index of
names alone.
"""

from functools import cache
from pathlib import Path
from typing import Any

from milli import Index

from benchmarks.adapters.documents import DESIGNATIONS, INDEXED, read_documents
from benchmarks.adapters.flask_app import Documents

_MAX_MAP_BYTES = 8 * 2**30  # of the mapped file; only used pages are written


def build(documents: Path, folder: Path) -> None:
    """Index documents in an empty folder."""
    all_documents = [*read_documents(documents)]
    for name, fields in (("names", DESIGNATIONS), ("entries", INDEXED)):
        (folder / name).mkdir()
        rows = [
            {"id": number} | {field: each[field] for field in fields}
            for number, each in enumerate(all_documents)
        ]
        Index(str(folder / name), _MAX_MAP_BYTES).add_documents(rows)
    (folder / "documents").symlink_to(documents.resolve())


class Engine:
    """Index in a folder, with the documents in memory."""

    def __init__(self, folder: Path) -> None:
        self._documents = _load_documents(folder / "documents")
        self._names = Index(str(folder / "names"), _MAX_MAP_BYTES)
        self._all = Index(str(folder / "entries"), _MAX_MAP_BYTES)

    def complete(self, text: str, limit: int) -> Documents:
        """Return entries whose names have the words, the last one as a prefix."""
        return self._select(self._names, text, limit)

    def search(self, text: str, limit: int) -> Documents:
        """Return entries with the words; later words are dropped first."""
        return self._select(self._all, text, limit)

    def _select(self, index: Index, text: str, limit: int) -> Documents:
        rows = index.get_documents(index.search(text)[:limit])
        return [self._documents[row["id"]] for row in rows]


@cache
def _load_documents(file: Path) -> list[dict[str, Any]]:
    return [*read_documents(file)]
