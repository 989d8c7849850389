"""Cost and quality of searches that are not cached, compared with MiniSearch.

    python -m benchmarks.comparisons.cold [GLOSSARY…]

Runs every judged query once, against MiniSearch with fuzzy 0.2 and prefixes on the same
entries: inside both processes, and over HTTP from both servers. Where the glossary is
judged, hit rates are averaged per expected headword; for other glossaries, a sample of
the NCI queries is run and only costs are measured.
"""

import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from statistics import fmean

from benchmarks.harness import load
from benchmarks.harness.competitors import available, minisearch, ours
from benchmarks.harness.datasets import Dataset, argument_parser, prepare_datasets
from benchmarks.harness.inside import (
    Headwords,
    InProcessEngine,
    minisearch_engine,
    our_engine,
)
from benchmarks.harness.interleaving import interleave, start_all
from benchmarks.harness.measurements import (
    MILLISECONDS,
    BenchmarkResult,
    Measurement,
    Ratio,
    compute_ratios,
    save,
)
from benchmarks.harness.running import end_on_sigterm, log
from benchmarks.harness.workloads import split_evenly
from index.cli.evaluation import JudgedQuery, QueryResult, compute_kind_rates

_IN_PROCESS, _HTTP = "search, inside the process", "search, over HTTP"
_COST_GOAL, _GROWTH_GOAL = 0.5, 4.0
_SMALL, _LARGE = 8_088, 147_306  # entries between which growth is measured
_UNJUDGED_QUERIES = 480  # sample for a glossary without judgments
_MAX_SECONDS = 30.0  # of a round

Parts = Sequence[Sequence[JudgedQuery]]  # the first one is the warm-up


def measure(dataset: Dataset, rounds: int) -> list[Measurement]:
    """Measure costs inside the process and over HTTP, and hit rates."""
    judged = dataset.judged_queries()
    if not dataset.is_judged:
        judged = judged[:: max(1, len(judged) // _UNJUDGED_QUERIES)]
    parts = [*split_evenly(_shuffle(judged), rounds + 1)]
    log(f"Cold searches, {dataset.entries:,} entries, {len(judged):,} queries")
    return [*_measure_in_process(dataset, parts), *_measure_http(dataset, parts)]


def _shuffle(judged: Sequence[JudgedQuery]) -> list[JudgedQuery]:
    """Mix the kinds in a fixed order, so that each part has queries of all kinds."""
    return random.Random(7).sample(judged, len(judged))


def _measure_in_process(dataset: Dataset, parts: Parts) -> list[Measurement]:
    opened = [our_engine(dataset)]
    opened += [minisearch_engine(dataset)] if available([minisearch()]) else []
    with ExitStack() as stack:
        engines = [stack.enter_context(each) for each in opened]
        milliseconds, results = _search_in_turn(engines, parts)
    costs = [
        Measurement(dataset.entries, _IN_PROCESS, name, MILLISECONDS, tuple(each[1:]))
        for name, each in milliseconds.items()
    ]
    return [*costs, *(_quality(dataset, parts, results) if dataset.is_judged else [])]


def _search_in_turn(
    engines: Sequence[InProcessEngine], parts: Parts
) -> tuple[Mapping[str, list[float]], Mapping[str, list[Headwords]]]:
    """Return each engine's mean cost of each part and the results of all queries."""
    costs: dict[str, list[float]] = {engine.name: [] for engine in engines}
    results: dict[str, list[Headwords]] = {engine.name: [] for engine in engines}
    for number, part in enumerate(parts):
        for engine in engines:
            nanoseconds, headwords = engine.search([each.text for each in part])
            costs[engine.name].append(fmean(nanoseconds) / 1e6)
            results[engine.name] += headwords
        latest = ", ".join(f"{name} {each[-1]:.2f} ms" for name, each in costs.items())
        log(f"  {f'round {number}' if number else 'warm-up'}: {latest}")
    return costs, results


def _quality(
    dataset: Dataset, parts: Parts, results: Mapping[str, list[Headwords]]
) -> list[Measurement]:
    """Compute each engine's hit rates over the answerable queries."""
    judged = [*chain.from_iterable(parts)]
    measurements = []
    for name, headwords in results.items():
        pairs = zip(judged, headwords, strict=True)
        rates = compute_kind_rates(
            "all", [QueryResult(*each) for each in pairs if each[0].expected]
        )
        measurements += [
            Measurement(dataset.entries, "found first", name, "%", (rates.first,)),
            Measurement(
                dataset.entries, "found in the first ten", name, "%", (rates.in_ten,)
            ),
        ]
    return measurements


def _measure_http(dataset: Dataset, parts: Parts) -> list[Measurement]:
    paths = [[load.search_path(each.text) for each in part] for part in parts]
    with ExitStack() as stack:
        servers = start_all(stack, [ours(), *available([minisearch()])], dataset)
        for server in servers:
            server.send_all(paths[0], _MAX_SECONDS)
        rounds = interleave(
            servers,
            len(paths) - 1,
            lambda server, number: server.send_all(paths[number + 1], _MAX_SECONDS),
        )
    return [
        Measurement(
            dataset.entries,
            _HTTP,
            name,
            MILLISECONDS,
            tuple(1000 / each.rate for each in of_server),
        )
        for name, of_server in rounds.items()
    ]


def compute_all_ratios(measurements: Sequence[Measurement]) -> list[Ratio]:
    """Compare with MiniSearch, in cost and quality, and the large glossary's cost."""
    by_key = {(each.entries, each.subject, each.system): each for each in measurements}
    ratios = []
    for (entries, subject, system), measurement in by_key.items():
        rival = by_key.get((entries, subject, "MiniSearch, Node"))
        if system == "ours" and rival:
            is_cost = measurement.unit == MILLISECONDS
            goal = {"at_most": _COST_GOAL} if is_cost else {"at_least": 1.0}
            ratio = compute_ratios(measurement, rival)
            ratios.append(
                Ratio(entries, f"{subject}: ours / MiniSearch", ratio, **goal)
            )
    return [*ratios, *_growth(by_key)]


def _growth(by_key: Mapping[tuple[int, str, str], Measurement]) -> list[Ratio]:
    """Compare our cost for the large glossary with that for the small one."""
    small, large = (
        by_key.get((size, _IN_PROCESS, "ours")) for size in (_SMALL, _LARGE)
    )
    if not small or not large:
        return []
    name = f"{_IN_PROCESS}: ours / ours with {_SMALL:,}"
    return [Ratio(_LARGE, name, compute_ratios(large, small), at_most=_GROWTH_GOAL)]


def main() -> None:
    """Measure every glossary."""
    options = argument_parser(__doc__).parse_args()
    end_on_sigterm()
    datasets = prepare_datasets(options.glossaries)
    measured = [measure(dataset, options.rounds) for dataset in datasets]
    measurements = tuple(chain.from_iterable(measured))
    title = "Cold searches, compared with MiniSearch (fuzzy 0.2 and prefixes)"
    note = "Means per round. No query is sent twice."
    ratios = tuple(compute_all_ratios(measurements))
    save(BenchmarkResult("cold", title, note, measurements, ratios))


if __name__ == "__main__":
    main()
