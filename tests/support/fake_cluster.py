"""Something at the address of a cluster that answers what it is told to."""

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
    """One request to the cluster; `say` answers it."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.heard.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        try:
            self.server.reply(self)  # type: ignore[attr-defined]
        except OSError:  # who asked has had enough
            self.close_connection = True

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 - named by http.server

    def say(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class StrangeCluster(ThreadingHTTPServer):
    """A server whose `reply` can be exchanged; knows what it `heard`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.reply: Reply = well
        self.heard: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"opensearch://127.0.0.1:{self.server_port}/words"

    def handle_error(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def strange_cluster() -> Iterator[StrangeCluster]:
    server = StrangeCluster()
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    try:
        yield server
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def found(*sources: dict[str, Any]) -> dict[str, Any]:
    """What a cluster says of one search."""
    hits = [{"_id": str(place), "_source": each} for place, each in enumerate(sources)]
    return {
        "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "failed": 0},
        "hits": {"total": {"value": len(hits), "relation": "eq"}, "hits": hits},
    }


def answering(*answers: Any) -> Reply:
    """A reply to several searches."""
    body = json.dumps({"responses": answers}).encode()
    return lambda request: request.say(200, body)


def saying(status: int, body: bytes, kind: str = "application/json") -> Reply:
    return lambda request: request.say(status, body, kind)


def silent(request: Request) -> None:
    """Read, and say nothing."""
    time.sleep(5)


def dribbling(request: Request) -> None:
    """Say a letter of a head, now and then."""
    for letter in "HTTP/1.1 200 OK\r\nX-Slow: 123456789012345678901234567890":
        request.wfile.write(letter.encode())
        time.sleep(0.2)


def endless(request: Request) -> None:
    """Say more than anybody can keep."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.end_headers()
    for _ in range(10_000):
        request.wfile.write(b" " * 100_000)


def hanging_up(request: Request) -> None:
    """Promise an answer and go."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"responses"')
    request.close_connection = True


well = answering(found())


def forwarding(hosts: str) -> Reply:
    """What a real cluster says."""
    place = hosts.split(",")[0]

    def forward(request: Request) -> None:
        connection = HTTPConnection(place, timeout=60)
        try:
            kind = {"Content-Type": "application/json"}
            connection.request(request.command, request.path, request.body, kind)
            answer = connection.getresponse()
            request.say(answer.status, answer.read())
        finally:
            connection.close()

    return forward
