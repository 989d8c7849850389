"""Query log: queries that the glossary has no good answer for (gaps)."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from service.http.request_context import SearchOutcome

OnFailure = Callable[[str], None]


class QueryLog:
    """Appends a line per gap to a file that only its owner can read.

    A line identifies nobody: it has no address and no identifier, and its time is cut
    to the minute. Each line is one append, so processes can share the file. A file that
    was moved or deleted is created again. A line that cannot be written is lost;
    `on_failure` receives the reason once, until a line can be written again.
    """

    def __init__(self, path: Path, on_failure: OnFailure) -> None:
        self._path = path
        self._on_failure = on_failure
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
                os.write(self._file, line)
            self._reported = ""
        except OSError as error:
            self._report(error.strerror or "cannot be written")

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
