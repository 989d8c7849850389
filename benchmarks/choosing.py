"""Measure what a question costs on Whoosh and on OpenSearch, as a glossary grows.

    .venv/bin/python -m benchmarks.choosing opensearch://127.0.0.1:9200/choosing \
      small.jsonl large.jsonl

Processor time of this process and of all nodes, time until the answer, memory and disk.
Every question is asked once, after some others, in one thread, without meaning.
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

from benchmarks.cluster_vitals import ClusterWatch
from benchmarks.gate import EVALUATION
from index.cli.evaluation import JudgedQuery, run_query
from index.cli.judgments import read_judgments
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.model.backend import Backend

_WARMING = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """What questions cost: milliseconds each, and megabytes."""

    own: float
    nodes: float
    median: float
    slow: float
    memory: float
    disk: float
    building: float  # seconds


def cost(
    backend: Backend, judged: Sequence[JudgedQuery], watch: ClusterWatch | None
) -> tuple[float, float, float, float]:
    """Processor time here and in the cluster, median and 99th percentile of waiting."""
    for each in judged[:_WARMING]:
        run_query(backend, each)
    counted = judged[_WARMING:]
    before = watch.vitals().milliseconds if watch else 0
    spent, waited = time.process_time(), []
    for each in counted:
        started = time.perf_counter()
        run_query(backend, each)
        waited.append(1000 * (time.perf_counter() - started))
    own = 1000 * (time.process_time() - spent) / len(counted)
    after = watch.vitals().milliseconds if watch else 0
    nodes = (after - before) / len(counted)
    return own, nodes, float(np.median(waited)), float(np.percentile(waited, 99))


def measured(
    address: str, glossary: Path, judged: Sequence[JudgedQuery], folder: Path | None
) -> tuple[int, Cost]:
    """How many entries a glossary has, and what questions to it cost."""
    watch = None if folder else ClusterWatch(address)
    started = time.monotonic()
    backend = open_backend(address, [glossary], Console(), meaning=False)
    seconds = time.monotonic() - started
    times = cost(backend, judged, watch)
    if watch:
        memory, disk = watch.vitals().heap_megabytes, watch.stored()[1]
    else:
        memory, disk = _resident(), _size(folder or Path())
    return backend.status().entries, Cost(*times, memory, disk, seconds)


def _size(folder: Path) -> float:
    """Megabytes of all files in a folder."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return sum(file.stat().st_size for file in files) / 1e6


def _resident() -> float:
    """Megabytes of this process, mapped files included."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def row(name: str, entries: int, found: Cost) -> str:
    """One line of the table."""
    cells = [
        name,
        f"{entries:,}",
        f"{found.own:.1f}",
        f"{found.nodes:.1f}",
        f"{found.median:.1f} / {found.slow:.1f}",
        f"{found.memory:,.0f}",
        f"{found.disk:,.0f}",
        f"{found.building:,.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Ask both engines the same questions about every glossary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of a cluster, with a name to use there")
    parser.add_argument("glossaries", nargs="+", type=Path)
    parser.add_argument("--queries", type=Path, default=EVALUATION / "queries.tsv")
    parser.add_argument("--most", type=int, default=600, help="questions")
    parser.add_argument("--only", choices=["whoosh", "opensearch"])
    options = parser.parse_args()
    judged = random.Random(7).sample(
        list(read_judgments(options.queries)), options.most + _WARMING
    )
    titles = ("engine", "entries", "own ms", "nodes' ms", "waited ms", "MB", "disk MB")
    print(f"| {' | '.join((*titles, 'built s'))} |")
    print(f"|{' --- |' * (len(titles) + 1)}", flush=True)
    for glossary in options.glossaries:
        if options.only != "opensearch":
            with TemporaryDirectory() as name:
                address = f"whoosh:{name}"
                found = measured(address, glossary, judged, Path(name))
                print(row("Whoosh", *found), flush=True)
        if options.only != "whoosh":
            found = measured(options.address, glossary, judged, None)
            print(row("OpenSearch", *found), flush=True)


if __name__ == "__main__":
    main()
