"""An OpenSearch cluster as something to be asked: wholly, in time, or not at all."""

import os
from collections.abc import Sequence
from functools import partial
from threading import Lock
from typing import Any

from index.engines.opensearch.cluster.address import ClusterAddress
from index.engines.opensearch.cluster.circuit_breaker import CircuitBreaker
from index.engines.opensearch.cluster.responses import (
    Json,
    RefusedRequestError,
    all_whole,
    ndjson,
    unexpected,
)
from index.engines.opensearch.cluster.transport import (
    SECONDS,
    Connections,
    Request,
    security,
)
from index.model.errors import EngineUnavailableError, IndexFolderError

_SEARCHES = (  # what is not read of each hit is not sent
    "/_msearch?filter_path=error,status,responses.error,responses.status,"
    "responses.timed_out,responses._shards,responses.aggregations,"
    "responses.hits.total,responses.hits.max_score,"
    "responses.hits.hits._source,responses.hits.hits.fields"
)
_TRY_SECONDS = 1.0  # for finding out whether it is there again


class Cluster:
    """Asks whichever node answers; safe between threads and forks.

    Everything raises EngineUnavailableError when there is no whole answer in time,
    IndexFolderError when the index is gone and RefusedRequestError for the rest.
    Making one asks nobody; raises BackendAddressError.
    """

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address
        self._security = security(address)
        self._lock = Lock()
        self._connections: dict[int, Connections] = {}  # forks share no socket
        self.gone: set[str] = set()  # indices that were asked and are not there
        self._circuit = CircuitBreaker("OpenSearch", self._attempt)

    def search_many(self, index: str, bodies: Sequence[Json]) -> list[Json]:
        """What each search found, in one round trip."""
        head = {"index": index, "allow_partial_search_results": False}
        limit = {"timeout": f"{SECONDS:.0f}s"}
        lines = ndjson(part for body in bodies for part in (head, limit | body))
        read = partial(all_whole, wanted=len(bodies))
        request = Request("POST", _SEARCHES, lines, again=True, read=read)
        try:
            found: list[Json] = self.ask(request)
        except IndexFolderError:
            self.gone.add(index)
            raise
        return found

    def search(self, index: str, body: Json) -> Json:
        """What one search found."""
        return self.search_many(index, [body])[0]

    def count(self, index: str, body: Json) -> int:
        """How many documents a body with a query matches, exactly."""
        found = self.search(index, body | {"size": 0, "track_total_hits": True})
        try:
            return int(found["hits"]["total"]["value"])
        except (KeyError, TypeError, ValueError):
            raise unexpected() from None

    def document(self, index: str, document_id: str) -> Json | None:
        """The source of a document, as it was when the index was last refreshed."""
        body = {"query": {"ids": {"values": [document_id]}}, "size": 1}
        hits = self.search(index, body)["hits"].get("hits", ())
        return next((hit["_source"] for hit in hits), None)

    def check(self, index: str) -> None:
        """Return if an index can be searched, all of it."""
        self.search(index, {"size": 0, "track_total_hits": False})

    def has_knn(self) -> bool:
        """Whether every node can search by vectors."""
        wanted = "/_nodes/plugins?filter_path=nodes.*.name,nodes.*.plugins.name"
        nodes = self.ask(Request("GET", wanted, again=True)).get("nodes", {})
        plugins = [node.get("plugins", ()) for node in nodes.values()]
        return bool(plugins) and all(map(_searches_vectors, plugins))

    def ask(self, request: Request) -> Any:
        """The answer to a request, as the request reads it."""
        self._circuit.check()
        try:
            answer = self._own_connections().ask(request)
        except EngineUnavailableError:
            self._circuit.failed()
            raise
        self._circuit.succeeded()
        return answer

    def _attempt(self) -> None:
        """Raise EngineUnavailableError unless it searches again."""
        body = ndjson([{"index": self._address.name}, {"size": 0}])
        read = partial(all_whole, wanted=1)
        try:
            self._own_connections().ask(
                Request("POST", "/_msearch", body, seconds=_TRY_SECONDS, read=read)
            )
        except (IndexFolderError, RefusedRequestError):
            return  # that is an answer too

    def _own_connections(self) -> Connections:
        """Those of this process, made when they are needed first."""
        pid = os.getpid()
        with self._lock:
            if pid not in self._connections:
                self._connections = {pid: Connections(self._address, self._security)}
            return self._connections[pid]


def _searches_vectors(plugins: Sequence[Json]) -> bool:
    return any("knn" in str(plugin.get("name", "")).lower() for plugin in plugins)
