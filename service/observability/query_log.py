"""The query log: what was asked and not found, if the owner wants to know."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from service.http.request_context import Found

OnFailure = Callable[[str], None]


class QueryLog:
    """Adds a line for each gap to a file that only its owner can read.

    Nobody can be told from a line: it holds no address and no identifier, and its time
    is cut to the minute. Each is one write to the end of the file, so processes can
    share it. A file that was moved away is made anew. A line that cannot be written is
    lost, and `say` is told why once, until one can be written again.
    """

    def __init__(self, path: Path, on_failure: OnFailure) -> None:
        self._path = path
        self._on_failure = on_failure
        self._file = -1
        self._lock = Lock()
        self._told = ""

    def record(self, route: str, found: Found) -> None:
        """Add a line for this question."""
        self._attempt(_line(route, found))

    def check(self) -> None:
        """Say at once when the file cannot be written."""
        self._attempt(b"")

    def _attempt(self, line: bytes) -> None:
        try:
            with self._lock:
                self._open()
                os.write(self._file, line)
            self._told = ""
        except OSError as error:
            self._tell(error.strerror or "cannot be written")

    def _open(self) -> None:
        if self._file >= 0 and self._is_the_same():
            return
        self.close()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        # a named pipe that nobody reads must not hold anybody up
        self._file = os.open(self._path, flags | os.O_NONBLOCK, 0o600)

    def _is_the_same(self) -> bool:
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._file))
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def _tell(self, reason: str) -> None:
        if reason != self._told:
            self._told = reason
            self._on_failure(reason)


def _line(route: str, found: Found) -> bytes:
    minute = datetime.now(UTC).replace(second=0, microsecond=0, tzinfo=None)
    fields = {
        "time": f"{minute.isoformat()}Z",
        "query": found.query,
        "route": route,
        "language": found.language,
        "total": found.total,
        "channel": found.channel,
    }
    return f"{json.dumps(fields)}\n".encode("ascii")
