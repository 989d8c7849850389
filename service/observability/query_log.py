"""Query log: queries that the glossary has no good answer for (gaps)."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import monotonic

from service.http.request_context import SearchOutcome

OnFailure = Callable[[str], None]
MAX_BYTES = 100 * 1024 * 1024  # a year of 1,000 gaps a day takes 50 MB
MAX_LINES = 600  # a minute and process; people do not ask more
_FULL = f"has reached {MAX_BYTES // 2**20} MB; move it away to continue"
_TOO_MANY = f"takes at most {MAX_LINES} queries a minute from each process"


class QueryLog:
    """Appends a line per gap to a file that only its owner can read.

    A line identifies nobody: it has no address and no identifier, and its time is cut
    to the minute. Each line is one append, so processes can share the file. A file that
    was moved or deleted is created again. A line that cannot be written is lost;
    `on_failure` receives the reason once, until a line can be written again. So it does
    when the file is full, or when more lines come in a minute than people can cause.
    """

    def __init__(
        self,
        path: Path,
        on_failure: OnFailure,
        *,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._path = path
        self._on_failure = on_failure
        self._max_bytes = max_bytes
        self._clock = clock
        self._minute, self._lines = 0, 0
        self._file = -1
        self._lock = Lock()
        self._reported = ""

    def record(self, route: str, outcome: SearchOutcome) -> None:
        """Append a line about this query."""
        self._append(_line(route, outcome))

    def check(self) -> None:
        """Report at once if the file cannot be written."""
        self._append(b"")

    def _append(self, line: bytes) -> None:
        try:
            with self._lock:
                self._open()
                refusal = self._refusal()
                if not refusal:
                    os.write(self._file, line)
            if refusal:
                self._report(refusal)
            else:
                self._reported = ""
        except OSError as error:
            self._report(error.strerror or "cannot be written")

    def _refusal(self) -> str:
        """Count a line of this minute; return why it is not written, else blank."""
        minute = int(self._clock() // 60)
        self._lines = self._lines + 1 if minute == self._minute else 1
        self._minute = minute
        if self._lines > MAX_LINES:
            return _TOO_MANY
        return _FULL if os.fstat(self._file).st_size >= self._max_bytes else ""

    def _open(self) -> None:
        if self._file >= 0 and self._is_in_place():
            return
        self.close()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        # O_NONBLOCK: opening a named pipe without a reader must not block
        self._file = os.open(self._path, flags | os.O_NONBLOCK, 0o600)

    def _is_in_place(self) -> bool:
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._file))
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def _report(self, reason: str) -> None:
        if reason != self._reported:
            self._reported = reason
            self._on_failure(reason)


def _line(route: str, outcome: SearchOutcome) -> bytes:
    minute = datetime.now(UTC).replace(second=0, microsecond=0, tzinfo=None)
    fields = {
        "time": f"{minute.isoformat()}Z",
        "query": outcome.query,
        "route": route,
        "language": outcome.language,
        "total": outcome.total,
        "channel": outcome.channel,
    }
    return f"{json.dumps(fields)}\n".encode("ascii")
