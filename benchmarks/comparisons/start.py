"""Seconds from the start of the service, with an existing index, to a response.

python -m benchmarks.comparisons.start [GLOSSARY…]
"""

import time

from benchmarks.harness import load
from benchmarks.harness.command import run_benchmark
from benchmarks.harness.competitors import ours
from benchmarks.harness.datasets import Dataset
from benchmarks.harness.measurements import Measurement, Ratio
from benchmarks.harness.running import log, start, wait_until_ready

_GOALS = {33: 1.5, 8_088: 1.5, 147_306: 3.0}  # seconds by entries


def measure_seconds(dataset: Dataset, path: str) -> float:
    """Return the seconds to the first response, with 200 attempts a second."""
    began = time.monotonic()
    with start(ours(), dataset) as service:
        wait_until_ready(service, path, interval=0.005)
        return time.monotonic() - began


def measure(dataset: Dataset, rounds: int) -> tuple[list[Measurement], list[Ratio]]:
    """Measure the time to the first suggestions and to the first search results."""
    log(f"Starting with {dataset.entries:,} entries")
    ours().prepare(dataset)
    word = dataset.typed_texts()[0]
    paths = {
        "first autocomplete": load.autocomplete_path(word[:3]),
        "first search": load.search_path(word),
    }
    measurements = [
        Measurement(
            dataset.entries,
            subject,
            "ours",
            "s",
            tuple(measure_seconds(dataset, path) for _ in range(rounds)),
        )
        for subject, path in paths.items()
    ]
    goal = _GOALS.get(dataset.entries)
    return measurements, [
        Ratio(each.entries, f"{each.subject}, s", each.values, at_most=goal)
        for each in measurements
    ]


if __name__ == "__main__":
    run_benchmark(
        "start",
        measure,
        about=__doc__,
        title="From a start with a ready index to the first response",
        note="On one core, with the index files in the page cache.",
    )
