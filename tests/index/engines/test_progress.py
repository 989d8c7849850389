"""Progress: lines in a log, a bar on a terminal, or nothing."""

import io
import os
import pty
from select import select

import pytest

from index.engines.progress import Console, Quiet


def test_log_has_one_line_for_quick_work() -> None:
    log = io.StringIO()

    with Console(log).counting("Indexing", 12_345) as advance:
        advance(1)
        advance(12_345)

    assert log.getvalue().startswith("Indexing 12,345 entries took 0.")
    assert log.getvalue().count("\n") == 1


def test_log_has_a_line_every_two_seconds_of_slow_work() -> None:
    log = io.StringIO()
    seconds = iter([0.0, 1.9, 2.0, 2.0, 3.9, 4.1, 4.1, 5.5])
    console = Console(log, clock=lambda: next(seconds))

    with console.counting("Indexing", 4000) as advance:
        for done in (1000, 2000, 3000, 4000):
            advance(done)

    assert log.getvalue().splitlines() == [
        "Indexing 2,000 of 4,000 entries",
        "Indexing 4,000 of 4,000 entries",
        "Indexing 4,000 entries took 5.5 s",
    ]


def test_log_does_not_report_failed_work_as_done() -> None:
    log = io.StringIO()

    with pytest.raises(ValueError, match="x"), Console(log).counting("Indexing", 2):
        raise ValueError("x")

    assert log.getvalue() == ""


def test_terminal_has_a_progress_bar() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        with Console(terminal).counting("Indexing", 4) as advance:
            for done in range(1, 5):
                advance(done)
        shown = ""
        while "100%" not in shown and select([ours], [], [], 5)[0]:
            shown += os.read(ours, 65_536).decode()
    os.close(ours)

    assert "Indexing" in shown
    assert "100%" in shown
    assert "took" not in shown


@pytest.mark.parametrize("total", [0, 1])
def test_progress_bar_may_have_at_most_one_step(total: int) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()

    with Console(terminal).counting("Indexing", total) as advance:
        advance(total)

    assert "Indexing" in terminal.getvalue()


def test_quiet_progress_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with Quiet().counting("Indexing", 2) as advance:
        advance(2)

    assert capfd.readouterr() == ("", "")
