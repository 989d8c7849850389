"""What a service and all its processes take at a moment; whether that stays flat."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that has to stay flat, and how much it may seem to grow by chance."""

    name: str
    share: float  # of its median, over the second half of the time
    least: float  # in its own unit, as one connection more or less is no leak


MEASURES = (
    Measure("memory, MB", 0.05, 8.0),
    Measure("descriptors", 0.05, 12.0),
    Measure("threads", 0.0, 2.0),
    Measure("index folders", 0.0, 1.0),
    Measure("temporary files", 0.0, 2.0),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """When it was taken, and a value for each of the measures."""

    at: float
    values: tuple[float, ...]


def sample(process: int, index: Path, temporary: Path) -> Sample:
    """What a process and all that it started take, with what lies in two folders."""
    every = [process, *descendants(process)]
    values = (
        sum(map(_megabytes, every)),
        sum(_count(PROC / str(each) / "fd") for each in every),
        sum(_count(PROC / str(each) / "task") for each in every),
        _count(index),
        _count(temporary),
    )
    return Sample(time.monotonic(), tuple(map(float, values)))


def descendants(process: int) -> Iterator[int]:
    """The processes that a process started, and those that these started."""
    for task in _inside(PROC / str(process) / "task"):
        with suppress(OSError):
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from descendants(int(child))


def growth(samples: Sequence[Sample], at: int) -> float:
    """How much a measure grew in the second half: the median of all slopes between two.

    (Theil and Sen.) Up to a quarter of the samples may lie anywhere, as those do that
    were taken while an index was being built.
    """
    half = samples[len(samples) // 2 :]
    slopes = [
        (later.values[at] - sooner.values[at]) / (later.at - sooner.at)
        for sooner, later in combinations(half, 2)
    ]
    return median(slopes) * (half[-1].at - half[0].at) if slopes else 0.0


def allowed(samples: Sequence[Sample], at: int) -> float:
    """How much a measure may grow in the second half and still be called flat."""
    measure = MEASURES[at]
    usual = median(each.values[at] for each in samples[len(samples) // 2 :])
    return max(measure.share * usual, measure.least)


def _megabytes(process: int) -> float:
    """The share of memory that is its own, with its part of what it shares."""
    with suppress(OSError):
        text = (PROC / str(process) / "smaps_rollup").read_text()
        return int(text.partition("\nPss:")[2].split(maxsplit=1)[0]) / 1024
    return 0.0


def _inside(folder: Path) -> list[Path]:
    try:
        return [*folder.iterdir()]
    except OSError:  # gone meanwhile
        return []


def _count(folder: Path) -> int:
    return len(_inside(folder))
