"""Lease on indexing: a document in the cluster that expires unless it is renewed.

Clocks of different machines are never compared. A process that finds the lease taken
watches its version; if that stays the same for the duration of the lease by the
watcher's own clock, the holder is gone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from uuid import uuid4

from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.responses import Json, RejectedRequestError
from index.engines.opensearch.cluster.transport import Request
from index.model.errors import EngineUnavailableError

LEASE_SECONDS = 10.0  # an indexer without the cluster for so long starts again
_POLL_SECONDS = 0.25
_CONFLICT = 409
_EXISTS = 400
_NOT_FOUND = 404
_BODY: Json = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": "strict", "properties": {"holder": {"type": "keyword"}}},
}
Version = tuple[int, int]  # sequence number and primary term of the document
_NO_VERSION = (-1, -1)


class LostLeaseError(EngineUnavailableError):
    """Another process may be indexing by now."""


class IndexerLease:
    """Lease on the indices of one name, held by one process at a time.

    It expires after `seconds`, and is renewed four times in that time by default.
    """

    def __init__(
        self,
        cluster: Cluster,
        name: str,
        seconds: float = LEASE_SECONDS,
        renew_every: float | None = None,
    ) -> None:
        self._cluster = cluster
        self._index = f"/{name}-lock"
        self._seconds = seconds
        self._renew_every = seconds / 4 if renew_every is None else renew_every
        self._holder = uuid4().hex
        self._version = _NO_VERSION
        self._expires_at = 0.0
        self._released = Event()

    @contextmanager
    def acquire(self) -> Iterator[None]:
        """Wait for the lease and hold it for a block, which calls `check` regularly."""
        self._create_index()
        self._wait_for_turn()
        renewing = Thread(target=self._renew, name="indexer-lease", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            self._released.set()
            renewing.join()
            with suppress(EngineUnavailableError, RejectedRequestError):  # it expires
                self._send("DELETE", "_doc", _condition(self._version))

    def check(self) -> None:
        """Raise LostLeaseError if the lease has expired."""
        if time.monotonic() > self._expires_at:
            raise LostLeaseError("The index was not built: its lease has expired.")

    def _wait_for_turn(self) -> None:
        watched, since = _NO_VERSION, time.monotonic()
        while not self._write("_create"):
            version, _ = self._read()
            if version != watched:
                watched, since = version, time.monotonic()
            elif self._is_expired(since) and self._write("_doc", watched):
                return
            time.sleep(_POLL_SECONDS)

    def _is_expired(self, since: float) -> bool:
        return time.monotonic() - since > self._seconds

    def _renew(self) -> None:
        while not self._released.wait(self._renew_every):
            with suppress(EngineUnavailableError):
                if not self._write("_doc", self._version) and not self._write_again():
                    self._expires_at = 0.0
                    return

    def _write_again(self) -> bool:
        """Renew after a write of our own whose response was lost."""
        version, holder = self._read()
        return holder == self._holder and self._write("_doc", version)

    def _write(self, operation: str, replaced: Version | None = None) -> bool:
        """Take the lease if it is free or still has the replaced version."""
        sent_at = time.monotonic()
        condition = _condition(replaced) if replaced else ""
        try:
            written = self._send("PUT", operation, condition, {"holder": self._holder})
        except RejectedRequestError as error:
            if error.status != _CONFLICT:
                raise
            return False
        self._version = (written["_seq_no"], written["_primary_term"])
        self._expires_at = sent_at + self._seconds
        return True

    def _read(self) -> tuple[Version, str]:
        """Return the version of the lease and its holder."""
        try:
            document = self._send("GET", "_doc")
        except RejectedRequestError as error:
            if error.status != _NOT_FOUND:
                raise
            return _NO_VERSION, ""
        version = (document["_seq_no"], document["_primary_term"])
        return version, document["_source"]["holder"]

    def _create_index(self) -> None:
        try:
            self._cluster.send(Request("PUT", self._index, _BODY, timeout=10.0))
        except RejectedRequestError as error:
            if error.status != _EXISTS:
                raise

    def _send(
        self, method: str, operation: str, condition: str = "", body: Json | None = None
    ) -> Json:
        path = f"{self._index}/{operation}/indexer{condition}"
        response: Json = self._cluster.send(Request(method, path, body, timeout=5.0))
        return response


def _condition(version: Version) -> str:
    return f"?if_seq_no={version[0]}&if_primary_term={version[1]}"
