"""Cost of a query on Whoosh and on OpenSearch as a glossary grows.

    .venv/bin/python -m benchmarks.choosing opensearch://127.0.0.1:9200/choosing \
      small.jsonl large.jsonl

Measures CPU time of this process and of all nodes, latency, memory, and disk. Each
query runs once, after a warm-up, in one thread, without search by meaning.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy: spinning threads would count

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.endurance.cluster_vitals import ClusterWatch
from benchmarks.gate import EVALUATION
from benchmarks.harness.measurements import markdown_table
from index.cli.evaluation import JudgedQuery, run_query
from index.cli.judgments import read_judgments
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.model.backend import Backend

_WARMUP = 100  # queries
_TITLES = (
    *("engine", "entries", "own ms", "nodes' ms", "latency ms, median / p99"),
    *("MB", "disk MB", "build s"),
)


@dataclass(frozen=True, slots=True)
class QueryCost:
    """Milliseconds of a query: CPU time here and of all nodes, latency."""

    own: float
    nodes: float
    median: float
    p99: float


@dataclass(frozen=True, slots=True)
class EngineCost:
    """Cost of an engine: queries, megabytes, and seconds to build the index."""

    queries: QueryCost
    memory: float
    disk: float
    build: float


def measure_queries(
    backend: Backend, judged: Sequence[JudgedQuery], watch: ClusterWatch | None
) -> QueryCost:
    """Run all queries after a warm-up and return their mean cost."""
    for each in judged[:_WARMUP]:
        run_query(backend, each)
    measured = judged[_WARMUP:]
    nodes_before = watch.vitals().milliseconds if watch else 0
    own_before, latencies = time.process_time(), []
    for each in measured:
        started = time.perf_counter()
        run_query(backend, each)
        latencies.append(1000 * (time.perf_counter() - started))
    own = 1000 * (time.process_time() - own_before) / len(measured)
    nodes_after = watch.vitals().milliseconds if watch else 0
    return QueryCost(
        own,
        (nodes_after - nodes_before) / len(measured),
        float(np.median(latencies)),
        float(np.percentile(latencies, 99)),
    )


def measure_engine(
    address: str, glossary: Path, judged: Sequence[JudgedQuery], folder: Path | None
) -> tuple[int, EngineCost]:
    """Return the number of entries and the cost; `folder` is that of a Whoosh index."""
    watch = None if folder else ClusterWatch(address)
    started = time.monotonic()
    backend = open_backend(address, [glossary], Console(), meaning=False)
    seconds = time.monotonic() - started
    queries = measure_queries(backend, judged, watch)
    if watch:
        memory, disk = watch.vitals().heap_megabytes, watch.stored()[1]
    else:
        memory, disk = _resident_megabytes(), _folder_megabytes(folder or Path())
    return backend.status().entries, EngineCost(queries, memory, disk, seconds)


def _folder_megabytes(folder: Path) -> float:
    files = (file for file in folder.rglob("*") if file.is_file())
    return sum(file.stat().st_size for file in files) / 1e6


def _resident_megabytes() -> float:
    """Return the memory of this process, mapped files included."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _to_cells(name: str, entries: int, cost: EngineCost) -> list[str]:
    return [
        name,
        f"{entries:,}",
        f"{cost.queries.own:.1f}",
        f"{cost.queries.nodes:.1f}",
        f"{cost.queries.median:.1f} / {cost.queries.p99:.1f}",
        f"{cost.memory:,.0f}",
        f"{cost.disk:,.0f}",
        f"{cost.build:,.0f}",
    ]


def main() -> None:
    """Run the same queries on both engines for every glossary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of a cluster, with an index name of its own")
    parser.add_argument("glossaries", nargs="+", type=Path)
    parser.add_argument("--queries", type=Path, default=EVALUATION / "queries.tsv")
    parser.add_argument("--most", type=int, default=600, help="number of queries")
    parser.add_argument("--only", choices=["whoosh", "opensearch"])
    options = parser.parse_args()
    judged = random.Random(7).sample(
        list(read_judgments(options.queries)), options.most + _WARMUP
    )
    rows = []
    for glossary in options.glossaries:
        if options.only != "opensearch":
            with TemporaryDirectory() as folder:
                address = f"whoosh:{folder}"
                measured = measure_engine(address, glossary, judged, Path(folder))
                rows.append(_to_cells("Whoosh", *measured))
        if options.only != "whoosh":
            measured = measure_engine(options.address, glossary, judged, None)
            rows.append(_to_cells("OpenSearch", *measured))
    print(markdown_table(_TITLES, rows))


if __name__ == "__main__":
    main()
