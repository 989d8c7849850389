"""The indices of one name in a cluster: made, filled, finished, pointed at, removed.

An index is called NAME-FINGERPRINT-ATTEMPT. Its `_meta` says what it was made of and,
when it is complete, that it is; the alias NAME only ever points at a complete one.
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
    RefusedRequestError,
    ndjson,
    unexpected,
)
from index.engines.opensearch.cluster.transport import Request
from index.model.errors import EngineUnavailableError, IndexFolderError

_MOST_LINES = 500  # of a bulk request; then, or when it has so many bytes, it is sent
_MOST_BYTES = 2 * 1024 * 1024
_PAUSES = (0.25, 0.5, 1, 2, 4, 8, 8, 8, 8, 8, 8)  # seconds; a new manager takes ten
_OVERLOADED = 429
_SLOW = 30.0  # seconds, for what is not searching
_VERY_SLOW = 600.0
_COPIES_SECONDS = 60  # for copies on other nodes; a cluster that has no room goes on
_BUILDING: Json = {  # copied and made searchable once, at the end
    "refresh_interval": "-1",
    "auto_expand_replicas": "false",
    "number_of_replicas": 0,
}
# A copy on two more nodes, where there are any: each answers by itself then.
_SERVING: Json = {"refresh_interval": None, "auto_expand_replicas": "0-2"}


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """An index that is there: its generation, what it says of itself, its age."""

    generation: str
    fingerprint: str
    complete: bool
    aliased: bool
    created: int


class Indices:
    """All indices of one name. Everything raises as `Cluster` does."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._name = name
        self._ours = re.compile(rf"{re.escape(name)}-([0-9a-f]{{32}}-[0-9a-f]{{8}})")

    def called(self, generation: str) -> str:
        """The index of a generation."""
        return f"{self._name}-{generation}"

    def made(self) -> list[IndexInfo]:
        """All that are there, the newest first."""
        path = f"/{self._name}-*?filter_path=*.aliases,*.mappings._meta,"
        path += "*.settings.index.creation_date"
        there = self._cluster.ask(Request("GET", path, seconds=_SLOW))
        found = ((self._ours.fullmatch(index), said) for index, said in there.items())
        made = (_made(match[1], said, self._name) for match, said in found if match)
        return sorted(made, key=lambda each: -each.created)

    def create(self, body: Json) -> str:
        """A new index, to be filled; the generation that it will be."""
        fingerprint = body["mappings"]["_meta"]["fingerprint"]
        generation = f"{fingerprint}-{uuid4().hex[:8]}"
        stated = body.get("settings", {})
        settings = stated | {"index": stated.get("index", {}) | _BUILDING}
        self._change("PUT", generation, "", body | {"settings": settings})
        return generation

    def fill(
        self, generation: str, documents: Iterable[Json], check: Callable[[], None]
    ) -> int:
        """Write documents in; how many. Between two batches `check` may raise."""
        count = 0
        for lines in _batches(documents):
            check()
            self._write(generation, lines)
            count += len(lines)
        return count

    def finish(self, generation: str, count: int) -> None:
        """Have all documents searchable and copied; raises IndexFolderError if not."""
        self._change("POST", generation, "/_refresh", None, _VERY_SLOW)
        with suppress(EngineUnavailableError):  # it is only quicker afterwards
            self._change("POST", generation, "/_forcemerge?max_num_segments=1", None,
                         _VERY_SLOW)  # fmt: skip
        self._change("PUT", generation, "/_settings", {"index": _SERVING})
        self._await_copies(generation)
        there = self._cluster.count(
            self.called(generation), {"query": {"match_all": {}}}
        )
        if there != count:
            raise IndexFolderError(
                f"The index in OpenSearch holds {there:,} documents of {count:,}."
            )

    def complete(self, generation: str, meta: Json) -> None:
        """Say that an index is complete, besides what it said of itself."""
        said = {"_meta": meta | {"complete": True}}
        self._change("PUT", generation, "/_mapping", said)

    def point_at(self, generation: str) -> None:
        """Let the alias point at an index, and at no other, in one step."""
        everywhere = {"index": f"{self._name}-*", "alias": self._name}
        here = {"index": self.called(generation), "alias": self._name}
        actions = [{"remove": everywhere | {"must_exist": False}}, {"add": here}]
        self._cluster.ask(
            Request("POST", "/_aliases", {"actions": actions}, seconds=_SLOW)
        )

    def remove(self, generations: Iterable[str]) -> None:
        """Remove indices, or find that they are gone."""
        for generation in generations:
            with suppress(IndexFolderError):
                self._change("DELETE", generation, "")

    def _write(self, generation: str, lines: Sequence[str]) -> None:
        """Write all lines; what the cluster has no time for is sent again, later."""
        for pause in _PAUSES:
            try:
                lines = self._refused(generation, lines)
            except EngineUnavailableError:
                time.sleep(pause)
                continue
            if not lines:
                return
            time.sleep(pause)
        if self._refused(generation, lines):
            raise EngineUnavailableError("OpenSearch has no time to take in documents.")

    def _refused(self, generation: str, lines: Sequence[str]) -> list[str]:
        """Send lines; those that are to be sent again."""
        path = f"/{self.called(generation)}/_bulk"
        path += "?filter_path=errors,items.*.status,items.*.error.type"
        answer = self._cluster.ask(
            Request("POST", path, "".join(lines), seconds=_VERY_SLOW / 10)
        )
        if answer.get("errors") is False:
            return []
        items = answer.get("items")
        if not isinstance(items, list) or len(items) != len(lines):
            raise unexpected()
        results = [next(iter(item.values())) for item in items]
        return [
            line
            for line, result in zip(lines, results, strict=True)
            if _is_refused(result)
        ]

    def _await_copies(self, generation: str) -> None:
        path = f"/_cluster/health/{self.called(generation)}?wait_for_status=green"
        path += f"&timeout={_COPIES_SECONDS}s"
        with suppress(RefusedRequestError):  # 408: there was no room for them
            self._cluster.ask(Request("GET", path, seconds=_COPIES_SECONDS + _SLOW))

    def _change(
        self,
        method: str,
        generation: str,
        what: str,
        body: Json | None = None,
        seconds: float = _SLOW,
    ) -> None:
        path = f"/{self.called(generation)}{what}"
        self._cluster.ask(Request(method, path, body, seconds=seconds))


def _made(generation: str, said: Json, alias: str) -> IndexInfo:
    meta = said.get("mappings", {}).get("_meta", {})
    return IndexInfo(
        generation,
        fingerprint=str(meta.get("fingerprint", "")),
        complete=meta.get("complete") is True,
        aliased=alias in said.get("aliases", {}),
        created=int(said["settings"]["index"]["creation_date"]),
    )


def _batches(documents: Iterable[Json]) -> Iterator[list[str]]:
    """Documents as lines of a bulk request, so many that it is not too large."""
    lines: list[str] = []
    size = 0
    for document in documents:
        action = {"index": {"_id": document["_id"]}}
        line = ndjson([action, document["_source"]])
        if lines and (len(lines) == _MOST_LINES or size + len(line) > _MOST_BYTES):
            yield lines
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield lines


def _is_refused(result: Json) -> bool:
    """Whether to send it again; raises RefusedRequestError for what never will do."""
    status = int(result.get("status", 500))
    if status < 300:
        return False
    if status == _OVERLOADED or status >= 500:
        return True
    kind = result.get("error", {}).get("type", "error")
    raise RefusedRequestError(status, str(kind))
