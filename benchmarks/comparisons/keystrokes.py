"""Throughput of autocomplete per CPU-second for realistic typing.

    python -m benchmarks.comparisons.keystrokes [GLOSSARY…]

Sends 20,000 prefixes, typed key by key, of queries drawn by Zipf's law, split over the
rounds. All systems get the same requests after a warm-up of 2,000 others. A system that
does not complete a round in time skips the rest of it.
"""

from contextlib import ExitStack

from benchmarks.harness import load
from benchmarks.harness.command import run_benchmark
from benchmarks.harness.competitors import COMPETITORS, available, ours
from benchmarks.harness.datasets import Dataset
from benchmarks.harness.interleaving import cpu_rates, interleave, start_all
from benchmarks.harness.measurements import RATE, Measurement, Ratio, compute_ratios
from benchmarks.harness.running import log
from benchmarks.harness.workloads import keystrokes, split_evenly

_REQUESTS, _WARMUP = 20_000, 2_000
_MAX_SECONDS = 8.0  # of a round
_MAX_WARMUP_SECONDS = 5.0


def measure(dataset: Dataset, rounds: int) -> tuple[list[Measurement], list[Ratio]]:
    """Measure each system, and compare ours with each other one."""
    log(f"Keystrokes, {dataset.entries:,} entries")
    texts = keystrokes(dataset.typed_texts(), _REQUESTS + _WARMUP)
    paths = [load.autocomplete_path(text) for text in texts]
    parts = [*split_evenly(paths[_WARMUP:], rounds)]
    with ExitStack() as stack:
        servers = start_all(stack, [ours(), *available(COMPETITORS)], dataset)
        for each in servers:
            each.send_all(paths[:_WARMUP], _MAX_WARMUP_SECONDS)
        results = interleave(
            servers,
            rounds,
            lambda each, number: each.send_all(parts[number], _MAX_SECONDS),
        )
    by_name = {
        name: Measurement(dataset.entries, "keystrokes", name, RATE, cpu_rates(each))
        for name, each in results.items()
    }
    return [*by_name.values()], [
        Ratio(
            dataset.entries,
            f"ours / {name}",
            compute_ratios(by_name["ours"], measurement),
            at_least=1.0,
        )
        for name, measurement in by_name.items()
        if name != "ours"
    ]


if __name__ == "__main__":
    run_benchmark(
        "keystrokes",
        measure,
        about=__doc__,
        title="Keystrokes as typed, compared with other engines",
        note="Over HTTP on kept connections, the same requests in the same order.",
    )
