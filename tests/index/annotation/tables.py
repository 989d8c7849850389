"""Tiny tables of names, and what they find in a text."""

from typing import Any

from index.annotation.column_builder import build_name_columns
from index.annotation.matching import find_matches
from index.annotation.name_table import NameTable
from index.annotation.tokens import tokenize
from index.model.glossary import Definition, Entry


def make_entry(headword: str, **fields: Any) -> Entry:
    """Return an entry whose id is its headword in lower case, with hyphens."""
    values = {"language": "en", "glossary": "test", **fields}
    own_id = values.pop("id", headword.lower().replace(" ", "-"))
    return Entry(own_id, headword, Definition("A word."), **values)


def make_table(*entries: Entry | str) -> NameTable:
    """Return the table of entries, or of headwords."""
    made = [make_entry(e) if isinstance(e, str) else e for e in entries]
    return NameTable(build_name_columns(made))


def find(table: NameTable, text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the texts of the matches, with the ids of their entries."""
    return [
        (text[start:end], tuple(map(table.entry_id, entries)))
        for start, end, entries in find_matches(table, tokenize(text), None)
    ]


def find_texts(table: NameTable, text: str) -> list[str]:
    """Return the texts of the matches."""
    return [matched for matched, _ in find(table, text)]
