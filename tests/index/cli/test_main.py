"""The command line, and how long work is shown."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from select import select

import pytest

from index.cli.main import main
from index.data import BUNDLED
from index.engines import progress
from index.engines.progress import Console, Quiet
from tests.support.service_process import ROOT


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `python -m index` with these arguments, as somebody without settings."""
    monkeypatch.delenv("GLOSSARY_BACKEND", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def command(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["python -m index", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        if isinstance(ended.value.code, str):
            return Done(1, printed.out, f"{printed.err}{ended.value.code}\n")
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return command


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.jsonl"
    file.write_text('{"headword": "Clot", "definition": "Thick blood."}\n')
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"headword": "Clot"}\n{"definition": "x", "audience": "me"}\n')
    return file


def test_check_counts_the_entries_of_good_files(run: Run, good: Path) -> None:
    done = run("check", good, BUNDLED)

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "good: 1 entries, no mistakes",
        "multiple-myeloma: 33 entries, no mistakes",
        "34 entries in all.",
    ]


@pytest.mark.parametrize("command", ["check", "build"])
def test_every_mistake_is_listed(run: Run, command: str, good: Path, bad: Path) -> None:
    done = run(command, good, bad)

    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        "The glossary was not taken in: 3 mistakes.",
        f"  {bad}, line 1, definition: is missing; add `definition`.",
        f"  {bad}, line 2, headword: is missing; add `headword`.",
        f"  {bad}, line 2, audience: 'me' is unknown; write patient or professional.",
    ]


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_missing_file_is_named(run: Run, command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path / "gone.yaml")

    assert done.code == 1
    assert "gone.yaml: is no file" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "command",
    [
        "check",
        pytest.param("build"),
    ],
)
def test_a_file_name_in_another_encoding_does_no_harm(command: str, good: Path) -> None:
    strange = good.rename(os.fsdecode(os.fsencode(good.parent) + b"/\xe9.jsonl"))

    done = module(good.parent, command, strange.parent)

    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr


def test_it_runs_as_a_module(bad: Path) -> None:
    done = module(bad.parent, "check", bad)

    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.startswith(b"The glossary was not taken in: 3 mistakes.\n")


def module(home: Path, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """`python -m index` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "index", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.defpath, "HOME": str(home)},
        capture_output=True,
        timeout=20,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["check"], ["build"], ["chekc", "x"], ["--x"]])
def test_wrong_use_is_explained(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)

    assert done.code == 2
    assert "Usage: " in done.err
    assert "Traceback" not in done.err


def test_help_tells_the_commands(run: Run) -> None:
    done = run("--help")

    assert done.code == 0
    assert "check" in done.out
    assert "build" in done.out


def test_build_leaves_an_index_that_is_built_once(
    run: Run, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"whoosh:{tmp_path / 'index'}"

    first = run("build", "--backend", address, good)
    monkeypatch.setenv("GLOSSARY_BACKEND", address)
    second = run("build", good)

    generation = [folder.name for folder in (tmp_path / "index").iterdir()]
    ready = f"1 entries are ready as generation {generation[0]}.\n"
    assert len(generation) == 1
    assert [first.out, second.out] == [ready, ready]
    assert first.err.startswith("Indexing the names of 1 entries took ")
    assert second.err == ""


@pytest.mark.parametrize("address", ["elastic:", "whoosh", ""])
def test_build_names_a_wrong_back_end(run: Run, good: Path, address: str) -> None:
    done = run("build", "--backend", address, good)

    assert done.code == 2
    assert "'--backend': use whoosh:" in done.err
    assert "Traceback" not in done.err


def test_build_names_a_folder_that_cannot_be(run: Run, good: Path) -> None:
    done = run("build", "--backend", f"whoosh:{good}", good)

    assert done.code == 1
    assert done.err.startswith(f"Cannot write the index in {good}: ")
    assert len(done.err.splitlines()) == 1


# Progress


def test_a_log_has_one_line_for_quick_work() -> None:
    log = io.StringIO()

    with Console(log).counting("Indexing", 12_345) as advance:
        advance(1)
        advance(12_345)

    assert log.getvalue().startswith("Indexing 12,345 entries took 0.")
    assert log.getvalue().count("\n") == 1


def test_a_log_shows_life_in_slow_work(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    seconds = iter([0.0, 1.9, 2.0, 2.0, 3.9, 4.1, 4.1, 5.5])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(seconds))

    with Console(log).counting("Indexing", 4000) as advance:
        for done in (1000, 2000, 3000, 4000):
            advance(done)

    assert log.getvalue().splitlines() == [
        "Indexing 2,000 of 4,000 entries",
        "Indexing 4,000 of 4,000 entries",
        "Indexing 4,000 entries took 5.5 s",
    ]


def test_a_log_does_not_call_broken_work_done() -> None:
    log = io.StringIO()

    with pytest.raises(ValueError, match="x"), Console(log).counting("Indexing", 2):
        raise ValueError("x")

    assert log.getvalue() == ""


def test_a_terminal_has_a_bar() -> None:
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
def test_a_bar_can_be_short(total: int) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()

    with Console(terminal).counting("Indexing", total) as advance:
        advance(total)

    assert "Indexing" in terminal.getvalue()


def test_quiet_work_shows_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with Quiet().counting("Indexing", 2) as advance:
        advance(2)

    assert capfd.readouterr() == ("", "")
