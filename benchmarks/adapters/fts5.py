"""SQLite FTS5: words of a query joined by OR, ranked by bm25 with weighted fields.

As its documentation advises: names in a table with prefix indexes, quoted words, `rank`
for the order, one connection per thread.
"""

import json
import re
import sqlite3
from pathlib import Path

from benchmarks.adapters.documents import DESIGNATIONS, INDEXED, read_documents
from benchmarks.adapters.flask_app import Documents

_WORD = re.compile(r"\w+")
_TABLES = f"""
CREATE TABLE documents(number INTEGER PRIMARY KEY, content TEXT);
CREATE VIRTUAL TABLE names USING fts5({", ".join(DESIGNATIONS)}, prefix='1 2 3');
CREATE VIRTUAL TABLE entries
 USING fts5({", ".join(INDEXED)}, tokenize='porter unicode61');
INSERT INTO entries(entries, rank) VALUES('rank', 'bm25(10, 5, 5, 5, 1, 1)');
"""
_SELECT = """SELECT content FROM {table} JOIN documents ON number = {table}.rowid
 WHERE {table} MATCH ? ORDER BY rank LIMIT ?"""


def build(documents: Path, folder: Path) -> None:
    """Index documents in an empty folder."""
    connection = sqlite3.connect(folder / "fts5.db")
    connection.executescript(_TABLES)
    for number, document in enumerate(read_documents(documents)):
        cells = [_text(document[name]) for name in INDEXED]
        _insert(connection, "documents", [number, json.dumps(document)])
        _insert(
            connection,
            "names(rowid, {})".format(", ".join(DESIGNATIONS)),
            [number, *cells[: len(DESIGNATIONS)]],
        )
        _insert(
            connection,
            "entries(rowid, {})".format(", ".join(INDEXED)),
            [number, *cells],
        )
    connection.execute("INSERT INTO names(names) VALUES('optimize')")
    connection.execute("INSERT INTO entries(entries) VALUES('optimize')")
    connection.commit()
    connection.close()


class Engine:
    """Index in a folder."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts5.db")

    def complete(self, text: str, limit: int) -> Documents:
        """Return entries whose names have all words, the last one as a prefix."""
        words = [f'"{word}"' for word in _WORD.findall(text)]
        return self._select("names", " ".join(words) + " *", limit) if words else []

    def search(self, text: str, limit: int) -> Documents:
        """Return entries with any of the words."""
        words = [f'"{word}"' for word in _WORD.findall(text)]
        return self._select("entries", " OR ".join(words), limit) if words else []

    def _select(self, table: str, match: str, limit: int) -> Documents:
        rows = self._connection.execute(_SELECT.format(table=table), (match, limit))
        return [json.loads(content) for (content,) in rows]


def _insert(connection: sqlite3.Connection, into: str, cells: list[object]) -> None:
    marks = ", ".join("?" * len(cells))
    connection.execute(f"INSERT INTO {into} VALUES({marks})", cells)


def _text(value: object) -> object:
    return " ; ".join(map(str, value)) if isinstance(value, list) else value
