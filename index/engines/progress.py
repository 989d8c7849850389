"""Long work shown: a bar on a terminal, a plain line now and then in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

import click

_SECONDS_BETWEEN_LINES = 2.0  # a log shall show life, not fill up
Advance = Callable[[int], None]


class Progress(Protocol):
    """Whoever wants to see how far the work is."""

    @contextmanager
    def counting(self, work: str, total: int) -> Iterator[Advance]:
        """A block of work in `total` steps; what it yields is told the steps done."""


class Quiet:
    """Shows nothing."""

    @contextmanager
    def counting(self, work: str, total: int) -> Iterator[Advance]:
        """Say nothing of the work."""
        yield lambda done: None


class Console:
    """Shows a bar where people look, and lines where they read later."""

    def __init__(self, stream: TextIO | None = None, counted: str = "entries") -> None:
        self._stream = stream or sys.stderr
        self._counted = counted

    @contextmanager
    def counting(self, work: str, total: int) -> Iterator[Advance]:
        """Show the work until the block ends."""
        shown = self._bar if self._stream.isatty() else self._lines
        with shown(work, total) as advance:
            yield advance

    @contextmanager
    def _bar(self, work: str, total: int) -> Iterator[Advance]:
        with click.progressbar(length=total, label=work, file=self._stream) as bar:
            yield lambda done: bar.update(done - bar.pos)
            bar.update(total - bar.pos)

    @contextmanager
    def _lines(self, work: str, total: int) -> Iterator[Advance]:
        started = time.monotonic()
        last = started

        def advance(done: int) -> None:
            nonlocal last
            if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                self._say(f"{work} {done:,} of {total:,} {self._counted}")

        yield advance
        seconds = time.monotonic() - started
        self._say(f"{work} {total:,} {self._counted} took {seconds:.1f} s")

    def _say(self, line: str) -> None:
        print(line, file=self._stream, flush=True)
