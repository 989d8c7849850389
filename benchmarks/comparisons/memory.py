"""Memory of two workers, compared with that of one.

    python -m benchmarks.comparisons.memory [GLOSSARY…]

Measures the proportional set size (PSS) of gunicorn and its workers after the same
1,000 requests. New connections every 25 requests spread them over both workers.
"""

import random
from collections.abc import Sequence

from benchmarks.harness import load
from benchmarks.harness.command import run_benchmark
from benchmarks.harness.competitors import ours
from benchmarks.harness.datasets import Dataset
from benchmarks.harness.measurements import Measurement, Ratio, compute_ratios
from benchmarks.harness.process_cpu import pss_megabytes
from benchmarks.harness.running import log, running
from benchmarks.harness.workloads import keystrokes

_REQUESTS = 1_000
_PER_CONNECTION = 25
_GOAL = 1.3


def measure_megabytes(dataset: Dataset, workers: int, paths: Sequence[str]) -> float:
    """Return the memory of a service after requests for all paths."""
    with running(ours(workers), dataset) as server:
        for start in range(0, len(paths), _PER_CONNECTION):
            server.send_all(paths[start : start + _PER_CONNECTION])
        return pss_megabytes(server.pid)


def measure(dataset: Dataset, rounds: int) -> tuple[list[Measurement], list[Ratio]]:
    """Measure the memory of one and of two workers, in turn."""
    paths = _mixed_paths(dataset)
    megabytes: dict[int, list[float]] = {1: [], 2: []}
    for number in range(1, rounds + 1):
        for workers, values in megabytes.items():
            values.append(measure_megabytes(dataset, workers, paths))
        latest = ", ".join(f"{v[-1]:.0f} MB with {n}" for n, v in megabytes.items())
        log(f"Memory for {dataset.entries:,} entries, round {number}: {latest}")
    one, two = (
        Measurement(
            dataset.entries,
            "memory",
            f"ours, {workers} worker{'s' * (workers > 1)}",
            "MB",
            tuple(values),
        )
        for workers, values in megabytes.items()
    )
    ratio = compute_ratios(two, one)
    return [one, two], [
        Ratio(dataset.entries, "two workers / one", ratio, at_most=_GOAL)
    ]


def _mixed_paths(dataset: Dataset) -> list[str]:
    typed = keystrokes(dataset.typed_texts(), _REQUESTS // 2)
    queries = [each.text for each in dataset.judged_queries()][: _REQUESTS // 2]
    paths = [*map(load.autocomplete_path, typed), *map(load.search_path, queries)]
    return random.Random(7).sample(paths, len(paths))


if __name__ == "__main__":
    run_benchmark(
        "memory",
        measure,
        about=__doc__,
        title="Memory of two workers, compared with one",
        note=f"PSS of all processes after {_REQUESTS:,} requests, half searches.",
    )
