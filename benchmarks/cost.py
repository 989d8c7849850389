"""CPU time of a query, by kind, as a glossary grows.

    .venv/bin/python -m benchmarks.cost small.jsonl large.jsonl

Each query runs once, after a warm-up, in one process and one thread. A running service
is cheaper, because it has read the words of most queries before. The last column is the
ratio of the medians of the last and the first glossary.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy: spinning threads would count

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.gate import EVALUATION
from benchmarks.harness.measurements import markdown_table
from index.cli.evaluation import JudgedQuery, run_query
from index.cli.judgments import read_judgments
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.model.backend import Backend

_WARMUP = 20  # queries of each kind
_MILLISECOND = 1e6  # in nanoseconds

QueriesByKind = Mapping[str, Sequence[JudgedQuery]]
Costs = Mapping[str, tuple[float, float]]  # by kind: median and 99th percentile, ms


def sample_queries(file: Path, count: int) -> QueriesByKind:
    """Sample up to `count` queries of each kind besides the warm-up."""
    by_kind = defaultdict[str, list[JudgedQuery]](list)
    for judged in read_judgments(file):
        by_kind[judged.kind].append(judged)
    chance = random.Random(7)
    return {
        kind: chance.sample(of_kind, min(count + _WARMUP, len(of_kind)))
        for kind, of_kind in sorted(by_kind.items())
    }


def measure_costs(backend: Backend, queries: QueriesByKind) -> Costs:
    """Run all queries after a warm-up and return the cost of each kind."""
    for of_kind in queries.values():
        for judged in of_kind[:_WARMUP]:
            run_query(backend, judged)
    milliseconds = {
        kind: [_run_timed(backend, judged) for judged in of_kind[_WARMUP:]]
        for kind, of_kind in queries.items()
    }
    return {
        kind: (float(np.median(each)), float(np.percentile(each, 99)))
        for kind, each in milliseconds.items()
        if each
    }


def _run_timed(backend: Backend, judged: JudgedQuery) -> float:
    started = time.process_time_ns()
    run_query(backend, judged)
    return (time.process_time_ns() - started) / _MILLISECOND


def measure_glossary(
    glossary: Path, queries: QueriesByKind, *, meaning: bool
) -> tuple[int, Costs]:
    """Return the number of entries and the cost of each kind."""
    with TemporaryDirectory() as folder:
        address = f"whoosh:{folder}"
        backend = open_backend(address, [glossary], Console(), meaning=meaning)
        return backend.status().entries, measure_costs(backend, queries)


def format_costs(queries: QueriesByKind, measured: Sequence[tuple[int, Costs]]) -> str:
    """Format the costs as a table in Markdown."""
    sizes = [f"{entries:,} entries" for entries, _ in measured]
    rows = [
        _to_cells(
            kind, len(queries[kind]) - _WARMUP, [costs[kind] for _, costs in measured]
        )
        for kind in measured[0][1]
    ]
    return markdown_table(["kind", "queries", *sizes, "growth"], rows)


def _to_cells(
    kind: str, count: int, by_glossary: Sequence[tuple[float, float]]
) -> list[str]:
    costs = [f"{median:.1f} / {p99:.1f}" for median, p99 in by_glossary]
    growth = by_glossary[-1][0] / by_glossary[0][0]
    return [kind, f"{count:,}", *costs, f"× {growth:.1f}"]


def main() -> None:
    """Run the same queries on every glossary and print their cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("glossaries", nargs="+", type=Path)
    parser.add_argument("--queries", type=Path, default=EVALUATION / "queries.tsv")
    parser.add_argument("--most", type=int, default=300, help="queries of each kind")
    parser.add_argument("--no-meaning", action="store_true")
    options = parser.parse_args()
    queries = sample_queries(options.queries, options.most)
    measured = [
        measure_glossary(file, queries, meaning=not options.no_meaning)
        for file in options.glossaries
    ]
    print("CPU time of a query, median / 99th percentile, in ms:\n")
    print(format_costs(queries, measured))


if __name__ == "__main__":
    main()
