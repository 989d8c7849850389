"""Indices of one name in a cluster, inspected without the code under test."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

PATIENCE = 60  # seconds


@dataclass(frozen=True)
class ClusterNamespace:
    """Hosts and name of a back end's indices."""

    hosts: str
    name: str

    @property
    def address(self) -> str:
        """The address for `GLOSSARY_BACKEND`."""
        return f"opensearch://{self.hosts}/{self.name}"

    def address_through(self, port: int) -> str:
        """Return the address through another port of this machine."""
        return f"opensearch://127.0.0.1:{port}/{self.name}"

    def indices(self) -> list[str]:
        """Return the indices of this name, complete or not."""
        found = self._send("GET", f"/{self.name}-*/_alias")
        return sorted(each for each in found if not each.endswith("-lock"))

    def aliased_indices(self) -> list[str]:
        """Return the indices that the alias points at."""
        return sorted(self._send("GET", f"/_alias/{self.name}?ignore_unavailable=true"))

    def is_complete(self, index: str) -> bool:
        """Return whether an index is marked as complete."""
        meta = self._send("GET", f"/{index}/_mapping")[index]["mappings"]["_meta"]
        return meta.get("complete") is True

    def count_documents(self, index: str) -> int:
        """Return the number of searchable documents of an index."""
        return int(self._send("GET", f"/{index}/_count")["count"])

    def clear(self) -> None:
        """Remove everything of this name."""
        for index in [*self.indices(), f"{self.name}-lock"]:
            self._send("DELETE", f"/{index}?ignore_unavailable=true")

    def _send(self, method: str, path: str) -> dict[str, Any]:
        port = int(self.hosts.split(",")[0].rpartition(":")[2])
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request(method, path)
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return {} if "error" in answer else answer
