"""The readers: a few kept connections in one loop that asks as fast as it can."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


class _Loop:
    def __init__(self, port: int, waiting: Iterator[bytes], deadline: float) -> None:
        self.answers = self.body_bytes = 0
        self._waiting = waiting
        self._deadline = deadline
        self._selector = selectors.DefaultSelector()
        self._busy = 0
        for _ in range(CONNECTIONS):
            peer = socket.create_connection(("127.0.0.1", port), _PATIENCE)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(peer, selectors.EVENT_READ, bytearray())

    def run(self) -> None:
        for key in [*self._selector.get_map().values()]:
            self._send_next(key.fileobj)
        while self._busy:
            ready = self._selector.select(_PATIENCE)
            if not ready:
                raise WrongAnswerError(f"No answer came for {_PATIENCE} seconds.")
            for key, _ in ready:
                self._receive(key.fileobj, key.data)

    def close(self) -> None:
        for key in [*self._selector.get_map().values()]:
            key.fileobj.close()
        self._selector.close()

    def _send_next(self, peer: socket.socket) -> None:
        request = next(self._waiting, None)
        if request and time.monotonic() < self._deadline:
            peer.sendall(request)
            self._busy += 1

    def _receive(self, peer: socket.socket, received: bytearray) -> None:
        arrived = peer.recv(_READ_BYTES)
        if not arrived:
            raise WrongAnswerError("The connection was closed.")
        received += arrived
        length = body_length(received)
        if length is None:
            return
        self.answers += 1
        self.body_bytes += length
        self._busy -= 1
        received.clear()
        self._send_next(peer)


def body_length(received: bytes | bytearray) -> int | None:
    """How long the body of an answer is, `None` until it is there as a whole.

    Raises WrongAnswerError for an answer that is no 200 or does not tell its length.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[: end + 2]).lower()
    if not head.startswith(b"http/1.1 200 "):
        raise WrongAnswerError(bytes(received[:500]).decode(errors="replace"))
    _, found, rest = head.partition(b"\r\ncontent-length:")
    if not found:
        raise WrongAnswerError(f"An answer without its length: {head.decode()}")
    length = int(rest.split(b"\r\n", 1)[0])
    return length if len(received) >= end + 4 + length else None
