"""CPU time, memory, and index sizes as an OpenSearch cluster reports them."""

from dataclasses import dataclass
from typing import Any

from index.engines.opensearch.cluster.address import parse_address
from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.transport import Request

_NODES = "/_nodes/stats/process,jvm?filter_path=nodes.*.process.cpu,nodes.*.jvm.mem"


@dataclass(frozen=True, slots=True)
class ClusterVitals:
    """Sums over all nodes: CPU time since their start, and heap in use."""

    milliseconds: int
    heap_megabytes: float


class ClusterWatch:
    """Reader of a cluster's statistics."""

    def __init__(self, address: str) -> None:
        self._name = parse_address(address).name
        self._cluster = Cluster(parse_address(address))

    def vitals(self) -> ClusterVitals:
        """Return the current sums over all nodes."""
        nodes = self._get(_NODES)["nodes"].values()
        cpu = sum(node["process"]["cpu"]["total_in_millis"] for node in nodes)
        heap = sum(node["jvm"]["mem"]["heap_used_in_bytes"] for node in nodes)
        return ClusterVitals(cpu, heap / 1e6)

    def stored(self) -> tuple[int, float]:
        """Return documents, and megabytes of the primaries, of the alias's index."""
        path = f"/{self._name}/_stats/docs,store?filter_path=_all.primaries"
        stats = self._get(path)["_all"]["primaries"]
        return stats["docs"]["count"], stats["store"]["size_in_bytes"] / 1e6

    def _get(self, path: str) -> Any:
        return self._cluster.send(Request("GET", path, is_idempotent=True))
