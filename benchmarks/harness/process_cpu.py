"""CPU time and memory of a process and its descendants."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmarks.harness.vitals import PROC, descendants

CpuTimes = Mapping[tuple[int, int], int]  # nanoseconds by process and thread

_SECOND = 1e9


def cpu_times(process: int) -> CpuTimes:
    """Return the CPU time so far of each thread of a process and its descendants.

    It is the first number of `schedstat`, in nanoseconds, user and system time; `utime`
    and `stime` of `stat` have a resolution of only 10 ms.
    """
    times = {}
    for each in (process, *descendants(process)):
        for thread in _threads(each):
            with suppress(OSError):
                text = (thread / "schedstat").read_text()
                times[each, int(thread.name)] = int(text.split()[0])
    return times


def cpu_seconds(before: CpuTimes, after: CpuTimes) -> float:
    """Return the CPU time between two readings of the threads in the second."""
    return sum(ns - before.get(thread, 0) for thread, ns in after.items()) / _SECOND


def pss_megabytes(process: int) -> float:
    """Return the PSS of a process and its descendants: shared memory counts once."""
    kilobytes = 0
    for each in (process, *descendants(process)):
        with suppress(OSError):
            text = (PROC / str(each) / "smaps_rollup").read_text()
            kilobytes += int(text.partition("\nPss:")[2].split(maxsplit=1)[0])
    return kilobytes / 1024


def pin_to_core(core: int, process: int = 0) -> None:
    """Pin a process, by default this one, and its future children to one core.

    On a machine with a single core, this has no effect.
    """
    cores = sorted(os.sched_getaffinity(process))
    os.sched_setaffinity(process, {cores[core % len(cores)]})


def _threads(process: int) -> list[Path]:
    try:
        return [*(PROC / str(process) / "task").iterdir()]
    except OSError:  # the process has ended
        return []
