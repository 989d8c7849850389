"""The worker that the service runs: what is ready is answered without a thread.

Of gunicorn it uses, beside what `worker.py` lists, `on_client_socket_readable`,
`keepalived_conns`, `max_requests` and `load_wsgi`.
"""

import sys
import time
from concurrent.futures import Future
from typing import Any

from service.http.wsgi import NEVER_SHED, WAITED
from service.server.connections import Connection, Head
from service.server.ready_answers import ReadyAnswers
from service.server.worker import WholeHeadWorker


class ReadyWorker(WholeHeadWorker):
    """Needs no parser for who stays connected, and no thread for what is ready.

    Parsing a request, handing it to a thread and taking up the connection again cost
    more than twice what a kept answer costs.
    """

    ready: ReadyAnswers

    def load_wsgi(self) -> None:
        """Load the app, and see whether it tells what is ready."""
        super().load_wsgi()
        self.ready = ReadyAnswers(self.app.wsgi())

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """Answer at once what is ready; the connection goes on waiting where it is."""
        environ = self._understood(conn)
        if environ is None:
            super().on_client_socket_readable(conn, client)
            return
        conn.sock.whole_at = time.monotonic()
        environ[WAITED] = conn.sock.waited()
        if self.ready.is_ready(environ):
            self._give(conn, self.ready.response(environ))
        else:
            self._hand_on(conn, environ)

    def _understood(self, conn: Any) -> dict[str, Any] | None:
        """The environ of what a connection asks, if that needs no parser."""
        if not isinstance(conn, Connection) or conn.receive() is not Head.WHOLE:
            return None
        ends = not self.alive or self.is_crowded() or self.max_requests < sys.maxsize
        return None if ends or not self.ready.is_understood else conn.asks_again()

    def _hand_on(self, conn: Connection, environ: dict[str, Any]) -> None:
        """Let a thread answer what is understood already."""
        self.keepalived_conns.remove(conn)
        self.poller.unregister(conn.sock)
        pool = self.spare if conn.asks_for(NEVER_SHED) else self.tpool
        conn.forget()
        self.finish_when(conn, pool.submit(self._answer, conn, environ))

    def _answer(self, conn: Connection, environ: dict[str, Any]) -> bool:
        """Answer in a thread; whether the connection can go on."""
        environ[WAITED] = conn.sock.waited()
        try:
            conn.sock.sendall(self.ready.response(environ))
        except OSError:
            return False
        except Exception:
            self.log.exception("An answer could not be given.")
            return False
        return True

    def _give(self, conn: Connection, response: bytes) -> None:
        conn.forget()
        try:
            conn.sock.sendall(response)
        except OSError:
            self.keepalived_conns.remove(conn)
            self.drop(conn)
            return
        if conn.sock.unsent or conn.timeout - time.monotonic() < self.cfg.keepalive - 1:
            self._wait_anew(conn)

    def _wait_anew(self, conn: Connection) -> None:
        """Let it wait as long as any, and until all is sent."""
        self.keepalived_conns.remove(conn)
        self.poller.unregister(conn.sock)
        answered: Future[bool] = Future()
        answered.set_result(True)
        self.finish_request(conn, answered)
