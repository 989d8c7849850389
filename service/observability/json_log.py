"""The log: one line of JSON for each request and each thing that happened.

No line holds an address, a user agent or a question, and none can be forged: whatever
a field holds is escaped to plain ASCII.
"""

import io
import json
import logging
import time
import traceback
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePath
from typing import BinaryIO

from service.http.request_context import Observation

_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
_MAX_FRAMES = 20  # so that a line stays under the 4,096 bytes a pipe takes as a whole
_INVALID_REQUEST = (
    "Invalid request from ip="  # gunicorn would add the address and the line
)
# Ids are well formed, methods known, numbers numbers; the rest is quoted.
_REQUEST = (
    '{"time":"%s","event":"request","request_id":"%s","method":"%s","route":%s,'
    '"status":%d,"ms":%.3f,"cache_hit":%s,"total":%s,"channel":%s}\n'
)
_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


class NullStream(io.BytesIO):
    """A stream for those who want no log."""

    def write(self, line: object) -> int:
        """Forget the line."""
        return 0


class Log:
    """Writes events as lines; a full disk or a closed pipe never stops anybody."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._quoted = lru_cache(maxsize=256)(_encode)  # routes and channels are few

    def write(self, event: str, **fields: object) -> bool:
        """Add a line for an event; tell whether it could be written."""
        return self._write_line(
            _encode({"time": now(), "event": event} | fields) + "\n"
        )

    def write_request(
        self, seen: Observation, method: str, status: int, seconds: float
    ) -> bool:
        """Add the line of a request that was answered; tell whether that went well.

        Each request has one, so it is put together by hand: 3 µs instead of 11.
        """
        found = seen.found
        line = _REQUEST % (
            now(),
            seen.request_id,
            method,
            self._quoted(seen.route),
            status,
            seconds * 1000,
            self._quoted(seen.cache_hit),
            found.total if found else "null",
            self._quoted(found.channel if found else None),
        )
        return self._write_line(line)

    def _write_line(self, line: str) -> bool:
        try:
            self._stream.write(line.encode("ascii"))
        except (OSError, ValueError):  # a closed stream raises the latter
            return False
        return True


def now() -> str:
    """The time in UTC, to the millisecond."""
    at = time.time_ns() // 1_000_000
    return f"{_second(at // 1000)}.{at % 1000:03d}Z"


@lru_cache(maxsize=2)
def _second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def normalize_method(method: object) -> str:
    """The method of a request, or `other`: anybody can make up methods."""
    return str(method) if method in _METHODS else "other"


def error_fields(error: BaseException) -> dict[str, object]:
    """An error for the log: what kind, and where; its text may quote a question."""
    frames = traceback.extract_tb(error.__traceback__)[-_MAX_FRAMES:]
    stack = [
        f"{_short_path(each.filename)}:{each.lineno} {each.name}" for each in frames
    ]
    told: dict[str, object] = {"error": type(error).__name__, "stack": stack}
    if error.__cause__ is not None:
        told["because"] = type(error.__cause__).__name__
    return told


class JsonFormatter(logging.Formatter):
    """What other packages log, gunicorn above all, as lines of the same kind."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON for a record."""
        event = record.getMessage()
        if event.startswith(_INVALID_REQUEST):
            event = "Invalid request refused"
        fields = {"time": now(), "event": event, "level": record.levelname.lower()}
        error = record.exc_info[1] if record.exc_info else None
        return _encode(fields | (error_fields(error) if error else {}))


def _short_path(filename: str) -> str:
    return "/".join(PurePath(filename).parts[-2:])
