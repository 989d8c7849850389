"""Table of all names of a glossary: arrays that are mapped from disk or sent whole.

Names are found by hashes of token sequences, so that looking up a text takes a few
binary searches in one sorted array, whatever the number of names, and a process that
never annotates loads nothing.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.model.backend import NameColumns
from index.model.query import Filters
from index.storage.filters import FILTER_FIELDS, compute_field_mask
from index.storage.ragged import RaggedArray

Mask = NDArray[np.bool_] | None
NO_NAME = -1


class Owners(NamedTuple):
    """Entries that have a name, by number in their order.

    `exact` has the spelling that each wants, blank for any case; it is empty if none
    wants one.
    """

    entries: tuple[int, ...]
    exact: tuple[str, ...] = ()


class _Strings:
    """Strings in two columns: their bytes, and where each ends."""

    def __init__(self, columns: NameColumns, name: str) -> None:
        self._columns, self._name = columns, name

    def __len__(self) -> int:
        return len(self._columns[f"{self._name}.ends"]) - 1

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, row: int) -> str:
        start, end = self._columns[f"{self._name}.ends"][row : row + 2].tolist()
        encoded = self._columns[f"{self._name}.bytes"][start:end].tobytes()
        return str(encoded, "utf-8")


class NameTable:
    """Names of all entries in all forms, with what annotation needs of the entries."""

    def __init__(self, columns: NameColumns) -> None:
        self._columns = columns
        self._ids = _Strings(columns, "ids")
        self._names = _Strings(columns, "names")
        self._exact = _Strings(columns, "exact")

    def __len__(self) -> int:
        return len(self._names)

    def find_prefixes(
        self, hashes: NDArray[np.uint64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
        """Return which hashes are of beginnings of names, and the names so far."""
        known = self._columns["prefixes"]
        rows = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        return known[rows] == hashes, self._columns["prefixes.name"][rows]

    def name(self, number: int) -> str:
        """Return the folded tokens of a name, joined by spaces."""
        return self._names[number]

    def mask(self, filters: Filters) -> Mask:
        """Return whether each entry passes the filters, `None` if all do."""
        codes = {name: self._columns[name] for name in FILTER_FIELDS}
        values = {name: [*self._values(name)] for name in FILTER_FIELDS}
        return compute_field_mask(codes, values, filters)

    def _values(self, field: str) -> "_Strings":
        return _Strings(self._columns, f"{field}.values")

    def owners(self, names: NDArray[Any], mask: Mask) -> list[Owners]:
        """Return the entries that pass a mask and have each of these names."""
        rows = RaggedArray(self._columns["owners"], self._columns["owners.ends"])
        owned = rows.take(names)
        spelled = rows._replace(flat=self._columns["owners.exact"]).take(names).flat
        passes = (
            np.ones(len(owned.flat), np.bool_) if mask is None else mask[owned.flat]
        )
        ends = np.concatenate(([0], np.cumsum(passes)))[owned.starts].tolist()
        entries, exact = owned.flat[passes].tolist(), spelled[passes].tolist()
        return [
            Owners(tuple(entries[start:end]), self._spellings(exact[start:end]))
            for start, end in pairwise(ends)
        ]

    def _spellings(self, rows: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._exact[row] for row in rows) if any(rows) else ()

    def entry_id(self, entry: int) -> str:
        """Return the id of an entry."""
        return self._ids[entry]

    def is_rare(self, entry: int) -> bool:
        """Return whether an entry has `link: rarely`."""
        return bool(self._columns["rare"][entry])

    @cached_property
    def has_rare(self) -> bool:
        """Return whether any entry has `link: rarely`."""
        return bool(self._columns["rare"].any())

    def glossary(self, entry: int) -> str:
        """Return the id of the glossary of an entry."""
        return self._values("glossary")[self._columns["glossary"][entry]]

    def part(self, first: int, last: int) -> range:
        """Return the names that begin with a token of such a part hash."""
        hashes = self._columns["names.part"]
        start = np.searchsorted(hashes, np.uint32(first))
        end = np.searchsorted(hashes, np.uint32(last), side="right")
        return range(int(start), int(end))

    def count_names(self, mask: Mask) -> int:
        """Return the number of names with an entry that passes a mask."""
        return len(self) if mask is None else int(self._name_mask(mask).sum())

    def first_token_hashes(self, mask: Mask) -> NDArray[np.uint32]:
        """Return the part hashes of the first tokens of names, sorted."""
        hashes = self._columns["names.part"]
        return np.unique(hashes if mask is None else hashes[self._name_mask(mask)])

    def _name_mask(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        ends = self._columns["owners.ends"]
        return np.logical_or.reduceat(mask[self._columns["owners"]], ends[:-1])
