"""Reference prefix index: looks up every edited text by itself."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.autocomplete.completer import LookupColumn, PrefixHits, PrefixLookup
from index.autocomplete.edits import Edit, edited_texts
from index.storage.columns import read_column

WIDTH = 32  # bytes of a key
MAX_PER_EDIT = 50


class ReferencePrefixIndex:
    """Dictionary of all prefixes of all keys."""

    def __init__(self, folder: Path) -> None:
        self._columns = {
            name: read_column(folder, f"completions.{name}").tolist()
            for name in ("entry", "place", "length", "standing")
        }
        self._rows = {
            column: _rows_by_prefix(
                *(
                    read_column(folder, f"completions.{column}.{name}").tolist()
                    for name in ("keys", "designation", "word")
                )
            )
            for column in LookupColumn
        }

    def lookup(self, lookups: Sequence[PrefixLookup]) -> list[PrefixHits]:
        return [self._lookup(lookup) for lookup in lookups]

    def _lookup(self, lookup: PrefixLookup) -> PrefixHits:
        limit = None if lookup.edit is Edit.NONE else MAX_PER_EDIT
        rows = [
            row
            for text in edited_texts(lookup.text, lookup.edit)
            for row in self._rows[lookup.column].get(text.encode()[:WIDTH], [])[:limit]
        ]
        numbers = [number for number, _ in rows]
        entry, designation, length, kind_cost = (
            [column[number] for number in numbers] for column in self._columns.values()
        )
        return PrefixHits(
            np.array(entry, np.int32),
            np.array(designation, np.int32),
            np.array([word for _, word in rows], np.int32),
            np.array(length, np.float32),
            np.array(kind_cost, np.float32),
        )


def _rows_by_prefix(
    keys: list[bytes], numbers: list[int], words: list[int]
) -> dict[bytes, list[tuple[int, int]]]:
    rows: dict[bytes, list[tuple[int, int]]] = {}
    for key, number, word in zip(keys, numbers, words, strict=True):
        for length in range(1, len(key) + 1):
            rows.setdefault(key[:length], []).append((number, word))
    return rows
