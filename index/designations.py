"""Every designation from each of its words on, sorted, so that a beginning is a range.

"Deep vein thrombosis" is kept as "deep vein thrombosis", "vein thrombosis" and
"thrombosis". Finding what begins with "thro" takes two binary searches, however many
entries there are; finding an exact designation is the same with nothing left over.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.entry import KINDS, Designation, Entry
from index.folding import fold
from index.packed import PackedStrings, read_column, write_column, write_strings

_FIRST_LOOK = 4  # ranked designations read for each entry wanted; one entry has several


@dataclass(frozen=True, slots=True)
class Beginning:
    """A designation as seen from one of its words: what a typed beginning can match."""

    key: bytes
    entry: int
    designation: int
    word: int
    kind: int

    @property
    def rank(self) -> tuple[int, int, int, bytes]:
        """What comes first: names before lay ones, first words before later ones."""
        lay = max(self.kind - KINDS.index("abbreviations"), 0)
        return lay, min(self.word, 1), len(self.key), self.key


def write_designations(folder: Path, entries: Sequence[Entry]) -> None:
    """Keep the designations of the entries in a folder, for `Designations` to open."""
    beginnings = sorted(_beginnings(entries), key=lambda b: (b.key, b.word, b.kind))
    write_strings(folder, "designations", (b.key for b in beginnings))
    for name in ("entry", "designation", "word", "kind"):
        column = np.asarray([getattr(b, name) for b in beginnings], dtype=np.int32)
        write_column(folder, f"designations.{name}", column)
    order = sorted(range(len(beginnings)), key=lambda place: beginnings[place].rank)
    ranks = np.empty(len(beginnings), dtype=np.int32)
    ranks[order] = np.arange(len(beginnings), dtype=np.int32)
    write_column(folder, "designations.rank", ranks)


@dataclass(frozen=True, slots=True)
class Found:
    """A designation that matched: its entry's number, and its place in the entry."""

    entry: int
    designation: int


class Designations:
    """Looks up designations by their whole and by their beginnings."""

    def __init__(self, folder: Path) -> None:
        self._keys = PackedStrings(folder, "designations")
        self._entry: NDArray[np.int32] = _column(folder, "entry")
        self._designation: NDArray[np.int32] = _column(folder, "designation")
        self._word: NDArray[np.int32] = _column(folder, "word")
        self._kind: NDArray[np.int32] = _column(folder, "kind")
        self._rank: NDArray[np.int32] = _column(folder, "rank")

    def exact(self, text: str) -> dict[int, int]:
        """By entry number, the best kind (a place in `KINDS`) of designation it is."""
        kinds: dict[int, int] = {}
        for place in self._wholes(fold(text)):
            entry, kind = int(self._entry[place]), int(self._kind[place])
            kinds[entry] = min(kind, kinds.get(entry, kind))
        return kinds

    def beginning(
        self, text: str, limit: int, passing: NDArray[np.bool_] | None
    ) -> list[Found]:
        """The designations in which a word begins as typed, the best of each entry."""
        key = fold(text)
        if not key:
            return []
        wholes = self._allowed(np.asarray(self._wholes(key), dtype=np.intp), passing)
        places = self._keys.range_from(key.encode())
        begun = self._allowed(np.arange(places.start, places.stop), passing)
        ranked = [*wholes.tolist(), *self._best_first(begun, limit)]
        return self._one_per_entry(ranked)[:limit]

    def _wholes(self, key: str) -> list[int]:
        """The places of whole designations with this key, the best kind first."""
        places = self._keys.range_of(key.encode()) if key else range(0)
        wholes = [place for place in places if not self._word[place]]
        return sorted(wholes, key=lambda place: int(self._kind[place]))

    def _allowed(
        self, places: NDArray[np.intp], passing: NDArray[np.bool_] | None
    ) -> NDArray[np.intp]:
        return places if passing is None else places[passing[self._entry[places]]]

    def _best_first(self, places: NDArray[np.intp], limit: int) -> Iterator[int]:
        """The places by rank, sorting no more of them than are likely to be read."""
        ranks = self._rank[places]
        likely = limit * _FIRST_LOOK
        if len(ranks) > likely:
            best = np.argpartition(ranks, likely)[:likely]
            if len(np.unique(self._entry[places[best]])) >= limit:
                places, ranks = places[best], ranks[best]
        return iter(places[np.argsort(ranks)].tolist())

    def _one_per_entry(self, places: Iterable[int]) -> list[Found]:
        found: dict[int, Found] = {}
        for place in places:
            entry = int(self._entry[place])
            found.setdefault(entry, Found(entry, int(self._designation[place])))
        return list(found.values())


def _beginnings(entries: Sequence[Entry]) -> Iterator[Beginning]:
    for number, entry in enumerate(entries):
        for place, designation in enumerate(entry.designations):
            for word, key in enumerate(_from_each_word(designation)):
                kind = KINDS.index(designation.kind)
                yield Beginning(key.encode(), number, place, word, kind)


def _from_each_word(designation: Designation) -> Iterator[str]:
    words = fold(designation.text).split()
    return (" ".join(words[start:]) for start in range(len(words)))


def _column(folder: Path, name: str) -> NDArray[np.int32]:
    return np.asarray(read_column(folder, f"designations.{name}"), dtype=np.int32)
