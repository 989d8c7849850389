"""SQLite FTS5: words of a question joined by OR, ordered by bm25 with headwords ahead.

As its documentation has it: names in a table with prefix indexes, questions quoted,
`rank` for the order, one connection a thread, read from a file in its folder.
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
_ASK = """SELECT content FROM {table} JOIN documents ON number = {table}.rowid
 WHERE {table} MATCH ? ORDER BY rank LIMIT ?"""


def build(documents: Path, folder: Path) -> None:
    """Index documents in a folder that is empty."""
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
    """The index in a folder."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts5.db")

    def complete(self, text: str, limit: int) -> Documents:
        """Entries with all of the words in their names, the last one begun."""
        words = [f'"{word}"' for word in _WORD.findall(text)]
        return self._found("names", " ".join(words) + " *", limit) if words else []

    def search(self, text: str, limit: int) -> Documents:
        """Entries with any of the words."""
        words = [f'"{word}"' for word in _WORD.findall(text)]
        return self._found("entries", " OR ".join(words), limit) if words else []

    def _found(self, table: str, match: str, limit: int) -> Documents:
        rows = self._connection.execute(_ASK.format(table=table), (match, limit))
        return [json.loads(content) for (content,) in rows]


def _insert(connection: sqlite3.Connection, into: str, cells: list[object]) -> None:
    marks = ", ".join("?" * len(cells))
    connection.execute(f"INSERT INTO {into} VALUES({marks})", cells)


def _text(value: object) -> object:
    return " ; ".join(map(str, value)) if isinstance(value, list) else value
