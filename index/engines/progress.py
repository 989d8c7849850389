"""Progress of long work: a bar on a terminal, occasional lines in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

import click

_SECONDS_BETWEEN_LINES = 2.0  # a log needs a sign of progress, not a flood
Advance = Callable[[int], None]


class Progress(Protocol):
    """Observer of long work."""

    @contextmanager
    def counting(self, work: str, total: int) -> Iterator[Advance]:
        """Report a block of work; call what it yields with the number of steps done."""


class Quiet:
    """Progress that shows nothing."""

    @contextmanager
    def counting(self, work: str, total: int) -> Iterator[Advance]:
        """Show nothing."""
        yield lambda done: None


class Console:
    """Progress on a stream: a bar on a terminal, lines elsewhere."""

    def __init__(
        self,
        stream: TextIO | None = None,
        counted: str = "entries",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self._counted = counted
        self._clock = clock

    @contextmanager
    def counting(self, work: str, total: int) -> Iterator[Advance]:
        """Show the work until the block ends."""
        show = self._bar if self._stream.isatty() else self._lines
        with show(work, total) as advance:
            yield advance

    @contextmanager
    def _bar(self, work: str, total: int) -> Iterator[Advance]:
        label = f"{work} {total:,} {self._counted}"
        with click.progressbar(length=total, label=label, file=self._stream) as bar:
            yield lambda done: bar.update(done - bar.pos)
            bar.update(total - bar.pos)

    @contextmanager
    def _lines(self, work: str, total: int) -> Iterator[Advance]:
        started = self._clock()
        last = started

        def advance(done: int) -> None:
            nonlocal last
            if self._clock() - last >= _SECONDS_BETWEEN_LINES:
                last = self._clock()
                self._print(f"{work} {done:,} of {total:,} {self._counted}")

        yield advance
        seconds = self._clock() - started
        self._print(f"{work} {total:,} {self._counted} took {seconds:.1f} s")

    def _print(self, line: str) -> None:
        print(line, file=self._stream, flush=True)
