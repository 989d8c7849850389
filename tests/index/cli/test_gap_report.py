import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from index.cli.gap_report import format_report, gaps_chart, to_json
from index.cli.gaps import Gaps
from index.cli.main import main
from index.cli.query_log import SkipReason
from index.cli.query_stats import QueryLog
from index.model.backend import Backend
from tests.support.query_logs import WriteLog, gaps, log_line, read
from tests.support.service_process import ROOT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def log_and_gaps(bundled: Backend, write_log: WriteLog) -> tuple[QueryLog, Gaps]:
    log = read(
        write_log(
            log_line("newtropenya", total=1, channel="sound"),
            log_line("newtropenya\x1b]0;x\x07\u202e\u2028", language="en"),
            log_line("kangaroo " * 22),
            b"no json\n",
        )
    )
    return log, gaps(bundled, log)


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[Any, str, str]]:
    """Run `python -m index gaps` with arguments."""
    monkeypatch.delenv("GLOSSARY_BACKEND", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def command(*arguments: object) -> tuple[Any, str, str]:
        monkeypatch.setattr(sys, "argv", ["index", "gaps", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return command


def test_report_fits_80_columns_without_control_characters(
    log_and_gaps: tuple[QueryLog, Gaps],
) -> None:
    lines = format_report(*log_and_gaps).splitlines()

    assert max(map(len, lines)) <= 80
    assert all(each.isprintable() for each in lines)
    assert lines[:2] == [
        "4 lines read, 3 different queries without a sure answer.",
        "Lines skipped: 1 (1 not JSON in UTF-8).",
    ]


def test_report_says_where_an_entry_may_be_missing(
    bundled: Backend, write_log: WriteLog
) -> None:
    log = read(write_log(log_line("volcano")))

    report = format_report(log, gaps(bundled, log))

    assert "no entry is similar: perhaps one is missing" in report


def test_report_without_gaps_is_one_line(bundled: Backend, write_log: WriteLog) -> None:
    log = read(write_log())

    report = format_report(log, gaps(bundled, log))

    assert report == "0 lines read, no queries without a sure answer."


def test_json_holds_the_gaps_of_the_report(log_and_gaps: tuple[QueryLog, Gaps]) -> None:
    text = to_json(*log_and_gaps)

    report = json.loads(text)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert report["log"] == {
        "lines": 4,
        "answered": 0,
        "forgotten": 0,
        "skipped": {"unreadable": 1},
    }
    first = next(gap for gap in report["gaps"] if gap["query"] == "newtropenya")
    assert first["times"] == 1
    assert (first["first"], first["unanswered"]) == ("2026-11-22T16:00Z", 0)
    assert first["nearest"]["id"] == "neutropenia"
    assert first["mend"]["line"].startswith("hidden_forms: [")
    assert report["mends"][0]["forms"][-1].startswith("newtropenya")


def test_every_json_key_is_documented(log_and_gaps: tuple[QueryLog, Gaps]) -> None:
    documentation = (ROOT / "docs/tuning.md").read_text()

    def keys(value: Any) -> set[str]:
        if isinstance(value, list):
            return {key for each in value for key in keys(each)}
        if not isinstance(value, dict):
            return set()
        return set(value) | {key for each in value.values() for key in keys(each)}

    names = keys(json.loads(to_json(*log_and_gaps)))
    names |= {reason.name.lower() for reason in SkipReason}

    assert {name for name in names if f"`{name}`" not in documentation} == set()


def test_chart_bars_are_proportional_to_counts(
    bundled: Backend, write_log: WriteLog
) -> None:
    log = read(
        write_log(
            log_line("kangaroo") * 4, log_line("<violin>&\x1b"), log_line("x" * 90) * 2
        )
    )

    picture = ElementTree.fromstring(gaps_chart(gaps(bundled, log), "Gaps"))

    bars = [b for b in picture.iter(f"{SVG}rect") if b.get("class") == "first"]
    widths = [float(bar.get("width", 0)) for bar in bars]
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert widths == pytest.approx([widths[0], widths[0] / 2, widths[0] / 4], abs=0.1)
    assert {"kangaroo", "<violin>&", "4", "2", "1"} <= set(texts)
    assert "kangaroo: 4" in (picture.findtext(f"{SVG}desc") or "")


def test_chart_without_gaps_is_valid_svg() -> None:
    chart = gaps_chart(Gaps(()), "Gaps")

    assert ElementTree.fromstring(chart).get("role") == "img"


def test_gaps_command_prints_a_report(
    run: Callable[..., Any], write_log: WriteLog
) -> None:
    code, out, err = run(write_log(log_line("newtropenya")))

    assert code == 0
    assert "Neutropenia has a similar spelling" in out
    assert "Reading" in err


def test_gaps_command_prints_json_and_draws_a_chart(
    run: Callable[..., Any], write_log: WriteLog, tmp_path: Path
) -> None:
    chart = tmp_path / "gaps.svg"

    code, out, err = run(write_log(log_line("x")), "--format", "json", "--chart", chart)

    assert code == 0
    assert json.loads(out)["gaps"][0]["query"] == "x"
    assert ElementTree.parse(chart).getroot().tag == f"{SVG}svg"
    assert f"The chart is {chart}." in err


def test_gaps_command_searches_the_given_glossary(
    run: Callable[..., Any], write_log: WriteLog
) -> None:
    glossary = write_log(
        b'{"headword": "Kangaroo", "definition": "It jumps."}\n', name="m.jsonl"
    )

    _, out, _ = run(
        write_log(log_line("kangaru")), "--glossary", glossary, "--no-meaning"
    )

    assert "hidden_forms: [kangaru]" in out


def test_gaps_command_names_a_missing_log(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    code, out, _ = run(tmp_path / "gone\x1b[31m.log")

    assert out == ""
    assert str(code).endswith(
        "gone [31m.log cannot be read: No such file or directory."
    )


def test_gaps_command_escapes_letters_the_terminal_does_not_have(
    write_log: WriteLog,
) -> None:
    file = write_log(log_line("kängaroo"))

    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "index", "gaps", file, "--no-meaning"],
        cwd=ROOT,
        env={"HOME": str(file.parent), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert b"k\\xe4ngaroo" in done.stdout
