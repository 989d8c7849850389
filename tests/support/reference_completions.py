"""Autocomplete without any shortcut: every text with a mistake is made."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.autocomplete.completer import LookupColumn, PrefixHits, PrefixLookup
from index.storage.columns import read_column

WIDTH = 32


class PlainBeginnings:
    """Looks each probe up by itself, in lists."""

    def __init__(self, folder: Path) -> None:
        self._columns = {
            name: read_column(folder, f"completions.{name}").tolist()
            for name in ("entry", "place", "length", "standing")
        }
        self._rows = {
            source: _by_beginning(
                *(
                    read_column(folder, f"completions.{source}.{column}").tolist()
                    for column in ("keys", "designation", "word")
                )
            )
            for source in LookupColumn
        }

    def lookup(self, looks: Sequence[PrefixLookup]) -> list[PrefixHits]:
        return [self._begun(look) for look in looks]

    def _begun(self, look: PrefixLookup) -> PrefixHits:
        probes = list(look.probes)
        most = 50 if len(probes) > 1 else None
        rows = [
            row
            for probe in probes
            for row in self._rows[look.column].get(probe.encode()[:WIDTH], [])[:most]
        ]
        numbers = [designation for designation, _ in rows]
        entry, place, length, standing = (
            [column[number] for number in numbers] for column in self._columns.values()
        )
        return PrefixHits(
            np.array(entry, np.int32),
            np.array(place, np.int32),
            np.array([word for _, word in rows], np.int32),
            np.array(length, np.float32),
            np.array(standing, np.float32),
        )


def _by_beginning(
    keys: list[bytes], designations: list[int], words: list[int]
) -> dict[bytes, list[tuple[int, int]]]:
    rows: dict[bytes, list[tuple[int, int]]] = {}
    for key, designation, word in zip(keys, designations, words, strict=True):
        for length in range(1, len(key) + 1):
            rows.setdefault(key[:length], []).append((designation, word))
    return rows
