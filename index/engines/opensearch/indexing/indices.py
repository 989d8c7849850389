"""Create, fill, publish and remove the indices of one name in a cluster.

An index is called NAME-FINGERPRINT-ATTEMPT. Its `_meta` has the fingerprint of the
files and whether it is complete; the alias NAME only ever points at a complete index.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.responses import (
    Json,
    RejectedRequestError,
    ndjson,
    unexpected_response,
)
from index.engines.opensearch.cluster.transport import Request
from index.model.errors import EngineUnavailableError, IndexFolderError

_MAX_BULK_DOCUMENTS = 500  # of one bulk request
_MAX_BULK_BYTES = 2 * 1024 * 1024
# Seconds between attempts; electing a new cluster manager takes about ten.
_RETRY_PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, *(8.0,) * 6)
_TOO_MANY_REQUESTS = 429
_ADMIN_SECONDS = 30.0
_BULK_SECONDS = 60.0
_MERGE_SECONDS = 600.0
_REPLICA_SECONDS = 60  # a cluster without room for replicas then goes on
_BUILDING: Json = {  # refreshed and replicated once, at the end
    "refresh_interval": "-1",
    "auto_expand_replicas": "false",
    "number_of_replicas": 0,
}
# Replicas on up to two more nodes: each of them then answers by itself.
_SERVING: Json = {"refresh_interval": None, "auto_expand_replicas": "0-2"}


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Existing index: its generation, state, and creation time in milliseconds."""

    generation: str
    fingerprint: str
    is_complete: bool
    is_aliased: bool
    created_at: int


