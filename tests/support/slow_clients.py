"""A crowd of clients that take their time: silent, a byte a second, bodies as well."""

import socket
import threading
import time
from contextlib import suppress
from itertools import cycle

HEAD = b"GET /search?q=clot HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 900
BODY = b"POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n"
KINDS = ("silent", "head", "body")
_TURN_SECONDS = 1.0


class _Client:
    def __init__(self, port: int, kind: str) -> None:
        self.kind = kind
        self.born = time.monotonic()
        self.answer = b""
        self.sock = socket.create_connection(("127.0.0.1", port), 20)
        self.sock.settimeout(0)
        self._next = iter(HEAD if kind == "head" else b"x" * 900)
        if kind == "body":
            self.sock.send(BODY)

    def go_on(self) -> bool:
        """Send a byte, if it is one that sends; whether the connection still lives."""
        try:
            if self.kind != "silent":
                self.sock.send(bytes([next(self._next)]))
            more = self.sock.recv(65_536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.answer += more
        return bool(more)


class Crowd:
    """So many slow clients at once, for a block; whoever is sent away comes again."""

    def __init__(self, port: int, count: int) -> None:
        self._port = port
        self._count = count
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
        kinds = cycle(KINDS)
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
