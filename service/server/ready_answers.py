"""Answers that are ready, given by the worker's loop itself: no thread, no parser.

A client that keeps its connection sends the same header fields with each request, byte
for byte; only the first line is another one. gunicorn's parser has taken those fields
apart once, so the WSGI environ of the last request is right for this one, but for what
the first line says. Where anything else is different, gunicorn sees to it.
"""

import io
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gunicorn.http.wsgi import HEADER_VALUE_RE, TOKEN_RE
from gunicorn.util import http_date

from service.http.wsgi import Header, joined

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

# A path that means itself, and a query of characters that stand in no need of quoting.
_PLAIN = re.compile(
    rb"GET (/(?!/)[\w.~/-]*)(?:\?([\w.~%=&+,:;!*'()@/-]*))? HTTP/1\.1", re.ASCII
)
_MOST_LINE_BYTES = 4094  # as gunicorn.conf.py has it
_REMEMBERED = 1024  # headers of kept answers, checked once
_OF_ONE_RESPONSE = "wsgi.early_hints"


class Repeated:
    """What the last request on a connection said besides its first line."""

    def __init__(self, fields: bytes, environ: "WSGIEnvironment") -> None:
        self._fields = fields
        self._environ = environ

    @classmethod
    def of(cls, head: bytes, environ: "WSGIEnvironment") -> "Repeated | None":
        """What these say for requests to come; `None` when they say it for one only."""
        if environ["SERVER_PROTOCOL"] != "HTTP/1.1" or "HTTP_EXPECT" in environ:
            return None
        environ = {**environ, "wsgi.input": io.BytesIO()}
        environ.pop(_OF_ONE_RESPONSE, None)
        return cls(head.partition(b"\r\n")[2], environ)

    def environ(self, head: bytes) -> "WSGIEnvironment | None":
        """The environ of a request that differs in its first line only, else `None`."""
        line, _, fields = head.partition(b"\r\n")
        if fields != self._fields or len(line) > _MOST_LINE_BYTES:
            return None
        asked = _PLAIN.fullmatch(line)
        if asked is None:
            return None
        path, query = asked[1].decode(), (asked[2] or b"").decode()
        environ = self._environ.copy()
        environ["REQUEST_METHOD"] = "GET"
        environ["PATH_INFO"], environ["QUERY_STRING"] = path, query
        environ["RAW_URI"] = line[4:-9].decode()
        return environ


class ReadyAnswers:
    """Whole responses as bytes, as gunicorn would send them.

    An app, or its `wsgi_app`, that has `is_ready` tells with it for an environ whether
    its answer to GET is there already. Another app `is_understood` in no request.
    """

    def __init__(self, app: Any) -> None:
        self._app: WSGIApplication = getattr(app, "wsgi_app", app)
        self.is_understood = hasattr(self._app, "is_ready")
        self.is_ready: Callable[[WSGIEnvironment], bool] = getattr(
            self._app, "is_ready", lambda environ: False
        )
        self._block = lru_cache(_REMEMBERED)(self._lines)
        self._second, self._general = 0, b""

    def response(self, environ: "WSGIEnvironment") -> bytes:
        """What the app answers to GET; raises ValueError for a header that is none."""
        told: list[Any] = []

        def start(status: str, headers: list[Header], failure: Any = None) -> Any:
            told[:] = status, headers

        body = joined(self._app(environ, start))
        status, headers = told
        if body and not any(name.lower() == "content-length" for name, _ in headers):
            headers.append(("Content-Length", str(len(body))))
        return b"".join(
            (
                f"HTTP/1.1 {status}\r\n".encode("latin-1"),
                self._general_lines(),
                self._block(tuple(headers[:-1])),  # behind it is the request's own id
                *map(self._line, headers[-1:]),
                b"\r\n",
                body,
            )
        )

    def _general_lines(self) -> bytes:
        """The lines of every response, the time being that of this second."""
        second = int(time.time())
        if second != self._second:
            date = http_date(second)
            lines = f"Server: gunicorn\r\nDate: {date}\r\nConnection: keep-alive\r\n"
            self._second, self._general = second, lines.encode("latin-1")
        return self._general

    def _lines(self, headers: tuple[Header, ...]) -> bytes:
        return b"".join(map(self._line, headers))

    def _line(self, header: Header) -> bytes:
        name, value = header
        if not (TOKEN_RE.fullmatch(name) and HEADER_VALUE_RE.fullmatch(value)):
            raise ValueError(f"{name!r} is no header that can be sent")
        return f"{name}: {value}\r\n".encode("latin-1")
