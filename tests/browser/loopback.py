"""HTTP servers on loopback that run in a thread of the test."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from threading import Thread
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

_IDLE_TIMEOUT = 10  # seconds; Chromium opens connections it never uses


class QuietHandler(BaseHTTPRequestHandler):
    """Request handler without a log and with a timeout."""

    timeout = _IDLE_TIMEOUT

    @property
    def url(self) -> SplitResult:
        """Requested path and query."""
        return urlsplit(self.path)

    def send(
        self, status: int, body: bytes, headers: dict[str, str], *, length: bool = True
    ) -> None:
        """Send a response; without its length, the connection's end is its end."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


class LoopbackServer:
    """Server on a free port, with a handler, from `start` to `stop`."""

    def __init__(self, handler: type[QuietHandler]) -> None:
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.daemon = True

    @property
    def address(self) -> str:
        """Origin, `http://127.0.0.1:port`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> Self:
        """Start to accept requests."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop the server; connections are refused afterwards."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # otherwise it waits for idle connections of the browser

    def handle_error(self: BaseServer, *_: Any) -> None:
        """Ignore peers that disconnect; print other errors."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(*_)
