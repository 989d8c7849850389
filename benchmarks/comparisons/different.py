"""Cost of autocomplete requests that are all different, so that none is cached.

    python -m benchmarks.comparisons.different [GLOSSARY…]

Sends each prefix of each query once, and compares with a bare WSGI app whose response
is as long as the service's are on average, under the same gunicorn and under two of
gunicorn's own workers.
"""

from contextlib import ExitStack

from benchmarks.comparisons.repeated import (
    BARE_SAME_HEADERS,
    GEVENT,
    GTHREAD,
    record_baselines,
)
from benchmarks.harness import load
from benchmarks.harness.command import run_benchmark
from benchmarks.harness.competitors import ours
from benchmarks.harness.datasets import Dataset
from benchmarks.harness.interleaving import cpu_rates, interleave, start_all
from benchmarks.harness.measurements import RATE, Measurement, Ratio, compute_ratios
from benchmarks.harness.running import log, running
from benchmarks.harness.workloads import distinct_prefixes, split_evenly

_SAMPLE = 50  # responses to take the mean length of
_MAX_REQUESTS = 2_000  # of a round
_SUBJECT = "different prefixes"
_GOALS = {GTHREAD: 0.25}


def measure(dataset: Dataset, rounds: int) -> tuple[list[Measurement], list[Ratio]]:
    """Measure all systems, each round with prefixes of its own."""
    log(f"Different prefixes, {dataset.entries:,} entries")
    texts = distinct_prefixes(dataset.typed_texts())
    paths = [load.autocomplete_path(text) for text in texts]
    sample, rest = paths[:_SAMPLE], paths[_SAMPLE : (rounds + 1) * _MAX_REQUESTS]
    warmup, *parts = split_evenly(rest, rounds + 1)
    with running(ours(), dataset) as server, ExitStack() as stack:
        baselines = record_baselines(server, sample, dataset.folder)[:3]
        servers = [server, *start_all(stack, baselines, dataset)]
        for each in servers:
            each.send_all(warmup)
        results = interleave(
            servers, rounds, lambda each, number: each.send_all(parts[number])
        )
    by_name = {
        name: Measurement(dataset.entries, _SUBJECT, name, RATE, cpu_rates(each))
        for name, each in results.items()
    }
    return [*by_name.values()], [
        Ratio(
            dataset.entries,
            f"ours / {name}",
            compute_ratios(by_name["ours"], by_name[name]),
            at_least=_GOALS.get(name),
        )
        for name in (BARE_SAME_HEADERS, GTHREAD, GEVENT)
    ]


if __name__ == "__main__":
    run_benchmark(
        "different",
        measure,
        about=__doc__,
        title="All-different autocomplete, compared with a constant response",
        note="No prefix is sent twice; bare WSGI sends responses as long as ours.",
    )
