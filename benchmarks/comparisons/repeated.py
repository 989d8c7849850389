"""Throughput of repeated requests, compared with a constant response.

    python -m benchmarks.comparisons.repeated [GLOSSARY…]

Sends fifty requests again and again, to the service and to baselines: a bare WSGI app
whose response has the same length and headers, under the same gunicorn and under the
gthread and gevent workers of gunicorn, one with only the necessary headers, and Flask
with that body. The recorded response is the one whose length is nearest to the mean of
the fifty.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

from benchmarks.adapters.bare import write_recorded
from benchmarks.harness import load
from benchmarks.harness.command import run_benchmark
from benchmarks.harness.competitors import ours, recorded
from benchmarks.harness.datasets import Dataset
from benchmarks.harness.interleaving import cpu_rates, interleave, start_all
from benchmarks.harness.measurements import RATE, Measurement, Ratio, compute_ratios
from benchmarks.harness.running import Server, System, log, running
from benchmarks.harness.workloads import keystrokes

BARE_SAME_HEADERS, BARE = "bare, same headers", "bare"
GTHREAD, GEVENT = "bare, stock gthread", "bare, stock gevent"
FLASK_CONSTANT = "Flask, constant"
_PATHS = 50
_MAX_REQUESTS = 20_000  # of a round
_MAX_SECONDS = 3.0  # of a round
_GOALS = {GTHREAD: 1.0, GEVENT: 0.75}


def record_baselines(
    server: Server, paths: Sequence[str], folder: Path
) -> list[System]:
    """Record a response of mean length and return systems that send it."""
    responses = [server.get(path) for path in paths]
    mean = sum(len(body) for _, body in responses) / len(responses)
    headers, body = min(responses, key=lambda each: abs(len(each[1]) - mean))
    alike, least = folder / "alike.json", folder / "least.json"
    write_recorded(alike, headers, body, least=False)
    write_recorded(least, headers, body, least=True)
    return [
        recorded(BARE_SAME_HEADERS, "bare:app", alike),
        recorded(GTHREAD, "bare:app", alike, "gthread"),
        recorded(GEVENT, "bare:app", alike, "gevent"),
        recorded(BARE, "bare:app", least),
        recorded(FLASK_CONSTANT, "flask_app:constant", least),
    ]


def measure(dataset: Dataset, rounds: int) -> tuple[list[Measurement], list[Ratio]]:
    """Measure both routes."""
    measurements: list[Measurement] = []
    ratios: list[Ratio] = []
    with running(ours(), dataset) as server:
        for subject, paths in _frequent_paths(dataset).items():
            measured = _measure_paths(dataset, server, subject, paths, rounds)
            measurements += measured[0]
            ratios += measured[1]
    return measurements, ratios


def _measure_paths(
    dataset: Dataset, server: Server, subject: str, paths: Sequence[str], rounds: int
) -> tuple[list[Measurement], list[Ratio]]:
    log(f"Repeated {subject}, {dataset.entries:,} entries")
    repeated = [*islice(cycle(paths), _MAX_REQUESTS)]
    with ExitStack() as stack:
        baselines = record_baselines(server, paths, dataset.folder)
        servers = [server, *start_all(stack, baselines, dataset)]
        for each in servers:
            each.send_all(repeated, 2)
        results = interleave(
            servers, rounds, lambda each, number: each.send_all(repeated, _MAX_SECONDS)
        )
    by_name = {
        name: Measurement(dataset.entries, subject, name, RATE, cpu_rates(each))
        for name, each in results.items()
    }
    ratios = [
        Ratio(
            dataset.entries,
            f"{subject}: ours / {name}",
            compute_ratios(by_name[server.name], by_name[name]),
            at_least=_GOALS.get(name),
        )
        for name in (BARE_SAME_HEADERS, GTHREAD, GEVENT, BARE, FLASK_CONSTANT)
    ]
    return [*by_name.values()], ratios


def _frequent_paths(dataset: Dataset) -> dict[str, list[str]]:
    typed = Counter(keystrokes(dataset.typed_texts(), 20_000)).most_common(_PATHS)
    judged = dataset.judged_queries()
    queries = [each.text for each in judged[:: len(judged) // _PATHS]]
    return {
        "autocomplete": [load.autocomplete_path(text) for text, _ in typed],
        "search": [load.search_path(text) for text in queries[:_PATHS]],
    }


if __name__ == "__main__":
    run_benchmark(
        "repeated",
        measure,
        about=__doc__,
        title="Repeated requests, compared with a constant response",
        note="Every request was sent before. All responses have the same length.",
    )
