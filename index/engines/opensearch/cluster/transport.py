"""Connections to the nodes of a cluster, with limits on time and response size.

The only module that imports OpenSearch's client. Timeouts include name lookups.
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
    error_type,
    to_error,
    unexpected_response,
)
from index.model.errors import (
    BackendAddressError,
    EngineUnavailableError,
    HeardwordError,
)

TIMEOUT_SECONDS = 2.0
_RETRY_SECONDS = 0.5  # more, for a retry on another node
_MIN_SECONDS = 0.05
_MAX_RESPONSE_BYTES = 8 * 1024 * 1024  # ten pages of the longest entries
_CHUNK_BYTES = 64 * 1024
_MAX_THREADS = 16  # requests at a time; a worker has four request threads
_DEAD_SECONDS = 2  # a failed node gets no requests; doubled each time, up to 64 s
Parse = Callable[[Json], Any]


def _unparsed(body: Json) -> Json:
    return body


@dataclass(frozen=True, slots=True)
class Request:
    """One request; an idempotent one is retried once. `timeout` is in seconds.

    `parse` converts the response body; it raises EngineUnavailableError for an
    incomplete one.
    """

    method: str
    path: str
    body: Json | str | None = None
    timeout: float = TIMEOUT_SECONDS
    is_idempotent: bool = False
    parse: Parse = _unparsed


class Connections:
    """Connections of one process to all nodes, and the threads that use them."""

    def __init__(self, address: ClusterAddress, tls_context: ssl.SSLContext | None):
        logging.getLogger("opensearch").setLevel(
            logging.ERROR
        )  # failures are logged by the circuit breaker
        self._threads = ThreadPoolExecutor(_MAX_THREADS, "opensearch")
        self._transport = Transport(
            [{"host": host, "port": port} for host, port in address.hosts],
            connection_class=_BoundedConnection,
            max_retries=0,
            retry_on_timeout=True,  # marks a node that times out as dead
            dead_timeout=_DEAD_SECONDS,
            pool_maxsize=_MAX_THREADS,
            use_ssl=address.uses_tls,
            ssl_context=tls_context,
            http_auth=address.login or None,
            headers=_auth_headers(address),
        )

    def send(self, request: Request) -> Any:
        """Return the parsed response; raises as `Cluster` does."""
        try:
            future = self._threads.submit(self._send_with_retry, request)
        except RuntimeError:
            raise EngineUnavailableError(
                "OpenSearch is not available: this process is shutting down."
            ) from None
        extra = _RETRY_SECONDS if request.is_idempotent else 0.0
        try:
            return future.result(request.timeout + extra)
        except TooLateError:
            future.cancel()
            raise EngineUnavailableError(
                "OpenSearch is not available: it did not respond in time."
            ) from None

    def _send_with_retry(self, request: Request) -> Any:
        end = time.monotonic() + request.timeout + _RETRY_SECONDS
        try:
            return self._send_once(request, request.timeout)
        except EngineUnavailableError:
            if not request.is_idempotent:
                raise
        left = max(end - time.monotonic(), _MIN_SECONDS)
        return self._send_once(request, min(request.timeout, left))

    def _send_once(self, request: Request, timeout: float) -> Any:
        try:
            body = self._transport.perform_request(
                request.method, request.path, body=request.body, timeout=timeout
            )
        except TransportError as error:
            raise _translate(error) from None  # it may quote a query
        except (OpenSearchException, ValueError, RecursionError):
            raise unexpected_response() from None
        if not isinstance(body, dict):
            raise unexpected_response()
        return request.parse(body)


class _BoundedConnection(Urllib3HttpConnection):
    """Connection with limits on time and response size; logs nothing."""

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
        """Return status, headers and text of a response; raises TransportError."""
        timeout = timeout or TIMEOUT_SECONDS
        target = url + (f"?{urlencode(params)}" if params else "")
        end = time.monotonic() + timeout
        try:
            response = self.pool.urlopen(
                method,
                target,
                body,
                headers={**self.headers, **(headers or {})},
                timeout=timeout,
                retries=False,
                preload_content=False,
            )
            text = _read_text(response, end)
        except TimeoutError as error:
            raise ConnectionTimeout("N/A", "timeout", error) from error
        except (HTTPError, OSError, ValueError) as error:
            raise NotConnectedError("N/A", type(error).__name__, error) from error
        if not 200 <= response.status < 300:
            raise TransportError(response.status, text, None)
        return response.status, {"content-type": "application/json"}, text


def _read_text(response: Any, end: float) -> str:
    """Return the text of a response; raises ValueError for one that is too long."""
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := response.read1(_CHUNK_BYTES, decode_content=False):
            chunks.append(chunk)
            size += len(chunk)
            if size > _MAX_RESPONSE_BYTES:
                raise ValueError("too long")
            if time.monotonic() > end:
                raise TimeoutError
    except BaseException:
        response.close()
        raise
    response.release_conn()
    return b"".join(chunks).decode()


def _translate(error: TransportError) -> HeardwordError:
    status = error.status_code
    if not isinstance(status, int):
        return EngineUnavailableError(f"OpenSearch is not available: {error.error}.")
    try:
        body = json.loads(error.error)
    except (ValueError, RecursionError):
        body = None
    return to_error(status, error_type(body))


def _auth_headers(address: ClusterAddress) -> dict[str, str]:
    key = address.api_key
    return {"authorization": f"ApiKey {key}"} if key else {}


def tls_context(address: ClusterAddress) -> ssl.SSLContext | None:
    """Return the TLS context of an address; raises BackendAddressError."""
    if not address.uses_tls:
        return None
    try:
        return ssl.create_default_context(cafile=address.ca_file)
    except (OSError, ValueError) as error:
        raise BackendAddressError("expected a file with certificates as ca=") from error
