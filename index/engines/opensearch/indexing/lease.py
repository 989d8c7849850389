"""One indexer at a time: a document in the cluster that expires unless it is renewed.

Clocks of different machines are never compared. Whoever finds the document held looks
on; when it has not changed for so long by the looker's own clock, its holder is gone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from uuid import uuid4

from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.responses import Json, RefusedRequestError
from index.engines.opensearch.cluster.transport import Request
from index.model.errors import EngineUnavailableError

EXPIRES = 10.0  # seconds; somebody who is that long without the cluster starts again
_RENEW_EVERY = EXPIRES / 4
_LOOK_EVERY = 0.25
_TAKEN = 409
_EXISTS = 400
_MISSING = 404
_BODY: Json = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": "strict", "properties": {"holder": {"type": "keyword"}}},
}
Version = tuple[int, int]  # which writing of the document it is; each counts up
_NEVER = (-1, -1)


class LostLeaseError(EngineUnavailableError):
    """Somebody else may be indexing by now."""


class IndexerLease:
    """The right to index, for one process at a time among all that use a cluster."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._index = f"/{name}-lock"
        self._holder = uuid4().hex
        self._turn = _NEVER
        self._held_until = 0.0
        self._released = Event()

    @contextmanager
    def held(self) -> Iterator[None]:
        """A block in which nobody else indexes; waits for it.

        `check` has to be asked in it, again and again.
        """
        self._make_index()
        self._acquire()
        renewing = Thread(target=self._renew, name="indexer-lock", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            self._released.set()
            renewing.join()
            with suppress(
                EngineUnavailableError, RefusedRequestError
            ):  # then it expires
                self._send("DELETE", "_doc", _condition(self._turn))

    def check(self) -> None:
        """Raise LostLockError unless it is still held."""
        if time.monotonic() > self._held_until:
            raise LostLeaseError("Another process may be indexing.")

    def _acquire(self) -> None:
        seen, since = _NEVER, time.monotonic()
        while not self._write("_create"):
            turn, _ = self._read()
            if turn != seen:
                seen, since = turn, time.monotonic()
            elif time.monotonic() - since > EXPIRES and self._write("_doc", seen):
                return
            time.sleep(_LOOK_EVERY)

    def _renew(self) -> None:
        while not self._released.wait(_RENEW_EVERY):
            with suppress(EngineUnavailableError):
                if not self._write("_doc", self._turn) and not self._write_again():
                    self._held_until = 0.0
                    return

    def _write_again(self) -> bool:
        """Whether it was our own writing, of which no answer came, that was there."""
        turn, holder = self._read()
        return holder == self._holder and self._write("_doc", turn)

    def _write(self, how: str, instead_of: Version | None = None) -> bool:
        """Whether we hold it now: there was none, or still the one it replaces."""
        asked = time.monotonic()
        condition = _condition(instead_of) if instead_of else ""
        try:
            written = self._send("PUT", how, condition, {"holder": self._holder})
        except RefusedRequestError as error:
            if error.status != _TAKEN:
                raise
            return False
        self._turn = (written["_seq_no"], written["_primary_term"])
        self._held_until = asked + EXPIRES
        return True

    def _read(self) -> tuple[Version, str]:
        """Which writing of the document is there, and whose."""
        try:
            found = self._send("GET", "_doc")
        except RefusedRequestError as error:
            if error.status != _MISSING:
                raise
            return _NEVER, ""
        turn = (found["_seq_no"], found["_primary_term"])
        return turn, found["_source"]["holder"]

    def _make_index(self) -> None:
        try:
            self._cluster.ask(Request("PUT", self._index, _BODY, seconds=10.0))
        except RefusedRequestError as error:
            if error.status != _EXISTS:
                raise

    def _send(
        self, method: str, how: str, condition: str = "", body: Json | None = None
    ) -> Json:
        path = f"{self._index}/{how}/indexer{condition}"
        answer: Json = self._cluster.ask(Request(method, path, body, seconds=5.0))
        return answer


def _condition(turn: Version) -> str:
    return f"?if_seq_no={turn[0]}&if_primary_term={turn[1]}"
