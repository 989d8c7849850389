"""What was measured: figures of several rounds, ratios against goals, kept as JSON."""

import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.datasets import BUILD

RATE = "requests per CPU-second"
MILLISECONDS = "ms of CPU"


@dataclass(frozen=True, slots=True)
class Figure:
    """What one side reached in each round, in some unit."""

    entries: int
    subject: str
    side: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of all rounds."""
        return median(self.values)

    @property
    def cells(self) -> list[str]:
        """Its row in a table."""
        spread = f"{number(min(self.values))} to {number(max(self.values))}"
        named = [f"{self.entries:,}", self.subject, self.side]
        return [*named, f"{number(self.median)} {self.unit}", spread]


@dataclass(frozen=True, slots=True)
class Ratio:
    """One side against another in each round, and what was asked for."""

    entries: int
    subject: str
    values: tuple[float, ...]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def median(self) -> float:
        """The middle of all rounds."""
        return median(self.values)

    @property
    def is_reached(self) -> bool | None:
        """Whether it is as was asked for; `None` when nothing was."""
        if self.at_least is not None:
            return self.median >= self.at_least
        return None if self.at_most is None else self.median <= self.at_most

    @property
    def cells(self) -> list[str]:
        """Its row in a table."""
        spread = f"{number(min(self.values))} to {number(max(self.values))}"
        named = [f"{self.entries:,}", self.subject, number(self.median), spread]
        return [*named, self._goal, {True: "yes", False: "no"}.get(self.is_reached, "")]

    @property
    def _goal(self) -> str:
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return "" if self.at_most is None else f"at most {self.at_most:g}"


FIGURE_TITLES = ("Entries", "What", "Side", "Median", "Spread")
RATIO_TITLES = ("Entries", "What", "Median", "Spread", "Goal", "Reached")


@dataclass(frozen=True, slots=True)
class Findings:
    """The answer to one question, with what is needed to ask it again."""

    name: str
    title: str
    note: str
    figures: tuple[Figure, ...]
    ratios: tuple[Ratio, ...]
    command: str = field(default_factory=lambda: _command())
    machine: str = field(default_factory=lambda: machine())
    date: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d}")

    def text(self) -> str:
        """Its tables in Markdown."""
        tables = (
            (FIGURE_TITLES, [each.cells for each in self.figures]),
            (RATIO_TITLES, [each.cells for each in self.ratios]),
        )
        return "\n\n".join(table(*each) for each in tables if each[1])


def compared(sooner: Figure, later: Figure) -> tuple[float, ...]:
    """The first over the second, round by round."""
    pairs = zip(sooner.values, later.values, strict=True)
    return tuple(one / other for one, other in pairs)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float) -> str:
    """A number with three digits that count, or more before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value else "0"


def keep(findings: Findings) -> None:
    """Print the tables, and write all of it to a file that `read` finds."""
    print(f"\n{findings.title}\n\n{findings.text()}\n\n{findings.note}\n", flush=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    file = BUILD / f"{findings.name}.json"
    file.write_text(json.dumps(asdict(findings), indent=1) + "\n")


def read(file: Path) -> Findings:
    """What was written by `keep`."""
    kept = json.loads(file.read_text())
    figures = [Figure(**_frozen(each)) for each in kept.pop("figures")]
    ratios = [Ratio(**_frozen(each)) for each in kept.pop("ratios")]
    return Findings(**kept, figures=tuple(figures), ratios=tuple(ratios))


def machine() -> str:
    """Processor, cores, kernel and Python, as far as they are known."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    system = f"Linux {platform.release().split('-')[0]}"
    cores = f"{os.cpu_count()} cores"
    python = f"Python {platform.python_version()}"
    return ", ".join([*names[:1], cores, system, python])


def _frozen(kept: dict[str, object]) -> dict[str, object]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in kept.items()
    }


def _command() -> str:
    """How this was called; of a file outside of the project only its name."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    module = spec.name if spec else Path(sys.argv[0]).stem
    told = [Path(each).name if Path(each).is_file() else each for each in sys.argv[1:]]
    return " ".join(["python", "-m", module, *told])
