"""A client's connection with a deadline for everything the server waits for.

The worker checks the deadlines several times a second, so no connection needs a timer.
"""

import _socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from socket import SHUT_RD, SHUT_RDWR, SHUT_WR, SO_LINGER, SOL_SOCKET
from typing import Any
from urllib.parse import quote

import gevent.socket
from gunicorn.http.errors import LimitRequestHeaders

MAX_HEAD_BYTES = 32_768  # browsers and proxies stay under 16 KB, cookies included
MAX_DISCARDED_BYTES = 1024 * 1024  # of a body that the application did not read
_PIECE_BYTES = 65_536
_ASCII = bytes(range(128))
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: drop what is unsent, close by a reset


def escape_request_line(data: bytes) -> bytes:
    """Percent-encode UTF-8 in the first line, which gunicorn refuses, like all else.

    Some clients, curl among them, send a target as it was typed.
    """
    line, newline, rest = data.partition(b"\n")
    try:
        return quote(line.decode(), safe=_ASCII).encode() + newline + rest
    except UnicodeDecodeError:
        return data


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds that a client may take."""

    head: float = 10  # to send a request head; the slowest phone takes two
    body: float = 20  # to send a body: 200 KB at 10 KB/s
    unread: float = 60  # to read a response: 4 MB at 70 KB/s
    idle: float = 95  # between two requests
    closing: float = 2  # to close its side as well


class ClientSocket(gevent.socket.socket):  # type: ignore[misc] # gevent has no types
    """One client's connection: since when and until when its client is waited for."""

    def __init__(self, accepted: Any, deadlines: Deadlines) -> None:
        kind = (accepted.family, accepted.type, accepted.proto)
        super().__init__(*kind, fileno=accepted.detach())
        self.unread_bytes = 0  # of the response that is being sent
        self._deadlines = deadlines
        self._head_bytes = 0
        self._has_head = False  # all of it, so that a body follows
        self._response_head = b""
        self._is_expired = False
        self.set_deadline(self._deadlines.head)

    def set_deadline(self, seconds: float) -> None:
        """Begin to wait for the client, so many seconds at most."""
        self.since = time.monotonic()
        self.deadline = self.since + seconds

    def recv(self, *args: Any) -> bytes:
        """Receive a part of a request; the deadline begins with its first byte.

        Raises LimitRequestHeaders when the head is longer than 32 KB.
        """
        self._flush()
        data: bytes = super().recv(*args)
        if self._has_head:
            return data
        if not self._head_bytes:
            self.set_deadline(self._deadlines.head)
            data = data if data.isascii() else escape_request_line(data)
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES:
            raise LimitRequestHeaders("limit request headers fields size")
        return data

    def expect_body(self) -> None:
        """Begin to wait for the body behind a head, which the application limits."""
        self._has_head = True
        self.set_deadline(self._deadlines.body)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send a part of a response, holding back a head to send it with its body."""
        head, self._response_head = self._response_head, b""
        if not head and data[-4:] == b"\r\n\r\n":
            self._response_head = data
        elif len(data) > _PIECE_BYTES:
            self._send(head)
            self._send(data)
        else:
            self._send(head + data)

    def _flush(self) -> None:
        if self._response_head:
            head, self._response_head = self._response_head, b""
            self._send(head)

    def _send(self, data: bytes) -> None:
        self.unread_bytes = len(data)
        self.set_deadline(self._deadlines.unread)
        sent = super().send(data)
        if sent < len(data):
            super().sendall(memoryview(data)[sent:])
        self.unread_bytes = self._head_bytes = 0
        self._has_head = False
        self.set_deadline(self._deadlines.idle)

    def sendfile(self, *args: Any, **how: Any) -> int:
        """Send a file behind the head of its response."""
        self._flush()
        return int(super().sendfile(*args, **how))

    def expire(self) -> None:
        """Wait no longer: a request that has arrived is answered, a reader is cut off.

        gevent's own `shutdown` would break off the answer, so the raw socket's is used.
        """
        raw = _socket.socket(self.family, self.type, self.proto, self.fileno())
        with suppress(OSError):  # the client may have closed it
            if self.unread_bytes or self._is_expired:
                raw.setsockopt(SOL_SOCKET, SO_LINGER, _RESET)
                raw.shutdown(SHUT_RDWR)
            else:
                raw.shutdown(SHUT_RD)
        raw.detach()
        self._is_expired = True
        self.set_deadline(self._deadlines.closing)

    def close(self) -> None:
        """Close once the client has read everything, which a reset would drop."""
        with suppress(OSError):
            self._flush()
            self.shutdown(SHUT_WR)
            self.set_deadline(self._deadlines.closing)
            left = MAX_DISCARDED_BYTES
            while left > 0 and (data := super().recv(_PIECE_BYTES)):
                left -= len(data)
        super().close()
