"""Measured values of several rounds and their ratios, saved as JSON."""

import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.harness.datasets import BUILD

RATE = "requests per CPU-second"
MILLISECONDS = "ms of CPU"


@dataclass(frozen=True, slots=True)
class Measurement:
    """Values of one system, one of each round, in some unit."""

    entries: int
    subject: str
    system: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Median of all rounds."""
        return median(self.values)

    @property
    def cells(self) -> list[str]:
        """Row in a table."""
        middle = f"{format_number(self.median)} {self.unit}"
        labels = [f"{self.entries:,}", self.subject, self.system]
        return [*labels, middle, _format_spread(self.values)]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ratio of two systems in each round, and the goal, if there is one."""

    entries: int
    subject: str
    values: tuple[float, ...]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def median(self) -> float:
        """Median of all rounds."""
        return median(self.values)

    @property
    def is_reached(self) -> bool | None:
        """True if the median reaches the goal; `None` without one."""
        if self.at_least is not None:
            return self.median >= self.at_least
        return None if self.at_most is None else self.median <= self.at_most

    @property
    def cells(self) -> list[str]:
        """Row in a table."""
        middle, spread = format_number(self.median), _format_spread(self.values)
        labels = [f"{self.entries:,}", self.subject, middle, spread]
        is_reached = {True: "yes", False: "no"}.get(self.is_reached, "")
        return [*labels, self._goal, is_reached]

    @property
    def _goal(self) -> str:
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return "" if self.at_most is None else f"at most {self.at_most:g}"


MEASUREMENT_TITLES = ("Entries", "What", "System", "Median", "Spread")
RATIO_TITLES = ("Entries", "What", "Median", "Spread", "Goal", "Reached")


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """Result of one benchmark, with what is needed to run it again."""

    name: str
    title: str
    note: str
    measurements: tuple[Measurement, ...]
    ratios: tuple[Ratio, ...]
    command: str = field(default_factory=lambda: _describe_command())
    machine: str = field(default_factory=lambda: _describe_machine())
    date: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d}")

    def to_markdown(self) -> str:
        """Format the measurements and ratios as tables."""
        tables = (
            (MEASUREMENT_TITLES, [each.cells for each in self.measurements]),
            (RATIO_TITLES, [each.cells for each in self.ratios]),
        )
        return "\n\n".join(markdown_table(*each) for each in tables if each[1])


def compute_ratios(
    numerator: Measurement, denominator: Measurement
) -> tuple[float, ...]:
    """Divide two measurements, round by round."""
    pairs = zip(numerator.values, denominator.values, strict=True)
    return tuple(one / other for one, other in pairs)


def markdown_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Format a table in Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def format_number(value: float) -> str:
    """Format a number with three significant digits, or all before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value else "0"


def _format_spread(values: Sequence[float]) -> str:
    return f"{format_number(min(values))} to {format_number(max(values))}"


def save(result: BenchmarkResult) -> None:
    """Print a result's tables and write it to a file for `load_result`."""
    print(f"\n{result.title}\n\n{result.to_markdown()}\n\n{result.note}\n", flush=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    file = BUILD / f"{result.name}.json"
    file.write_text(json.dumps(asdict(result), indent=1) + "\n")


def load_result(file: Path) -> BenchmarkResult:
    """Read a result that `save` wrote."""
    content = json.loads(file.read_text())
    measurements = [Measurement(**_freeze(x)) for x in content.pop("measurements")]
    ratios = [Ratio(**_freeze(each)) for each in content.pop("ratios")]
    return BenchmarkResult(
        **content, measurements=tuple(measurements), ratios=tuple(ratios)
    )


def _freeze(content: dict[str, object]) -> dict[str, object]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in content.items()
    }


def _describe_machine() -> str:
    """Describe processor, cores, kernel, and Python."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [
        line.partition(": ")[2] for line in lines if line.startswith("model name")
    ]
    system = f"Linux {platform.release().split('-')[0]}"
    cores = f"{os.cpu_count()} cores"
    python = f"Python {platform.python_version()}"
    return ", ".join([*models[:1], cores, system, python])


def _describe_command() -> str:
    """Return the command line, with only the names of files."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    module = spec.name if spec else Path(sys.argv[0]).stem
    arguments = [
        Path(each).name if Path(each).is_file() else each for each in sys.argv[1:]
    ]
    return " ".join(["python", "-m", module, *arguments])
