"""What a cluster says of its own processor time, memory and indices."""

from dataclasses import dataclass

from index.engines.opensearch.cluster.address import parse_address
from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.transport import Request

_NODES = "/_nodes/stats/process,jvm?filter_path=nodes.*.process.cpu,nodes.*.jvm.mem"


@dataclass(frozen=True, slots=True)
class ClusterVitals:
    """All nodes together: processor time since their start, and heap in use."""

    milliseconds: int
    heap_megabytes: float


class ClusterWatch:
    """Asks a cluster how it is."""

    def __init__(self, address: str) -> None:
        self._name = parse_address(address).name
        self._cluster = Cluster(parse_address(address))

    def vitals(self) -> ClusterVitals:
        """How it is now."""
        nodes = self._cluster.ask(Request("GET", _NODES, again=True))["nodes"].values()
        spent = sum(node["process"]["cpu"]["total_in_millis"] for node in nodes)
        heap = sum(node["jvm"]["mem"]["heap_used_in_bytes"] for node in nodes)
        return ClusterVitals(spent, heap / 1e6)

    def stored(self) -> tuple[int, float]:
        """Documents, and megabytes of one copy, of what the alias points at."""
        path = f"/{self._name}/_stats/docs,store?filter_path=_all.primaries"
        found = self._cluster.ask(Request("GET", path, again=True))["_all"]["primaries"]
        return found["docs"]["count"], found["store"]["size_in_bytes"] / 1e6
