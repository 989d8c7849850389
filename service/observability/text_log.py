"""Text log: the lines of the JSON log for a person at a terminal.

Values are escaped as in JSON, so that no input can forge a line or control a terminal.
"""

import json
import logging
import os
import time

from service.http.request_context import RequestContext
from service.observability.json_log import (
    INVALID_REQUEST,
    INVALID_REQUEST_EVENT,
    Log,
    error_fields,
)

_encode = json.JSONEncoder(default=str).encode


def is_text(choice: str, descriptor: int) -> bool:
    """Return whether to write text: by choice, or with `auto` on a terminal."""
    return os.isatty(descriptor) if choice == "auto" else choice == "text"


class TextLog(Log):
    """Log whose lines people read."""

    def write(self, event: str, **fields: object) -> bool:
        """Write a line about an event; return whether that succeeded."""
        return self._write_line(_format(event, fields))

    def write_request(
        self, context: RequestContext, method: str, status: int, seconds: float
    ) -> bool:
        """Write the line of a request; return whether that succeeded."""
        route = context.route or "(unknown address)"
        return self._write_line(
            f"{_clock()} {method} {route} {status} in {seconds * 1000:.1f} ms\n"
        )


class TextFormatter(logging.Formatter):
    """Formats the records of other packages, such as gunicorn, as lines of this log."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as one line of text."""
        event = record.getMessage()
        if event.startswith(INVALID_REQUEST):
            event = INVALID_REQUEST_EVENT
        error = record.exc_info[1] if record.exc_info else None
        return _format(event, error_fields(error) if error else {}).rstrip("\n")


def _format(event: str, fields: dict[str, object]) -> str:
    values = [f"{name}={_encode(value)}" for name, value in fields.items()]
    shown = _encode(event)[1:-1].replace('\\"', '"')
    return " ".join((_clock(), shown, *values)) + "\n"


def _clock() -> str:
    return time.strftime("%H:%M:%S")
