import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.cli.main import main
from tests.support.service_process import ROOT


@dataclass(frozen=True)
class Done:
    """Exit code and output of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `python -m index` with arguments and without settings."""
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


def test_build_lists_every_issue_of_every_file(run: Run, good: Path, bad: Path) -> None:
    done = run("build", good, bad)

    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        "The glossary is invalid: 3 errors.",
        f"  {bad}, line 1, definition: is missing; add `definition`.",
        f"  {bad}, line 2, headword: is missing; add `headword`.",
        (
            f"  {bad}, line 2, audience: 'me' is not an audience; "
            "use patient or professional."
        ),
    ]


@pytest.mark.parametrize("command", ["check", "build"])
def test_missing_glossary_is_named(run: Run, command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path / "gone.yaml")

    assert done.code == 1
    assert "gone.yaml: is not a file" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", ["check", "build"])
def test_file_name_that_is_not_utf8_causes_no_traceback(
    command: str, good: Path
) -> None:
    strange = good.rename(os.fsdecode(os.fsencode(good.parent) + b"/\xe9.jsonl"))

    done = run_module(good.parent, command, strange.parent)

    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr


def test_python_m_index_runs_the_command_line(bad: Path) -> None:
    done = run_module(bad.parent, "check", bad)

    assert done.returncode == 1
    assert done.stdout.endswith(b"3 mistakes. Correct them and check again.\n")
    assert done.stderr == b""


def run_module(home: Path, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m index` as a process."""
    return subprocess.run(
        [sys.executable, "-m", "index", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.defpath, "HOME": str(home)},
        capture_output=True,
        timeout=20,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["check"], ["build"], ["chekc", "x"], ["--x"]])
def test_wrong_arguments_print_the_usage(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)

    assert done.code == 2
    assert "Usage: " in done.err
    assert "Traceback" not in done.err


def test_help_lists_the_commands(run: Run) -> None:
    done = run("--help")

    assert done.code == 0
    assert "check" in done.out
    assert "build" in done.out


def test_build_twice_builds_the_index_once(
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
def test_build_names_invalid_back_end(run: Run, good: Path, address: str) -> None:
    done = run("build", "--backend", address, good)

    assert done.code == 2
    assert "'--backend': expected whoosh:" in done.err
    assert "Traceback" not in done.err


def test_build_names_folder_that_cannot_be_written(run: Run, good: Path) -> None:
    done = run("build", "--backend", f"whoosh:{good}", good)

    assert done.code == 1
    assert done.err.startswith(f"Cannot write the index in {good}: ")
    assert len(done.err.splitlines()) == 1
