"""Fake cluster: an HTTP server that gives whatever reply a test sets."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request to the cluster; `respond` answers it."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        try:
            self.server.reply(self)  # type: ignore[attr-defined]
        except OSError:  # the client has given up
            self.close_connection = True

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 - named by http.server

    def respond(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


class FakeCluster(ThreadingHTTPServer):
    """Server with an exchangeable `reply`; records path and headers of `requests`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.reply: Reply = find_nothing
        self.requests: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"opensearch://127.0.0.1:{self.server_port}/words"

    def handle_error(self, *_: Any) -> None:
        """Log nothing."""


@contextmanager
def run_fake_cluster() -> Iterator[FakeCluster]:
    server = FakeCluster()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def search_response(*sources: dict[str, Any]) -> dict[str, Any]:
    """Return the response to one search that found these sources."""
    hits = [{"_id": str(place), "_source": each} for place, each in enumerate(sources)]
    return {
        "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "failed": 0},
        "hits": {"total": {"value": len(hits), "relation": "eq"}, "hits": hits},
    }


def respond_with_searches(*responses: Any) -> Reply:
    """Reply to a multi-search with these responses."""
    body = json.dumps({"responses": responses}).encode()
    return lambda request: request.respond(200, body)


def respond_with(status: int, body: bytes, kind: str = "application/json") -> Reply:
    return lambda request: request.respond(status, body, kind)


def stay_silent(request: Request) -> None:
    """Read the request, and respond too late."""
    time.sleep(5)


def drip_headers(request: Request) -> None:
    """Send the response headers one byte at a time."""
    for letter in "HTTP/1.1 200 OK\r\nX-Slow: 123456789012345678901234567890":
        request.wfile.write(letter.encode())
        time.sleep(0.2)


def never_end(request: Request) -> None:
    """Send a response body of a gigabyte."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.end_headers()
    for _ in range(10_000):
        request.wfile.write(b" " * 100_000)


def hang_up(request: Request) -> None:
    """Send less than the promised response body, and close the connection."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"responses"')
    request.close_connection = True


find_nothing = respond_with_searches(search_response())


def forward_to(hosts: str) -> Reply:
    """Reply as the real cluster at `hosts` does."""
    host = hosts.split(",")[0]

    def forward(request: Request) -> None:
        connection = HTTPConnection(host, timeout=60)
        try:
            kind = {"Content-Type": "application/json"}
            connection.request(request.command, request.path, request.body, kind)
            response = connection.getresponse()
            request.respond(response.status, response.read())
        finally:
            connection.close()

    return forward
