"""A name in a cluster, with the indices that are called so; looked at from outside."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

PATIENCE = 60  # seconds


@dataclass(frozen=True)
class ClusterNamespace:
    """Where a back end keeps its indices: hosts and a name."""

    hosts: str
    name: str

    @property
    def address(self) -> str:
        """The setting that leads here."""
        return f"opensearch://{self.hosts}/{self.name}"

    def address_through(self, port: int) -> str:
        """The same place, asked through a port of this machine."""
        return f"opensearch://127.0.0.1:{port}/{self.name}"

    def indices(self) -> list[str]:
        """The indices of this name, complete or not."""
        found = self._ask("GET", f"/{self.name}-*/_alias")
        return sorted(each for each in found if not each.endswith("-lock"))

    def aliased_indices(self) -> list[str]:
        """The indices that the alias points at."""
        return sorted(self._ask("GET", f"/_alias/{self.name}?ignore_unavailable=true"))

    def is_complete(self, index: str) -> bool:
        """Whether an index says that nothing is missing."""
        meta = self._ask("GET", f"/{index}/_mapping")[index]["mappings"]["_meta"]
        return meta.get("complete") is True

    def count_documents(self, index: str) -> int:
        """How many documents of an index can be found."""
        return int(self._ask("GET", f"/{index}/_count")["count"])

    def clear(self) -> None:
        """Remove everything of this name."""
        for index in [*self.indices(), f"{self.name}-lock"]:
            self._ask("DELETE", f"/{index}?ignore_unavailable=true")

    def _ask(self, method: str, path: str) -> dict[str, Any]:
        port = int(self.hosts.split(",")[0].rpartition(":")[2])
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request(method, path)
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return {} if "error" in answer else answer
