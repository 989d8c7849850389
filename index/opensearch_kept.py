"""Documents that were read, kept for the next question; a generation never changes."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

Stored = Mapping[str, Any]

_MOST = 5_000  # entries; with what their meaning needs some 25 megabytes


class Kept:
    """What is stored of the entries asked for last, by number; safe between threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most, self._lock = most, Lock()
        self._by_number: OrderedDict[int, Stored] = OrderedDict()

    def of(self, numbers: Iterable[int]) -> dict[int, Stored]:
        """Those of the entries that are kept."""
        found = {}
        with self._lock:
            for number in numbers:
                stored = self._by_number.get(number)
                if stored is not None:
                    self._by_number.move_to_end(number)
                    found[number] = stored
        return found

    def keep(self, read: Iterable[Stored]) -> None:
        """Keep what was read, and let go of what was not asked for longest."""
        with self._lock:
            for stored in read:
                self._by_number[stored["number"]] = stored
            while len(self._by_number) > self._most:
                self._by_number.popitem(last=False)
