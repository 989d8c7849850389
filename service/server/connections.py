"""A client's connection on which no thread ever waits: only the worker's loop does."""

import errno
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn

from service.http.wsgi import WAITED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_HEAD_BYTES = 32_768  # browsers and proxies stay under 16 KB with cookies and all
_END = b"\r\n\r\n"
_INFO_BYTES = 56  # of Linux's tcp_info, up to tcpi_last_data_recv
_LAST_DATA_RECEIVED = 52


class Head(Enum):
    """What has arrived of a request's head, by which everything else is decided."""

    PART = "part"
    WHOLE = "whole"
    TOO_LONG = "too long"
    GONE = "gone"


class ClientSocket(socket.socket):
    """A socket that is never blocking: what cannot be sent yet is kept in `unsent`.

    Whoever reads more than has arrived is told that the connection is gone.
    """

    def __init__(self, accepted: socket.socket) -> None:
        kind = (accepted.family, accepted.type, accepted.proto)
        super().__init__(*kind, fileno=accepted.detach())
        super().settimeout(0.0)
        self.unsent: deque[memoryview] = deque()
        self.whole_at = 0.0

    @property
    def owed(self) -> int:
        """How many bytes are still to be sent."""
        return sum(len(part) for part in self.unsent)

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - the socket's own
        """Nothing: threads of gunicorn ask for blocking, and must not get it."""

    def settimeout(self, value: float | None) -> None:
        """Nothing, as `setblocking`."""

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """What has arrived; raises ConnectionResetError instead of waiting for more."""
        try:
            return super().recv(bufsize, flags)
        except BlockingIOError as error:
            raise ConnectionResetError(errno.ECONNRESET, "nothing arrived") from error

    def arrived(self, most: int) -> bytes | None:
        """What has arrived, `None` when that is nothing; empty once the peer ended."""
        try:
            return super().recv(most)
        except BlockingIOError:
            return None

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send what can be sent at once and keep the rest."""
        sent = 0 if self.unsent else self._send(data)
        if sent < len(data):
            self.unsent.append(memoryview(data)[sent:])

    def send(self, data: Any, flags: int = 0) -> int:
        """As `sendall`; nothing is ever left to the caller."""
        self.sendall(data)
        return len(data)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """As `sendall`, from a file."""
        file.seek(offset)
        return self.send(file.read(-1 if count is None else count))

    def send_rest(self) -> bool:
        """Send of the rest what can be sent at once; whether all of it is sent."""
        while self.unsent:
            first = self.unsent[0]
            sent = self._send(first)
            if sent < len(first):
                self.unsent[0] = first[sent:]
                return False
            self.unsent.popleft()
        return True

    def waited(self) -> float:
        """Seconds since the request arrived, in the kernel's queues and in our own."""
        return max(time.monotonic() - self.whole_at, self._quiet_seconds())

    def _quiet_seconds(self) -> float:
        """Seconds since the last bytes arrived, as Linux counts them; elsewhere 0."""
        if sys.platform != "linux":
            return 0.0
        try:
            info = self.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
        except OSError:
            return 0.0
        return int.from_bytes(info[_LAST_DATA_RECEIVED:], sys.byteorder) / 1000

    def _send(self, data: bytes | memoryview) -> int:
        try:
            return super().send(data)
        except BlockingIOError:
            return 0


class Connection(TConn):  # type: ignore[misc] # gunicorn has no types
    """One connection, and what has arrived of the head of its next request."""

    def __init__(
        self,
        settings: Any,
        accepted: socket.socket,
        client: Any,
        server: Any,
        leave: Callable[["Connection"], None],
    ) -> None:
        super().__init__(settings, ClientSocket(accepted), client, server)
        self.parser = get_parser(settings, self.sock, client)
        self.initialized = True  # so that gunicorn makes no other one
        self._leave = leave
        self.ignored_bytes = 0
        self._arrived = bytearray()
        self._is_whole = False

    def receive(self) -> Head:
        """Take in what has arrived, without waiting; how far the head is."""
        if self.parser.unreader.buf.getvalue():
            self._take(self.parser.unreader.take_buffered())
        missing = MOST_HEAD_BYTES - len(self._arrived)
        if not self._is_whole and missing > 0:
            try:
                more = self.sock.arrived(missing)
            except OSError:
                return Head.GONE
            if more == b"":
                return Head.GONE
            self._take(more or b"")
        return self._head()

    def _head(self) -> Head:
        if self._is_whole:
            return Head.WHOLE
        full = len(self._arrived) >= MOST_HEAD_BYTES
        return Head.TOO_LONG if full else Head.PART

    @property
    def has_request_line(self) -> bool:
        """Whether the first line of the head has arrived."""
        return b"\n" in self._arrived

    def asks_for(self, path: str) -> bool:
        """Whether this path is asked for, as far as that shows before parsing."""
        target = bytes(self._arrived[:99]).split(b" ", 2)[1:2]
        return target == [path.encode()]

    def hand_over(self) -> None:
        """Give what has arrived to the parser, which finds a whole head in it."""
        self.parser.unreader.unread(bytes(self._arrived))
        self._arrived.clear()
        self._is_whole = False
        self.sock.whole_at = time.monotonic()

    def close(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's
        """Close it; gracefully means that the worker sees to it, without waiting."""
        if graceful:
            self._leave(self)
        else:
            super().close()

    def _take(self, more: bytes) -> None:
        """A blank line ends a head; a bare line feed is refused by the parser."""
        unsearched = self._arrived[-3:] + more
        self._arrived += more
        ended = _END in unsearched or _has_bare_line_feed(unsearched)
        self._is_whole = self._is_whole or ended


def _has_bare_line_feed(text: bytearray) -> bool:
    """Whether a line feed has no return before it; the first may have had one."""
    return text.count(b"\n", 1) > text.count(b"\r\n")


def announces_body(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether these headers of a request say that a body follows them."""
    for name, value in headers:
        if name == "TRANSFER-ENCODING" or (name == "CONTENT-LENGTH" and value != "0"):
            return True
    return False


def told_the_wait(app: "WSGIApplication") -> "WSGIApplication":
    """The app, which finds in the environ how long its request has waited."""

    def told(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        client = environ.get("gunicorn.socket")
        if isinstance(client, ClientSocket):
            environ[WAITED] = client.waited()
        return app(environ, start_response)

    return told
