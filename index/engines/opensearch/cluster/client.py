"""Client of an OpenSearch cluster: complete responses in time, or an error."""

import os
from collections.abc import Sequence
from functools import partial
from threading import Lock
from typing import Any

from index.engines.opensearch.cluster.address import ClusterAddress
from index.engines.opensearch.cluster.circuit_breaker import CircuitBreaker
from index.engines.opensearch.cluster.responses import (
    Json,
    RejectedRequestError,
    ndjson,
    parse_searches,
    unexpected_response,
)
from index.engines.opensearch.cluster.transport import (
    TIMEOUT_SECONDS,
    Connections,
    Request,
    tls_context,
)
from index.model.errors import EngineUnavailableError, IndexFolderError

_MULTI_SEARCH = (  # filtered to what is read of each hit
    "/_msearch?filter_path=error,status,responses.error,responses.status,"
    "responses.timed_out,responses._shards,responses.aggregations,"
    "responses.hits.total,responses.hits.max_score,"
    "responses.hits.hits._source,responses.hits.hits.fields"
)
_PROBE_SECONDS = 1.0


class Cluster:
    """Client that sends to any available node; safe between threads and forks.

    All methods raise EngineUnavailableError without a complete response in time,
    IndexFolderError if the index no longer exists, and RefusedRequestError for other
    errors. Construction sends nothing; it raises BackendAddressError.
    """

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address
        self._tls_context = tls_context(address)
        self._lock = Lock()
        self._connections: dict[
            int, Connections
        ] = {}  # by process: forks share no socket
        self.missing_indices: set[str] = set()  # found missing by a search
        self._circuit_breaker = CircuitBreaker("OpenSearch", self._probe)

    def search_many(self, index: str, bodies: Sequence[Json]) -> list[Json]:
        """Make several searches in one round trip."""
        head = {"index": index, "allow_partial_search_results": False}
        timeout = {"timeout": f"{TIMEOUT_SECONDS:.0f}s"}
        lines = ndjson(part for body in bodies for part in (head, timeout | body))
        parse = partial(parse_searches, count=len(bodies))
        request = Request("POST", _MULTI_SEARCH, lines, is_idempotent=True, parse=parse)
        try:
            responses: list[Json] = self.send(request)
        except IndexFolderError:
            self.missing_indices.add(index)
            raise
        return responses

    def search(self, index: str, body: Json) -> Json:
        """Make one search."""
        return self.search_many(index, [body])[0]

    def count(self, index: str, body: Json) -> int:
        """Return the exact number of documents that match a body with a query."""
        response = self.search(index, body | {"size": 0, "track_total_hits": True})
        try:
            return int(response["hits"]["total"]["value"])
        except (KeyError, TypeError, ValueError):
            raise unexpected_response() from None

    def document(self, index: str, document_id: str) -> Json | None:
        """Return the `_source` of a document as of the last refresh, or `None`."""
        body = {"query": {"ids": {"values": [document_id]}}, "size": 1}
        hits = self.search(index, body)["hits"].get("hits", ())
        return next((hit["_source"] for hit in hits), None)

    def check(self, index: str) -> None:
        """Raise unless all shards of an index can be searched."""
        self.search(index, {"size": 0, "track_total_hits": False})

    def has_knn(self) -> bool:
        """Return whether every node can search by vectors."""
        path = "/_nodes/plugins?filter_path=nodes.*.name,nodes.*.plugins.name"
        nodes = self.send(Request("GET", path, is_idempotent=True)).get("nodes", {})
        plugins = [node.get("plugins", ()) for node in nodes.values()]
        return bool(plugins) and all(map(_has_knn_plugin, plugins))

    def send(self, request: Request) -> Any:
        """Return the parsed response to a request."""
        self._circuit_breaker.check()
        try:
            response = self._own_connections().send(request)
        except EngineUnavailableError:
            self._circuit_breaker.record_failure()
            raise
        self._circuit_breaker.record_success()
        return response

    def _probe(self) -> None:
        """Raise EngineUnavailableError unless the cluster can search."""
        body = ndjson([{"index": self._address.name}, {"size": 0}])
        parse = partial(parse_searches, count=1)
        try:
            self._own_connections().send(
                Request("POST", "/_msearch", body, timeout=_PROBE_SECONDS, parse=parse)
            )
        except (IndexFolderError, RejectedRequestError):
            return  # the cluster responds

    def _own_connections(self) -> Connections:
        """Return the connections of this process; the first call opens them."""
        pid = os.getpid()
        with self._lock:
            if pid not in self._connections:
                self._connections = {pid: Connections(self._address, self._tls_context)}
            return self._connections[pid]


def _has_knn_plugin(plugins: Sequence[Json]) -> bool:
    return any("knn" in str(plugin.get("name", "")).lower() for plugin in plugins)
