"""Small servers on this machine that live in a thread of the test and end with it."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from threading import Thread
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

_IDLE = 10  # seconds; Chromium keeps connections that it never uses


class QuietHandler(BaseHTTPRequestHandler):
    """A handler that logs nothing and does not wait for ever."""

    timeout = _IDLE

    @property
    def asked(self) -> SplitResult:
        """What is asked for: path and query."""
        return urlsplit(self.path)

    def send(
        self, status: int, body: bytes, headers: dict[str, str], *, length: bool = True
    ) -> None:
        """Answer with all of this; without its length the end is the connection's."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: what a test wants to know, it asks."""


class LoopbackServer:
    """A server on a free port, from `start` to `end`, answering by a handler."""

    def __init__(self, handler: type[QuietHandler]) -> None:
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.daemon = True

    @property
    def address(self) -> str:
        """Its origin: `http://127.0.0.1:port`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> Self:
        """Take requests from now on."""
        self._thread.start()
        return self

    def end(self) -> None:
        """Take none any more; from now on connections to it are refused."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # an idle connection of the browser would be waited for

    def handle_error(self: BaseServer, *_: Any) -> None:
        """A peer that left is what these tests are about; anything else is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(*_)
