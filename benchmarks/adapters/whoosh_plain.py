"""Plain Whoosh: its usual writer, its default parser over all fields, one searcher.

Autocomplete is a prefix query, `word*`. Each thread has a searcher that stays open, as
the documentation advises.
"""

from pathlib import Path

from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser

from benchmarks.adapters.documents import DESIGNATIONS, INDEXED, read_documents
from benchmarks.adapters.flask_app import Documents


def build(documents: Path, folder: Path) -> None:
    """Index documents in an empty folder."""
    fields = {name: TEXT() for name in INDEXED}
    index = create_in(folder, Schema(id=ID(unique=True), document=STORED, **fields))
    writer = index.writer()
    for document in read_documents(documents):
        texts = {name: _text(document[name]) for name in INDEXED if document[name]}
        writer.add_document(id=document["id"], document=document, **texts)
    writer.commit()
    index.close()


class Engine:
    """Index in a folder."""

    def __init__(self, folder: Path) -> None:
        index = open_dir(folder)
        self._searcher = index.searcher()
        self._names = MultifieldParser([*DESIGNATIONS], index.schema)
        self._all = MultifieldParser([*INDEXED], index.schema)

    def complete(self, text: str, limit: int) -> Documents:
        """Return entries whose names have all words, the last one as a prefix."""
        return self._select(self._names, f"{text}*", limit)

    def search(self, text: str, limit: int) -> Documents:
        """Return entries with all words."""
        return self._select(self._all, text, limit)

    def _select(self, parser: MultifieldParser, text: str, limit: int) -> Documents:
        hits = self._searcher.search(parser.parse(text), limit=limit)
        return [hit["document"] for hit in hits]


def _text(value: object) -> str:
    return " ; ".join(map(str, value)) if isinstance(value, list) else str(value)
