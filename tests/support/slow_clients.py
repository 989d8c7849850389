"""A crowd of slow clients: silent, a byte a second, bodies as well, slow readers."""

import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle

HEAD = b"GET /search?q=clot HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 900
BODY = b"POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n"
READ = b"GET /entries?limit=200 HTTP/1.1\r\nHost: localhost\r\n\r\n"
KINDS = ("silent", "head", "body")
READER = "reader"
_TURN_SECONDS = 1.0
_READER_BYTES = 400  # a turn, of a response of up to a megabyte
_READER_BUFFER = 4096


class _Client:
    def __init__(self, port: int, kind: str) -> None:
        self.kind = kind
        self.born = time.monotonic()
        self.answer = b""
        self.sock = socket.socket()
        if kind == READER:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _READER_BUFFER)
        self.sock.settimeout(20)
        try:
            self.sock.connect(("127.0.0.1", port))
        except OSError:
            self.sock.close()
            raise
        self.sock.send({"body": BODY, READER: READ}.get(kind, b""))
        self.sock.settimeout(0)
        self._next = iter(HEAD if kind == "head" else b"x" * 900)

    def go_on(self) -> bool:
        """Send a byte, if it is one that sends; whether the connection still lives."""
        try:
            if self.kind in ("head", "body"):
                self.sock.send(bytes([next(self._next)]))
            more = self.sock.recv(_READER_BYTES if self.kind == READER else 65_536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.answer += more
        return bool(more)


class Crowd:
    """So many slow clients at once, for a block; whoever is sent away comes again."""

    def __init__(self, port: int, count: int, kinds: Sequence[str] = KINDS) -> None:
        self._port = port
        self._count = count
        self._kinds = kinds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.statuses: set[bytes] = set()
        self.lives: list[
            tuple[str, float]
        ] = []  # kind and seconds of who was sent away

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        kinds = cycle(self._kinds)
        clients = [_Client(self._port, next(kinds)) for _ in range(self._count)]
        while not self._over.wait(_TURN_SECONDS):
            clients = [self._one_turn(client) for client in clients]
        for client in clients:
            client.sock.close()

    def _one_turn(self, client: _Client) -> _Client:
        if client.go_on():
            return client
        client.sock.close()
        self.lives.append((client.kind, time.monotonic() - client.born))
        if client.answer:
            self.statuses.add(client.answer[9:12])
        with suppress(OSError):
            return _Client(self._port, client.kind)
        return client
