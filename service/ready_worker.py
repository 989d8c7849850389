"""The worker that the service runs: what is ready is answered without a thread.

Of gunicorn it uses, beside what `worker.py` lists, `on_client_socket_readable`,
`keepalived_conns`, `max_requests` and `load_wsgi`.
"""

import sys
import time
from concurrent.futures import Future
from typing import Any

from service.connections import Connection, Head
from service.ready_answers import ReadyAnswers
from service.worker import WholeHeadWorker


class ReadyWorker(WholeHeadWorker):
    """Answers from its loop what needs no work, if the client stays connected.

    Handing a request to a thread, parsing it and taking up the connection again cost
    more than twice what a kept answer costs.
    """

    ready: ReadyAnswers

    def load_wsgi(self) -> None:
        """Load the app, and see whether it tells what is ready."""
        super().load_wsgi()
        self.ready = ReadyAnswers(self.app.wsgi())

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """Answer at once what is ready; the connection goes on waiting where it is."""
        if isinstance(conn, Connection) and conn.receive() is Head.WHOLE:
            response = self._response(conn)
            if response is not None:
                self._give(conn, response)
                return
        super().on_client_socket_readable(conn, client)

    def _response(self, conn: Connection) -> bytes | None:
        """The response to what a connection asks, if there is no work in it."""
        if not self.alive or self.is_crowded() or self.max_requests < sys.maxsize:
            return None
        environ = conn.asks_again()
        return None if environ is None else self.ready.response(environ)

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
