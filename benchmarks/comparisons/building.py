"""CPU time of building the index, compared with that of Whoosh alone.

    python -m benchmarks.comparisons.building [GLOSSARY…]

Both sides are whole processes, from the start of Python to the finished index: ours
reads and validates the glossary, and builds tables, phonetic codes, and embeddings;
plain Whoosh reads the same documents as JSON Lines and indexes them with its usual
writer.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.command import run_benchmark
from benchmarks.harness.datasets import BUILD, Dataset
from benchmarks.harness.measurements import Measurement, Ratio, compute_ratios
from benchmarks.harness.running import log, run_command

_WHOOSH = "plain Whoosh"
_GOAL = 1.5


def measure(dataset: Dataset, rounds: int) -> tuple[list[Measurement], list[Ratio]]:
    """Measure the CPU seconds of both sides in turn."""
    seconds: dict[str, list[float]] = {"ours": [], _WHOOSH: []}
    for number in range(1, rounds + 1):
        with TemporaryDirectory(dir=BUILD) as folder:
            seconds["ours"].append(_build_ours(dataset, Path(folder)))
            seconds[_WHOOSH].append(_build_whoosh(dataset, Path(folder)))
        latest = ", ".join(f"{name} {each[-1]:.1f} s" for name, each in seconds.items())
        log(f"Building {dataset.entries:,} entries, round {number}: {latest}")
    ours, whoosh = (
        Measurement(dataset.entries, "building", name, "CPU-seconds", tuple(values))
        for name, values in seconds.items()
    )
    ratio = compute_ratios(ours, whoosh)
    name = "ours / plain Whoosh"
    return [ours, whoosh], [Ratio(dataset.entries, name, ratio, at_most=_GOAL)]


def _build_ours(dataset: Dataset, folder: Path) -> float:
    address = f"whoosh:{folder / 'ours'}"
    command = ("index", "build", str(dataset.glossary), "--backend", address)
    return run_command((sys.executable, "-m", *command))


def _build_whoosh(dataset: Dataset, folder: Path) -> float:
    target = folder / "whoosh"
    shutil.rmtree(target, ignore_errors=True)
    arguments = ("whoosh_plain", str(dataset.documents), str(target))
    return run_command((sys.executable, "-m", "benchmarks.adapters.build", *arguments))


if __name__ == "__main__":
    run_benchmark(
        "building",
        measure,
        about=__doc__,
        title="Building the index, compared with plain Whoosh and the same documents",
        note="User and system time of all processes, with search by meaning.",
        rounds=3,
    )
