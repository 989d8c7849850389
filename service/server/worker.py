"""The gunicorn worker: a thread gets a connection only with a whole request head.

A subclass of gunicorn's gthread, by way of `door.py`. What both rely on there, and
tests/test_worker.py holds to: `accept`, `set_accept_enabled`, `enqueue_req`,
`on_pending_socket_readable`, `finish_request`, `murder_pending`, `_cap_keepalive`,
`handle_request`, `handle_error` and `load_wsgi`; `nr_conns`, `worker_connections`,
`pending_conns`, `poller`, `alive`, `sockets`, `wait_for_and_dispatch_events`; of a
connection `sock`, `parser.unreader`, `initialized`, `timeout` and `close(graceful=…)`;
of a request `headers` and `force_close()`; `gunicorn.socket` in the WSGI environ.
"""

import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from gunicorn.http.errors import InvalidHeader, UnsupportedTransferCoding

from service.http.wsgi import NEVER_SHED
from service.server.connections import Connection, Head, announces_body, told_the_wait
from service.server.door import DoorWorker

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HEAD_SECONDS = 10  # for a whole head; the slowest telephone sends one in two
SENDING_SECONDS = 60  # for an answer that does not go out at once: 4 MB at 70 KB/s
LEAVING_SECONDS = 2  # for the peer to close after the last answer, as gunicorn has it
_MOST_LEAVING_BYTES = 1024 * 1024  # of what it still sends; cut off, it reads nothing
_READ_BYTES = 65_536
_MOST_UNSENT_BYTES = 64 * 1024 * 1024  # of answers kept for slow readers, in a worker
_CROWDED = 0.75  # from here on a client has to come again, and others get in as well
_ROOM = 16  # what a full worker makes free at once, for as many
_ROOM_SECONDS = 1  # a client that is on its way sends within this
_LONG_LINE = b"414 URI Too Long"
_LONG_FIELDS = b"431 Request Header Fields Too Large"
_REFUSAL = (
    b"HTTP/1.1 %b\r\n"
    b"Connection: close\r\nCache-Control: no-store\r\nContent-Length: 0\r\n\r\n"
)


