"""Load shedding: refuse requests that have waited too long."""

import socket
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from service.http.problems import OVERLOADED, RETRY_SECONDS, retry_later
from service.http.request_context import get_context
from service.http.wsgi import HEALTH_PATH, MAX_QUEUE_SECONDS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_INFO_BYTES = 56  # of Linux's tcp_info, up to tcpi_last_data_recv
_LAST_DATA_RECEIVED = 52  # its offset; in milliseconds


class LoadShedding:
    """WSGI middleware: 503 for requests that waited longer than half a second.

    A refusal costs a fraction of what an answer costs, so that a queue that grew too
    long is short again at once.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on, unless its answer would come too late."""
        is_late = queue_seconds(environ) > MAX_QUEUE_SECONDS
        if not is_late or environ.get("PATH_INFO") == HEALTH_PATH:
            return self._app(environ, start_response)
        instance = get_context(environ).request_id
        refusal = retry_later(OVERLOADED, instance, RETRY_SECONDS)
        return refusal(environ, start_response)


def queue_seconds(environ: "WSGIEnvironment") -> float:
    """Return the seconds since the kernel received the request; 0 where nobody knows.

    Linux counts them per connection (tcpi_last_data_recv), so they cover the accept
    queue, the socket's buffer and the worker's own queue.
    """
    client = environ.get("gunicorn.socket")
    if client is None or sys.platform != "linux":
        return 0.0
    try:
        info = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    except OSError:  # no TCP, or closed
        return 0.0
    return int.from_bytes(info[_LAST_DATA_RECEIVED:], sys.byteorder) / 1000