class Indices:
    """Indices of one name; all methods raise as `Cluster` does."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._name = name
        self._pattern = re.compile(rf"{re.escape(name)}-([0-9a-f]{{32}}-[0-9a-f]{{8}})")

    def index_name(self, generation: str) -> str:
        """Return the name of the index of a generation."""
        return f"{self._name}-{generation}"

    def list_all(self) -> list[IndexInfo]:
        """Return all existing indices, the newest first."""
        path = f"/{self._name}-*?filter_path=*.aliases,*.mappings._meta,"
        path += "*.settings.index.creation_date"
        states = self._cluster.send(Request("GET", path, timeout=_ADMIN_SECONDS))
        indices = [
            _parse_index(match[1], state, self._name)
            for name, state in states.items()
            if (match := self._pattern.fullmatch(name))
        ]
        return sorted(indices, key=lambda index: -index.created_at)

    def create(self, body: Json) -> str:
        """Create an empty index; return its generation."""
        fingerprint = body["mappings"]["_meta"]["fingerprint"]
        generation = f"{fingerprint}-{uuid4().hex[:8]}"
        settings = body.get("settings", {})
        settings = settings | {"index": settings.get("index", {}) | _BUILDING}
        self._change("PUT", generation, "", body | {"settings": settings})
        return generation

    def fill(
        self, generation: str, documents: Iterable[Json], check: Callable[[], None]
    ) -> int:
        """Write documents; return their number. Calls `check` before each batch."""
        count = 0
        for lines in _batches(documents):
            check()
            self._write(generation, lines)
            count += len(lines)
        return count

    def finish(self, generation: str, count: int) -> None:
        """Refresh, merge and replicate; raises IndexFolderError unless all is there."""
        self._change("POST", generation, "/_refresh", None, _MERGE_SECONDS)
        with suppress(EngineUnavailableError):  # merging only makes searches faster
            self._change("POST", generation, "/_forcemerge?max_num_segments=1", None,
                         _MERGE_SECONDS)  # fmt: skip
        self._change("PUT", generation, "/_settings", {"index": _SERVING})
        self._wait_for_replicas(generation)
        body: Json = {"query": {"match_all": {}}}
        actual = self._cluster.count(self.index_name(generation), body)
        if actual != count:
            raise IndexFolderError(
                f"The index in OpenSearch is not complete: it has {actual:,} of "
                f"{count:,} documents."
            )

    def mark_complete(self, generation: str, meta: Json) -> None:
        """Mark an index as complete in its metadata."""
        mapping = {"_meta": meta | {"complete": True}}
        self._change("PUT", generation, "/_mapping", mapping)

    def point_alias_at(self, generation: str) -> None:
        """Point the alias at an index and at no other, atomically."""
        everywhere = {"index": f"{self._name}-*", "alias": self._name}
        here = {"index": self.index_name(generation), "alias": self._name}
        actions = [{"remove": everywhere | {"must_exist": False}}, {"add": here}]
        self._cluster.send(
            Request("POST", "/_aliases", {"actions": actions}, timeout=_ADMIN_SECONDS)
        )

    def remove(self, generations: Iterable[str]) -> None:
        """Remove indices; those that no longer exist are skipped."""
        for generation in generations:
            with suppress(IndexFolderError):
                self._change("DELETE", generation, "")

    def _write(self, generation: str, lines: Sequence[str]) -> None:
        """Write all lines; retry those that the cluster is too busy for."""
        for pause in _RETRY_PAUSES:
            try:
                lines = self._write_once(generation, lines)
            except EngineUnavailableError:
                time.sleep(pause)
                continue
            if not lines:
                return
            time.sleep(pause)
        if self._write_once(generation, lines):
            raise EngineUnavailableError(
                "OpenSearch is not available: it is too busy to index."
            )

    def _write_once(self, generation: str, lines: Sequence[str]) -> list[str]:
        """Send lines; return those that are to be sent again."""
        path = f"/{self.index_name(generation)}/_bulk"
        path += "?filter_path=errors,items.*.status,items.*.error.type"
        response = self._cluster.send(
            Request("POST", path, "".join(lines), timeout=_BULK_SECONDS)
        )
        if response.get("errors") is False:
            return []
        items = response.get("items")
        if not isinstance(items, list) or len(items) != len(lines):
            raise unexpected_response()
        results = [next(iter(item.values())) for item in items]
        return [
            line
            for line, result in zip(lines, results, strict=True)
            if _is_rejected(result)
        ]

    def _wait_for_replicas(self, generation: str) -> None:
        path = f"/_cluster/health/{self.index_name(generation)}?wait_for_status=green"
        path += f"&timeout={_REPLICA_SECONDS}s"
        with suppress(RejectedRequestError):  # 408: no room for them
            self._cluster.send(
                Request("GET", path, timeout=_REPLICA_SECONDS + _ADMIN_SECONDS)
            )

    def _change(
        self,
        method: str,
        generation: str,
        suffix: str,
        body: Json | None = None,
        timeout: float = _ADMIN_SECONDS,
    ) -> None:
        path = f"/{self.index_name(generation)}{suffix}"
        self._cluster.send(Request(method, path, body, timeout=timeout))


def _parse_index(generation: str, state: Json, alias: str) -> IndexInfo:
    meta = state.get("mappings", {}).get("_meta", {})
    return IndexInfo(
        generation,
        fingerprint=str(meta.get("fingerprint", "")),
        is_complete=meta.get("complete") is True,
        is_aliased=alias in state.get("aliases", {}),
        created_at=int(state["settings"]["index"]["creation_date"]),
    )


def _batches(documents: Iterable[Json]) -> Iterator[list[str]]:
    """Encode documents as lines of bulk requests of limited size."""
    lines: list[str] = []
    size = 0
    for document in documents:
        action = {"index": {"_id": document["_id"]}}
        line = ndjson([action, document["_source"]])
        is_full = (
            len(lines) == _MAX_BULK_DOCUMENTS or size + len(line) > _MAX_BULK_BYTES
        )
        if lines and is_full:
            yield lines
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield lines


def _is_rejected(result: Json) -> bool:
    """Return whether to send a line again; raises RejectedRequestError if never."""
    status = int(result.get("status", 500))
    if status < 300:
        return False
    if status == _TOO_MANY_REQUESTS or status >= 500:
        return True
    kind = result.get("error", {}).get("type", "error")
    raise RejectedRequestError(status, str(kind))
