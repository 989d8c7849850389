"""The readers: a few kept connections in one loop that asks as fast as it can."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

CONNECTIONS = 4
_READ_BYTES = 262_144
_PATIENCE = 60  # seconds in which something has to come
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


class WrongAnswerError(Exception):
    """Something was answered that no measurement can count."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How many were answered, with how many bytes of body, in which time."""

    answers: int
    body_bytes: int
    seconds: float


def autocomplete_path(text: str) -> str:
    """What a widget asks for a beginning."""
    return f"/autocomplete?q={quote(text)}&limit=8"


def search_path(text: str) -> str:
    """What a page asks for a question."""
    return f"/search?q={quote(text)}&limit=10"


def requests(port: int, paths: Sequence[str]) -> list[bytes]:
    """The bytes that a browser sends for each path."""
    return [_REQUEST.format(path=path, port=port).encode() for path in paths]


def ask(port: int, paths: Sequence[str], most_seconds: float = 600.0) -> Answered:
    """Ask for all paths in turn, four at a time, as many as there is time for.

    Raises WrongAnswerError for every answer that is no 200.
    """
    waiting = iter(requests(port, paths))
    began = time.monotonic()
    loop = _Loop(port, waiting, began + most_seconds)
    try:
        loop.run()
    finally:
        loop.close()
    return Answered(loop.answers, loop.body_bytes, time.monotonic() - began)


@dataclass(slots=True)
class _Peer:
    """A connection, what was asked last on it, and what came back so far."""

    connection: socket.socket
    asked: bytes = b""
    received: bytearray = field(default_factory=bytearray)


class _Loop:
    def __init__(self, port: int, waiting: Iterator[bytes], deadline: float) -> None:
        self.answers = self.body_bytes = 0
        self._waiting = waiting
        self._deadline = deadline
        self._selector = selectors.DefaultSelector()
        self._busy = 0
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", port), _PATIENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            peer = _Peer(connection)
            self._selector.register(connection, selectors.EVENT_READ, peer)

    def run(self) -> None:
        for key in [*self._selector.get_map().values()]:
            self._send_next(key.data)
        while self._busy:
            ready = self._selector.select(_PATIENCE)
            if not ready:
                raise WrongAnswerError(f"No answer came for {_PATIENCE} seconds.")
            for key, _ in ready:
                self._receive(key.data)

    def close(self) -> None:
        for key in [*self._selector.get_map().values()]:
            key.data.connection.close()
        self._selector.close()

    def _send_next(self, peer: _Peer) -> None:
        peer.asked = next(self._waiting, b"")
        if peer.asked and time.monotonic() < self._deadline:
            peer.connection.sendall(peer.asked)
            self._busy += 1

    def _receive(self, peer: _Peer) -> None:
        arrived = peer.connection.recv(_READ_BYTES)
        peer.received += arrived
        length = body_length(peer.received) if arrived else None
        if not arrived or length == -1:
            question = peer.asked.split(b"\r\n", 1)[0].decode()
            said = bytes(peer.received[:500]).decode(errors="replace")
            raise WrongAnswerError(f"{question} was answered with:\n{said}")
        if length is not None:
            self.answers += 1
            self.body_bytes += length
            self._busy -= 1
            peer.received.clear()
            self._send_next(peer)


def body_length(received: bytes | bytearray) -> int | None:
    """How long the body of an answer is, `None` until it is there as a whole.

    It is -1 where the answer is no 200 or does not tell its length.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[: end + 2]).lower()
    _, found, rest = head.partition(b"\r\ncontent-length:")
    if not found or not head.startswith(b"http/1.1 200 "):
        return -1
    length = int(rest.split(b"\r\n", 1)[0])
    return length if len(received) >= end + 4 + length else None
