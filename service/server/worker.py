"""gunicorn's gevent worker with deadlines for clients and connection draining."""

import time
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import gevent
from gevent.pool import Pool
from gevent.server import StreamServer
from gunicorn.sock import ssl_context
from gunicorn.workers.ggevent import GeventWorker

from service.server.deadlines import ClientSocket, Deadlines
from service.server.event_loop import EventLoop
from service.server.memory import trim_heap

LISTENING_SECONDS = 0.2  # on SIGTERM, until every process of the service has it
_TICK_SECONDS = 0.25
_BODY_HEADERS = ("CONTENT-LENGTH", "TRANSFER-ENCODING")
_MIN_WAIT_SECONDS = 1.0  # a client that is on its way sends within this
_CROWDED = 0.75  # of the connections: beyond it, each response is the last on its own
_TRIM_BYTES = 8 * 1024 * 1024  # of unread responses that leave a noticeable heap
_MAX_ACCEPT = 64  # per turn of the event loop; more would unbalance the workers


class _Listener:
    """The address of a listener, which its connections need after it is closed."""

    def __init__(self, listener: Any) -> None:
        self._name = listener.getsockname()

    def getsockname(self) -> Any:
        return self._name


class DeadlineWorker(GeventWorker):  # type: ignore[misc] # gunicorn has no types
    """Gevent worker with a deadline for each client and a drained accept queue.

    It overrides `run`, `handle` and `handle_request` alone. TLS connections keep
    gunicorn's own deadlines.
    """

    deadlines = Deadlines()
    max_unread_bytes = 64 * 1024 * 1024  # of responses that clients do not read, in all

    def run(self) -> None:
        """Serve until SIGTERM, then complete what has arrived."""
        self.deadlines = replace(self.deadlines, idle=self.cfg.keepalive)
        self.clients: set[ClientSocket] = set()
        self.stops_at = float("inf")
        self._most_unread = 0
        self.event_loop = EventLoop()
        self._crowded = int(self.worker_connections * _CROWDED)
        tls = {"ssl_context": ssl_context(self.cfg)} if self.cfg.is_ssl else {}
        pool = Pool(self.worker_connections)
        servers = [
            StreamServer(each, partial(self.handle, _Listener(each)), spawn=pool, **tls)
            for each in self.sockets
        ]
        for server in servers:
            server.max_accept = _MAX_ACCEPT
            server.start()
        watch = gevent.spawn(self._watch)
        while self.alive:
            gevent.sleep(_TICK_SECONDS)
        self._drain(servers)
        pool.join(timeout=self.cfg.graceful_timeout)
        watch.kill()
        pool.kill(timeout=1)

    def _drain(self, servers: list[StreamServer]) -> None:
        """Accept what has connected, then close the listeners."""
        gevent.sleep(LISTENING_SECONDS)
        self.stops_at = time.monotonic() + self.deadlines.closing
        for server in servers:
            while accepted := server.do_read():
                server.do_handle(*accepted)
            server.close()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Serve one connection."""
        if self.cfg.is_ssl:
            super().handle(listener, client, addr)
            return
        connection = ClientSocket(client, self.deadlines)
        self.clients.add(connection)
        if len(self.clients) >= self.worker_connections:
            self._make_room()
        try:
            super().handle(listener, connection, addr)
        finally:
            self.clients.discard(connection)

    def timeout_ctx(self) -> Any:
        """Leave the deadlines to ClientSocket, which needs no timer per request."""
        return super().timeout_ctx() if self.cfg.is_ssl else nullcontext()

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> Any:
        """Answer one request, the last if a body may follow or others need room."""
        has_body = any(
            name in _BODY_HEADERS and value != "0" for name, value in req.headers
        )
        if has_body or len(self.clients) > self._crowded:
            req.force_close()
        if isinstance(sock, ClientSocket):
            if has_body:
                sock.expect_body()
            self.event_loop.wait_for_turn(req.path, sock.since)
        return super().handle_request(listener_name, req, sock, addr)

    def _watch(self) -> None:
        while True:
            self.notify()
            self._expire_clients(time.monotonic())
            gevent.sleep(_TICK_SECONDS)

    def _expire_clients(self, now: float) -> None:
        """Expire each client past its deadline, and the oldest beyond the limit."""
        unread = 0
        for client in sorted(self.clients, key=lambda each: -each.since):
            unread += client.unread_bytes
            deadline = client.deadline
            if not client.unread_bytes:
                deadline = min(deadline, self.stops_at)
            elif unread > self.max_unread_bytes:
                deadline = now
            if deadline <= now:
                client.expire()
        if len(self.clients) >= self.worker_connections:
            self._make_room()
        self._trim(unread)

    def _trim(self, unread: int) -> None:
        """Give memory back when many slow readers are gone."""
        self._most_unread = max(self._most_unread, unread)
        if not unread and self._most_unread > _TRIM_BYTES:
            self._most_unread = 0
            trim_heap()

    def _make_room(self) -> None:
        """Expire the clients that are waited for longest, those that read last.

        A quarter of the connections becomes free, as each check takes its time.
        """
        latest = time.monotonic() - _MIN_WAIT_SECONDS
        waiting = [each for each in self.clients if each.since < latest]
        waiting.sort(key=lambda each: (each.unread_bytes > 0, each.since))
        for client in waiting[: len(self.clients) - self._crowded]:
            client.expire()
