"""Previous and next entry of the alphabetical list."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.analysis.folding import fold
from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Filters, Selection

SortKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Entries before and after an entry; `None` at the ends of the list."""

    previous: Entry | None = None
    next: Entry | None = None


class _SortKeys(Sequence[SortKey]):
    """Sort keys of the alphabetical list, each read when it is compared."""

    def __init__(self, backend: Backend, filters: Filters) -> None:
        self._backend = backend
        self._one = Selection(limit=1, filters=filters)
        self._total = backend.browse(self._one).total

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        (entry,) = self._backend.browse(replace(self._one, offset=place)).entries
        return _sort_key(entry)


def find_neighbors(backend: Backend, entry: Entry, filters: Filters) -> Neighbors:
    """Return the neighbors of an entry, found by binary search in the list.

    Costs about `log2(n)` reads of one entry: 13 for 8,000 entries.
    """
    place = bisect_left(_SortKeys(backend, filters), _sort_key(entry))
    first = max(place - 1, 0)
    window = Selection(limit=_WINDOW, offset=first, filters=filters)
    entries = backend.browse(window).entries
    ids = [each.id for each in entries]
    if entry.id not in ids:  # filtered out, or one of many with this headword
        return Neighbors()
    at = ids.index(entry.id)
    return Neighbors(
        previous=entries[at - 1] if at else None,
        next=entries[at + 1] if at + 1 < len(entries) else None,
    )


_WINDOW = 12  # entries; as many as may share a headword, and one on each side


def _sort_key(entry: Entry) -> SortKey:
    return fold(entry.headword), entry.headword
