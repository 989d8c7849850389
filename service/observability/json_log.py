"""JSON log: one line per request and per event.

No line contains a client address, a user agent, or a query. No input can forge a line,
because the values of all fields are escaped to printable ASCII.
"""

import io
import json
import logging
import time
import traceback
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePath
from typing import Protocol

from service.http.request_context import RequestContext

_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
_MAX_FRAMES = 20  # keeps a line under 4,096 bytes, which a pipe writes atomically
INVALID_REQUEST = "Invalid request from ip="  # gunicorn adds the address and the line
INVALID_REQUEST_EVENT = "Invalid request rejected"
# IDs are well formed, methods are known; what is not a number is encoded beforehand.
_REQUEST = (
    '{"time":"%s","event":"request","request_id":"%s","method":"%s","route":%s,'
    '"status":%d,"ms":%.3f,"cache_hit":%s,"total":%s,"channel":%s}\n'
)
_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


class LineStream(Protocol):
    """Takes one line at a time."""

    def write(self, line: bytes, /) -> int:
        """Write a line; raises OSError or ValueError when one is lost."""


class NullStream(io.BytesIO):
    """Stream that discards what is written."""

    def write(self, line: object) -> int:
        """Discard the line."""
        return 0


class Log:
    """Log on a binary stream; errors of the stream never reach the caller."""

    def __init__(self, stream: LineStream) -> None:
        self._stream = stream
        self._encode = lru_cache(maxsize=256)(_encode)  # routes and channels are few

    def write(self, event: str, **fields: object) -> bool:
        """Write a line about an event; return whether that succeeded."""
        return self._write_line(
            _encode({"time": now(), "event": event} | fields) + "\n"
        )

    def write_request(
        self, context: RequestContext, method: str, status: int, seconds: float
    ) -> bool:
        """Write the line of a request; return whether that succeeded.

        A format string, because there is a line per request: 1.6 µs instead of 4.4.
        """
        outcome = context.outcome
        line = _REQUEST % (
            now(),
            context.request_id,
            method,
            self._encode(context.route),
            status,
            seconds * 1000,
            self._encode(context.cache_hit),
            outcome.total if outcome else "null",
            self._encode(outcome.channel if outcome else None),
        )
        return self._write_line(line)

    def _write_line(self, line: str) -> bool:
        try:
            self._stream.write(line.encode("ascii"))
        except (OSError, ValueError):  # a closed stream raises the latter
            return False
        return True


def now() -> str:
    """Return the time in UTC as ISO 8601 with milliseconds."""
    at = time.time_ns() // 1_000_000
    return f"{_second(at // 1000)}.{at % 1000:03d}Z"


@lru_cache(maxsize=2)
def _second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def normalize_method(method: object) -> str:
    """Return the method if it is a known one, else `other`: clients can invent any."""
    return str(method) if method in _METHODS else "other"


def error_fields(error: BaseException) -> dict[str, object]:
    """Return an error's type and stack for the log; its text may contain a query."""
    frames = traceback.extract_tb(error.__traceback__)[-_MAX_FRAMES:]
    stack = [
        f"{_short_path(each.filename)}:{each.lineno} {each.name}" for each in frames
    ]
    fields: dict[str, object] = {"error": type(error).__name__, "stack": stack}
    if error.__cause__ is not None:
        fields["because"] = type(error.__cause__).__name__
    return fields


class JsonFormatter(logging.Formatter):
    """Formats the records of other packages, such as gunicorn, as lines of this log."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as one line of JSON."""
        event = record.getMessage()
        if event.startswith(INVALID_REQUEST):
            event = INVALID_REQUEST_EVENT
        fields = {"time": now(), "event": event, "level": record.levelname.lower()}
        error = record.exc_info[1] if record.exc_info else None
        return _encode(fields | (error_fields(error) if error else {}))


def _short_path(filename: str) -> str:
    return "/".join(PurePath(filename).parts[-2:])
