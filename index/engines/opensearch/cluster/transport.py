"""Connections to the nodes of an OpenSearch cluster, within limits of time and size.

The only module that knows the client of its makers. Nobody waits longer than is said
here, name lookups included, and no more is read.
"""

import json
import logging
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from opensearchpy import Transport, Urllib3HttpConnection
from opensearchpy.exceptions import ConnectionError as NotConnectedError
from opensearchpy.exceptions import (
    ConnectionTimeout,
    OpenSearchException,
    TransportError,
)
from urllib3.exceptions import HTTPError

from index.engines.opensearch.cluster.address import ClusterAddress
from index.engines.opensearch.cluster.responses import (
    Json,
    error_of,
    kind_of,
    unexpected,
)
from index.model.errors import (
    BackendAddressError,
    EngineUnavailableError,
    HeardwordError,
)

SECONDS = 2.0  # for an answer
_MORE_SECONDS = 0.5  # for a second try, which another node is asked
_LEAST_SECONDS = 0.05
_MOST_BYTES = 8 * 1024 * 1024  # a page of the longest entries is a tenth of it
_PIECE = 64 * 1024
_THREADS = 16  # questions at a time; a process has four threads that ask
_DEAD_SECONDS = 2  # a node that failed is left alone, and longer each time: up to 64 s
Read = Callable[[Json], Any]


def _as_it_is(answer: Json) -> Json:
    return answer


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `again` is whether it may be sent twice.

    `read` brings the answer into shape; raises EngineUnavailableError if a part is
    missing.
    """

    method: str
    path: str
    body: Json | str | None = None
    seconds: float = SECONDS
    again: bool = False
    read: Read = _as_it_is


class Connections:
    """Those of one process to all nodes, and the threads that wait for them."""

    def __init__(self, address: ClusterAddress, security: ssl.SSLContext | None):
        logging.getLogger("opensearch").setLevel(logging.ERROR)  # we say it once
        self._threads = ThreadPoolExecutor(_THREADS, "opensearch")
        self._transport = Transport(
            [{"host": host, "port": port} for host, port in address.hosts],
            connection_class=_BoundedConnection,
            max_retries=0,
            retry_on_timeout=True,  # or a silent node is asked like any other
            dead_timeout=_DEAD_SECONDS,
            pool_maxsize=_THREADS,
            use_ssl=address.secure,
            ssl_context=security,
            http_auth=address.login or None,
            headers=_headers(address),
        )

    def ask(self, request: Request) -> Any:
        """The answer as it was read; raises as `Cluster` does."""
        try:
            waiting = self._threads.submit(self._tried, request)
        except RuntimeError:
            raise EngineUnavailableError(
                "Nobody is asked any more: the process ends."
            ) from None
        extra = _MORE_SECONDS if request.again else 0.0
        try:
            return waiting.result(request.seconds + extra)
        except TooLateError:
            waiting.cancel()
            raise EngineUnavailableError(
                "OpenSearch does not answer in time."
            ) from None

    def _tried(self, request: Request) -> Any:
        end = time.monotonic() + request.seconds + _MORE_SECONDS
        try:
            return self._once(request, request.seconds)
        except EngineUnavailableError:
            if not request.again:
                raise
        left = max(end - time.monotonic(), _LEAST_SECONDS)
        return self._once(request, min(request.seconds, left))

    def _once(self, request: Request, seconds: float) -> Any:
        try:
            answer = self._transport.perform_request(
                request.method, request.path, body=request.body, timeout=seconds
            )
        except TransportError as error:
            raise _translated(error) from None  # it may quote a question
        except (OpenSearchException, ValueError, RecursionError):
            raise unexpected() from None
        if not isinstance(answer, dict):
            raise unexpected()
        return request.read(answer)


class _BoundedConnection(Urllib3HttpConnection):
    """A connection that reads only so much, in only so much time, and logs nothing."""

    def perform_request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
        ignore: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Status, headers and text of an answer; raises TransportError."""
        seconds = timeout or SECONDS
        target = url + (f"?{urlencode(params)}" if params else "")
        end = time.monotonic() + seconds
        try:
            answer = self.pool.urlopen(
                method,
                target,
                body,
                headers={**self.headers, **(headers or {})},
                timeout=seconds,
                retries=False,
                preload_content=False,
            )
            text = _read(answer, end)
        except TimeoutError as error:
            raise ConnectionTimeout("N/A", "timeout", error) from error
        except (HTTPError, OSError, ValueError) as error:
            raise NotConnectedError("N/A", type(error).__name__, error) from error
        if not 200 <= answer.status < 300:
            raise TransportError(answer.status, text, None)
        return answer.status, {"content-type": "application/json"}, text


def _read(answer: Any, end: float) -> str:
    """The text of an answer; raises ValueError for one that is too long."""
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := answer.read1(_PIECE, decode_content=False):
            pieces.append(piece)
            size += len(piece)
            if size > _MOST_BYTES:
                raise ValueError("too long")
            if time.monotonic() > end:
                raise TimeoutError
    except BaseException:
        answer.close()
        raise
    answer.release_conn()
    return b"".join(pieces).decode()


def _translated(error: TransportError) -> HeardwordError:
    status = error.status_code
    if not isinstance(status, int):
        return EngineUnavailableError(f"OpenSearch cannot be asked: {error.error}.")
    try:
        stated = json.loads(error.error)
    except (ValueError, RecursionError):
        stated = None
    return error_of(status, kind_of(stated))


def _headers(address: ClusterAddress) -> dict[str, str]:
    key = address.api_key
    return {"authorization": f"ApiKey {key}"} if key else {}


def security(address: ClusterAddress) -> ssl.SSLContext | None:
    """What TLS trusts; raises BackendAddressError."""
    if not address.secure:
        return None
    try:
        return ssl.create_default_context(cafile=address.authorities)
    except (OSError, ValueError) as error:
        raise BackendAddressError("the file of ca= holds no certificates") from error