class WholeHeadWorker(DoorWorker):
    """Gthread whose threads wait for no client: not for a head, a body or a reader.

    The loop that waits for idle connections waits for these as well, each with a
    deadline. TLS, HTTP/2 and the PROXY protocol are left to gthread as it is.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sending: deque[Connection] = deque()
        self.leaving: deque[Connection] = deque()
        self.spare: ThreadPoolExecutor

    # Coming in

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """The threads for questions, and one aside that no question can take."""
        self.spare = ThreadPoolExecutor(max_workers=1)
        return ThreadPoolExecutor(max_workers=self.cfg.threads)

    def load_wsgi(self) -> None:
        """Load the app, and tell it with each request how long that has waited."""
        super().load_wsgi()
        self.wsgi: WSGIApplication = told_the_wait(self.wsgi)

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection with a whole head to a thread; let the others wait here."""
        if not isinstance(conn, Connection):
            super().enqueue_req(conn)
            return
        head = conn.receive()
        if head is Head.WHOLE:
            self._hand_over(conn)
        elif head is Head.PART:
            readable = partial(self.on_pending_socket_readable, conn)
            self._wait(conn, self.pending_conns, HEAD_SECONDS, readable)
        elif head is Head.TOO_LONG:
            self._refuse(conn)
        else:
            self.drop(conn)

    def _hand_over(self, conn: Connection) -> None:
        pool = self.spare if conn.asks_for(NEVER_SHED) else self.tpool
        conn.hand_over()
        self.finish_when(conn, pool.submit(self.handle, conn))

    def finish_when(self, conn: Connection, answered: "Future[bool]") -> None:
        """Take up a connection again when a thread has answered it."""
        finish = partial(self.method_queue.defer, self.finish_request, conn)
        answered.add_done_callback(finish)

    def on_pending_socket_readable(self, conn: Any, client: Any) -> None:
        """Take in more of a head; its deadline stays what it was."""
        if isinstance(conn, Connection) and conn.receive() is Head.PART:
            return
        super().on_pending_socket_readable(conn, client)

    # In a thread

    def handle_request(self, req: Any, conn: Any) -> bool:
        """Answer; where a body may follow, or too many wait, the connection ends."""
        ends = self.is_crowded() or announces_body(req.headers)
        if isinstance(conn, Connection) and ends:
            req.force_close()
        return bool(super().handle_request(req, conn))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Refuse an unknown transfer coding as every other malformed request."""
        if isinstance(exc, UnsupportedTransferCoding):
            exc = InvalidHeader("TRANSFER-ENCODING")
        super().handle_error(req, client, addr, exc)

    # Going out

    def finish_request(self, conn: Any, fs: "Future[Any]") -> None:
        """Go on when all of the answer is sent; a slow reader is waited for here."""
        if not isinstance(conn, Connection) or not conn.sock.unsent:
            super().finish_request(conn, fs)
            return
        if conn.sock.fileno() < 0:
            self.drop(conn)
            return
        writable = partial(self._on_writable, conn, fs)
        self._wait(conn, self.sending, SENDING_SECONDS, writable, write=True)
        while sum(each.sock.owed for each in self.sending) > _MOST_UNSENT_BYTES:
            self.drop(self.sending.popleft())

    def _on_writable(self, conn: Connection, fs: "Future[Any]", client: Any) -> None:
        try:
            if not conn.sock.send_rest():
                return
        except OSError:
            self.sending.remove(conn)
            self.drop(conn)
            return
        self.sending.remove(conn)
        self.poller.unregister(client)
        super().finish_request(conn, fs)

    def _refuse(self, conn: Connection) -> None:
        self.nr_conns -= 1
        status = _LONG_FIELDS if conn.has_request_line else _LONG_LINE
        try:
            conn.sock.sendall(_REFUSAL % status)
        except OSError:
            conn.close()
        else:
            conn.close(graceful=True)

    def leave(self, conn: Connection) -> None:
        """Say that nothing more comes, and close when the peer has heard it.

        gunicorn waits for that in its loop, up to two seconds each time, in which
        nobody else is served.
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            conn.close()
            return
        self.nr_conns += 1  # gunicorn has counted it as closed
        readable = partial(self._on_leaving_readable, conn)
        self._wait(conn, self.leaving, LEAVING_SECONDS, readable)

    def _on_leaving_readable(self, conn: Connection, client: Any) -> None:
        try:
            more = conn.sock.arrived(_READ_BYTES)
        except OSError:
            more = b""
        conn.ignored_bytes += len(more or b"")
        if more == b"" or conn.ignored_bytes > _MOST_LEAVING_BYTES:
            self.leaving.remove(conn)
            self.drop(conn)

    # Waiting

    def _wait(
        self,
        conn: Connection,
        queue: deque[Any],
        seconds: float,
        ready: Callable[[Any], None],
        *,
        write: bool = False,
    ) -> None:
        conn.timeout = time.monotonic() + seconds
        queue.append(conn)
        event = selectors.EVENT_WRITE if write else selectors.EVENT_READ
        self.poller.register(conn.sock, event, ready)

    def murder_pending(self) -> None:
        """Close every connection whose deadline is over."""
        super().murder_pending()
        now = time.monotonic()
        for queue in (self.sending, self.leaving):
            while queue and queue[0].timeout <= now:
                self.drop(queue.popleft())
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        elif self.nr_conns * 2 < self.worker_connections:  # what was short came back
            self.worker_connections = self.cfg.worker_connections

    def _cap_keepalive(self, deadline: float) -> None:
        """When the worker stops, it waits no longer for a head than for a question."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _make_room(self) -> None:
        """Close what waits longest in a full worker, or nobody new would get in.

        First those that do not ask, last those that still read an answer; what began
        to wait a moment ago may be about to ask, and is left alone.
        """
        begun = time.monotonic() - _ROOM_SECONDS
        for queue, seconds, end in (
            (self.pending_conns, HEAD_SECONDS, self._drop_unless_it_asks),
            (self.keepalived_conns, self.cfg.keepalive, self._drop_unless_it_asks),
            (self.leaving, LEAVING_SECONDS, self.drop),
            (self.sending, SENDING_SECONDS, self.drop),
        ):
            while queue and queue[0].timeout < begun + seconds and self._is_full():
                end(queue.popleft())

    def _drop_unless_it_asks(self, conn: Any) -> None:
        if isinstance(conn, Connection) and conn.receive() is Head.WHOLE:
            self.poller.unregister(conn.sock)
            self._hand_over(conn)
        else:
            self.drop(conn)

    def is_crowded(self) -> bool:
        """Whether connections have to end, so that others get in as well."""
        return bool(self.nr_conns > self.worker_connections * _CROWDED)

    def _is_full(self) -> bool:
        return bool(self.nr_conns > self.worker_connections - _ROOM)

    def drop(self, conn: Any) -> None:
        """Close a connection, whatever it waits for."""
        with suppress(OSError, KeyError, ValueError):  # it may not be waited for
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
