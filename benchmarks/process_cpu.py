"""What a process and all that it started took: processor time and memory."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmarks.vitals import PROC, descendants

Spent = Mapping[tuple[int, int], int]  # by process and thread: ns on a processor

_SECOND = 1e9


def spent(process: int) -> Spent:
    """The processor time so far of each thread of a process and of all it started.

    It is the first number of `schedstat`, which counts nanoseconds, in the kernel and
    outside of it; `utime` and `stime` count hundredths of a second.
    """
    found = {}
    for each in (process, *descendants(process)):
        for thread in _threads(each):
            with suppress(OSError):
                text = (thread / "schedstat").read_text()
                found[each, int(thread.name)] = int(text.split()[0])
    return found


def seconds_between(before: Spent, after: Spent) -> float:
    """The processor time of the threads that live after; who ended is not counted."""
    return sum(ns - before.get(thread, 0) for thread, ns in after.items()) / _SECOND


def proportional_megabytes(process: int) -> float:
    """Memory of a process and all it started; what is shared is counted once (PSS)."""
    kilobytes = 0
    for each in (process, *descendants(process)):
        with suppress(OSError):
            text = (PROC / str(each) / "smaps_rollup").read_text()
            kilobytes += int(text.partition("\nPss:")[2].split(maxsplit=1)[0])
    return kilobytes / 1024


def pin(core: int, process: int = 0) -> None:
    """Keep a process, by default this one, and what it starts on one core.

    Where there is but one core, nothing happens.
    """
    cores = sorted(os.sched_getaffinity(process))
    os.sched_setaffinity(process, {cores[core % len(cores)]})


def _threads(process: int) -> list[Path]:
    try:
        return [*(PROC / str(process) / "task").iterdir()]
    except OSError:  # gone meanwhile
        return []
