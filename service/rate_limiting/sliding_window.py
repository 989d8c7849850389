"""Sliding-window counters in memory: the limiter's algorithm and its default store.

Each client has two counters, of the current fixed window and of the one before. The
rate over the last `seconds` is estimated as the current count plus the share of the
previous one that the sliding window still covers, so that no client gets twice the
rate around the turn of a window.
"""

import re
from dataclasses import dataclass
from threading import Lock

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_RATE = re.compile(r"([1-9][0-9]{0,8}) */ *(second|minute|hour|day)")
_MAX_CLIENTS = 100_000  # in one window, some 10 MB; beyond it a new window begins early


@dataclass(frozen=True, slots=True)
class Rate:
    """A number of requests in a number of seconds."""

    requests: int
    seconds: int

    def window(self, at: float) -> tuple[int, float]:
        """Return the number of the window at a Unix time, and its elapsed share."""
        return int(at // self.seconds), (at % self.seconds) / self.seconds

    def retry_after(self, previous: int, current: int, at: float) -> float:
        """Return the seconds until one more request is allowed; 0 if it is now."""
        _, elapsed = self.window(at)
        others = self.requests - 1
        if current > others:
            return self.seconds * (1 - elapsed + max(0.0, 1 - others / current))
        if previous * (1 - elapsed) + current <= others:
            return 0.0
        return self.seconds * (1 - (others - current) / previous - elapsed)


def parse_rate(text: str) -> Rate | None:
    """Parse a rate such as `120/minute`; return None for anything else."""
    match = _RATE.fullmatch(text)
    return Rate(int(match[1]), _UNITS[match[2]]) if match else None


class MemoryStore:
    """Counters of this process."""

    def __init__(self, rate: Rate, max_clients: int = _MAX_CLIENTS) -> None:
        self._rate = rate
        self._max_clients = max_clients
        self._lock = Lock()
        self._window = 0
        self._current: dict[str, int] = {}
        self._previous: dict[str, int] = {}

    def hit(self, client: str, at: float) -> float:
        """Count a request at a Unix time, if allowed; return the seconds to wait."""
        with self._lock:
            self._rotate(self._rate.window(at)[0])
            current = self._current.get(client, 0)
            previous = self._previous.get(client, 0)
            retry_after = self._rate.retry_after(previous, current, at)
            if not retry_after:
                self._current[client] = current + 1
        return retry_after

    def __len__(self) -> int:
        return len(self._current) + len(self._previous)

    def _rotate(self, window: int) -> None:
        if window == self._window and len(self._current) < self._max_clients:
            return
        is_adjacent = window - self._window <= 1
        self._previous = self._current if is_adjacent else {}
        self._current = {}
        self._window = window
