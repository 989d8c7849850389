"""How many requests are allowed in how much time, and counting them in memory."""

import re
from dataclasses import dataclass
from threading import Lock

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_RATE = re.compile(r"([1-9][0-9]{0,8}) */ *(second|minute|hour|day)")
_MAX_CLIENTS = 100_000  # in one window, some 10 MB; beyond that the oldest go early


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int

    def retry_after(self, before: int, now: int, at: float) -> float:
        """The seconds until one more is allowed; 0 when it is allowed now.

        Allowed are those of this window and, of those of the window before, the share
        that lies within the last `seconds`; so nobody gets twice as many at the turn
        of a minute, and two counts a caller are enough.
        """
        past = (at % self.seconds) / self.seconds
        left = self.requests - 1
        if now > left:
            return self.seconds * (1 - past + max(0.0, 1 - left / now))
        if before * (1 - past) + now <= left:
            return 0.0
        return self.seconds * (1 - (left - now) / before - past)


def parse_rate(text: str) -> Rate | None:
    """The rate in a text such as `120/minute`; `None` when it is none."""
    written = _RATE.fullmatch(text)
    return Rate(int(written[1]), _UNITS[written[2]]) if written else None


class MemoryStore:
    """Counts of this process: of this window, and of the one before."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._lock = Lock()
        self._window = 0
        self._now: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def hit(self, client: str, at: float) -> float:
        """The seconds that a caller has to wait; 0 for one more, which is counted."""
        with self._lock:
            self._turn(int(at // self._rate.seconds))
            counted = self._now.get(client, 0)
            retry_after = self._rate.retry_after(
                self._before.get(client, 0), counted, at
            )
            if not retry_after:
                self._now[client] = counted + 1
        return retry_after

    def _turn(self, window: int) -> None:
        if window == self._window and len(self._now) < _MAX_CLIENTS:
            return
        follows = window - self._window <= 1
        self._before = self._now if follows else {}
        self._now = {}
        self._window = window
