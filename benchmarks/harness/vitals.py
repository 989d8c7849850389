"""Resources of a service and its processes over time, and whether they grow."""

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
    """A resource that must not grow, with a tolerance for noise."""

    name: str
    share: float  # of its median, over the second half of the time
    least: float  # in its own unit: one connection more is no leak


MEASURES = (
    Measure("memory, MB", 0.05, 8.0),
    Measure("descriptors", 0.05, 12.0),
    Measure("threads", 0.0, 2.0),
    Measure("index folders", 0.0, 1.0),
    Measure("temporary files", 0.0, 2.0),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of all measures at a time."""

    time: float
    values: tuple[float, ...]


def take_sample(process: int, index: Path, temporary: Path) -> Sample:
    """Sample a process, its descendants, and the number of files in two folders."""
    processes = [process, *descendants(process)]
    values = (
        sum(map(_megabytes, processes)),
        sum(_count(PROC / str(each) / "fd") for each in processes),
        sum(_count(PROC / str(each) / "task") for each in processes),
        _count(index),
        _count(temporary),
    )
    return Sample(time.monotonic(), tuple(map(float, values)))


def descendants(process: int) -> Iterator[int]:
    """Yield the descendants of a process."""
    for task in _list_folder(PROC / str(process) / "task"):
        with suppress(OSError):
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from descendants(int(child))


def measure_growth(samples: Sequence[Sample], column: int) -> float:
    """Return the growth of a measure over the second half, by the Theil–Sen estimator.

    It tolerates up to 29 % of outliers, such as samples during a reload.
    """
    half = samples[len(samples) // 2 :]
    slopes = [
        (later.values[column] - earlier.values[column]) / (later.time - earlier.time)
        for earlier, later in combinations(half, 2)
    ]
    return median(slopes) * (half[-1].time - half[0].time) if slopes else 0.0


def allowed_growth(samples: Sequence[Sample], column: int) -> float:
    """Return the growth of a measure over the second half that is still noise."""
    measure = MEASURES[column]
    typical = median(each.values[column] for each in samples[len(samples) // 2 :])
    return max(measure.share * typical, measure.least)


def _megabytes(process: int) -> float:
    """Return the proportional set size (PSS) of one process."""
    with suppress(OSError):
        text = (PROC / str(process) / "smaps_rollup").read_text()
        return int(text.partition("\nPss:")[2].split(maxsplit=1)[0]) / 1024
    return 0.0


def _list_folder(folder: Path) -> list[Path]:
    try:
        return [*folder.iterdir()]
    except OSError:  # the process has ended
        return []


def _count(folder: Path) -> int:
    return len(_list_folder(folder))
