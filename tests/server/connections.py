"""Raw connections to the echo app, and what comes back on them."""

import socket
from collections.abc import Callable
from contextlib import ExitStack

from tests.support.service_process import RUN, Service

ECHO = (*RUN[:-1], "tests.support.echo_app:app")
MANY = 12
ASK = b"GET /constant HTTP/1.1\r\nHost: localhost\r\n\r\n"
ASK_LAST = b"GET /constant HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
ASK_LONG = ASK.replace(b"/constant", b"/long")
OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = len(b"constant " * 33)
Connect = Callable[..., list[socket.socket]]


class Connections(ExitStack):
    """Connections that are closed together."""

    def open(
        self, service: Service, content: bytes, count: int = MANY, **how: int
    ) -> list[socket.socket]:
        return [self.enter_context(service.open(content, **how)) for _ in range(count)]


def read_response(peer: socket.socket, length: int = LENGTH) -> bytes:
    """Read one response whose body has this length; the connection may stay open."""
    got = b""
    while len(got.partition(b"\r\n\r\n")[2]) < length:
        more = peer.recv(65_536)
        assert more, f"it ended after {got[:300]!r}"
        got += more
    return got


def read_to_end(peer: socket.socket) -> bytes:
    """Read all that comes until the connection ends."""
    return b"".join(iter(lambda: peer.recv(65_536), b""))


def status_of_another(service: Service) -> int:
    """Ask on a new connection while others are open."""
    return service.get("/constant")[0]
