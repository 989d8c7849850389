"""Command line shared by the benchmarks: glossaries, rounds, and a saved result."""

from collections.abc import Callable, Sequence
from itertools import chain

from benchmarks.harness.datasets import Dataset, argument_parser, prepare_datasets
from benchmarks.harness.measurements import BenchmarkResult, Measurement, Ratio, save
from benchmarks.harness.running import end_on_sigterm

Measure = Callable[[Dataset, int], tuple[Sequence[Measurement], Sequence[Ratio]]]


def run_benchmark(
    name: str,
    measure: Measure,
    *,
    about: str | None,
    title: str,
    note: str,
    rounds: int = 5,
) -> None:
    """Measure every dataset, by default in so many rounds, and save the result.

    `about` is the help text of the command.
    """
    parser = argument_parser(about)
    parser.set_defaults(rounds=rounds)
    options = parser.parse_args()
    end_on_sigterm()
    measured = [
        measure(dataset, options.rounds)
        for dataset in prepare_datasets(options.glossaries)
    ]
    measurements = tuple(chain.from_iterable(each for each, _ in measured))
    ratios = tuple(chain.from_iterable(each for _, each in measured))
    save(BenchmarkResult(name, title, note, measurements, ratios))
