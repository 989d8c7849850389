"""HTTP load generator: a few keep-alive connections in one event loop."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

CONNECTIONS = 4
_READ_BYTES = 262_144
_TIMEOUT = 60  # seconds without any response
_REQUEST = """\
GET {path} HTTP/1.1\r
Host: 127.0.0.1:{port}\r
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
Accept: application/json, */*;q=0.8\r
Accept-Language: en-US,en;q=0.5\r
Accept-Encoding: gzip\r
Connection: keep-alive\r
\r
"""


class UnexpectedResponseError(Exception):
    """A response that no measurement can count; the message has the request."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Number of responses, bytes of their bodies, and seconds for all of them."""

    responses: int
    body_bytes: int
    seconds: float


def autocomplete_path(text: str) -> str:
    """Return the path that the widget requests for a prefix."""
    return f"/autocomplete?q={quote(text)}&limit=8"


def search_path(text: str) -> str:
    """Return the path that the widget requests for a query."""
    return f"/search?q={quote(text)}&limit=10"


def send_all(port: int, paths: Sequence[str], max_seconds: float = 600.0) -> LoadResult:
    """Request paths in turn, four at a time, until the time is up.

    Raises UnexpectedResponseError for every response that is not 200.
    """
    requests = (_REQUEST.format(path=path, port=port).encode() for path in paths)
    started = time.monotonic()
    loop = _Loop(port, requests, started + max_seconds)
    try:
        loop.run()
    finally:
        loop.close()
    return LoadResult(loop.responses, loop.body_bytes, time.monotonic() - started)


@dataclass(slots=True)
class _Connection:
    """A socket, the last request on it, and the bytes received since."""

    socket: socket.socket
    request: bytes = b""
    received: bytearray = field(default_factory=bytearray)


class _Loop:
    def __init__(self, port: int, requests: Iterator[bytes], deadline: float) -> None:
        self.responses = self.body_bytes = 0
        self._requests = requests
        self._deadline = deadline
        self._selector = selectors.DefaultSelector()
        self._in_flight = 0
        for _ in range(CONNECTIONS):
            client = socket.create_connection(("127.0.0.1", port), _TIMEOUT)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(client, selectors.EVENT_READ, _Connection(client))

    def run(self) -> None:
        for key in [*self._selector.get_map().values()]:
            self._send_next(key.data)
        while self._in_flight:
            ready = self._selector.select(_TIMEOUT)
            if not ready:
                raise UnexpectedResponseError(f"No response in {_TIMEOUT} seconds.")
            for key, _ in ready:
                self._receive(key.data)

    def close(self) -> None:
        for key in [*self._selector.get_map().values()]:
            key.data.socket.close()
        self._selector.close()

    def _send_next(self, connection: _Connection) -> None:
        connection.request = next(self._requests, b"")
        if connection.request and time.monotonic() < self._deadline:
            connection.socket.sendall(connection.request)
            self._in_flight += 1

    def _receive(self, connection: _Connection) -> None:
        chunk = connection.socket.recv(_READ_BYTES)
        connection.received += chunk
        length = parse_body_length(connection.received) if chunk else None
        if not chunk or length == -1:
            request = connection.request.split(b"\r\n", 1)[0].decode()
            start = bytes(connection.received[:500]).decode(errors="replace")
            raise UnexpectedResponseError(f"{request} got the response:\n{start}")
        if length is not None:
            self.responses += 1
            self.body_bytes += length
            self._in_flight -= 1
            connection.received.clear()
            self._send_next(connection)


def parse_body_length(received: bytes | bytearray) -> int | None:
    """Return the length of a complete response's body, `None` for an incomplete one.

    It is -1 if the response is not 200 or has no Content-Length.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[: end + 2]).lower()
    _, header, rest = head.partition(b"\r\ncontent-length:")
    if not header or not head.startswith(b"http/1.1 200 "):
        return -1
    length = int(rest.split(b"\r\n", 1)[0])
    return length if len(received) >= end + 4 + length else None
