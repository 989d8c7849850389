"""Command `check`: mistakes grouped by place, as text, JSON, and SARIF."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from index.cli.check.command import check
from index.cli.check.result import check_files
from index.cli.check.sarif import format_sarif
from index.data import BUNDLED
from index.loading.formats import draft
from index.loading.rules import MISTAKES

Run = Callable[..., Result]
LEVELS = {"none", "note", "warning", "error"}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(check, [str(each) for each in arguments])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.jsonl"
    file.write_text('{"headword": "Clot", "definition": "Thick blood."}\n')
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad file.jsonl"
    file.write_text('{"headword": "Clot"}\n{"definition": "x", "audience": "me"}\n')
    return file


def test_check_counts_the_entries_of_valid_files(good: Path) -> None:
    done = run(good, BUNDLED)

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        f"{good}: 1 entry, no mistakes",
        "",
        f"{BUNDLED}: 33 entries, no mistakes",
        "",
        "34 entries, no mistakes: ready to serve.",
    ]


def test_check_lists_every_mistake_with_its_line(good: Path, bad: Path) -> None:
    done = run(good, bad)

    assert done.exit_code == 1
    assert done.output.splitlines()[2:] == [
        f"{bad}: 2 entries, 3 mistakes",
        "",
        "Mistakes",
        "  line 1, definition: is missing; add `definition`.",
        "  line 2, headword: is missing; add `headword`.",
        "  line 2, audience: 'me' is not an audience; use patient or professional.",
        "",
        "3 mistakes. Correct them and check again.",
    ]


def test_equal_mistakes_are_grouped_with_their_first_places(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"headword": "A"}\n' * 12)

    output = run(file).output

    assert "  12 times: definition: is missing; add `definition`.\n" in output
    assert "    lines 1, 2, 3, 4, 5, and 7 more\n" in output


def test_mistake_in_a_sheet_is_located_by_its_cell(tmp_path: Path) -> None:
    file, book = tmp_path / "words.xlsx", Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Words"
    for row in (["Word", "Topic", "Meaning"], ["Clot", "", ""]):
        sheet.append(row)
    book.save(file)

    assert "  sheet 'Words', cell C2, definition: is missing" in run(file).output


def test_more_mistakes_than_are_kept_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "MAX_ISSUES", 10)
    monkeypatch.setattr("index.cli.check.result.MAX_ISSUES", 10)
    file = tmp_path / "a.jsonl"
    lines = [f'{{"headword": "A", "x{number}": "y"}}\n' for number in range(100)]
    file.write_text("".join(lines))

    (result,) = check_files([file], max_entries=None).files

    assert result.mistake_count == 200
    assert len(result.mistakes) <= 10
    assert [each.count for each in result.mistakes if each.count > 1] == [100]


def test_names_in_a_file_cannot_control_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("word,meaning,\x1b[31mred\nA,b,c\n")

    assert "\x1b" not in run(file).output


def test_json_has_every_documented_field(bad: Path) -> None:
    done = run("--format", "json", bad)
    report = json.loads(done.output)

    assert done.exit_code == 1
    assert (report["entries"], report["mistakes"], report["warnings"]) == (2, 3, 0)
    (file,) = report["files"]
    assert (file["file"], file["entries"], file["mistakes"]) == (str(bad), 2, 3)
    assert file["issues"][0] == {
        "level": "mistake",
        "rule": "missing-field",
        "field": "definition",
        "problem": "is missing",
        "hint": "add `definition`",
        "count": 1,
        "places": [{"location": "line 1", "line": 1, "detail": None}],
    }


def test_sarif_has_what_code_scanning_requires(
    bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bad.parent)

    log = json.loads(run("--format", "sarif", bad.name).output)

    check_sarif(log)
    places = [
        each["locations"][0]["physicalLocation"] for each in log["runs"][0]["results"]
    ]
    assert {each["artifactLocation"]["uri"] for each in places} == {"bad%20file.jsonl"}
    assert [each["region"]["startLine"] for each in places] == [1, 2, 2]


def test_sarif_of_valid_file_has_no_results(good: Path) -> None:
    done = run("--format", "sarif", good)

    log = json.loads(done.output)
    check_sarif(log)
    assert (done.exit_code, log["runs"][0]["results"]) == (0, [])


def test_sarif_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("{}\n" * 4000)

    result = check_files([file], max_entries=None)

    log = json.loads(format_sarif(result, tmp_path))
    assert len(log["runs"][0]["results"]) == 5000


def check_sarif(log: Any) -> None:
    """Assert what the schema of SARIF 2.1.0 and GitHub's code scanning require."""
    assert log["version"] == "2.1.0"
    assert urlsplit(log["$schema"]).path.endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    ids = [each["id"] for each in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert set(MISTAKES) <= set(ids)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in LEVELS
    for result in run["results"]:
        assert result["ruleId"] in ids
        assert result["level"] in LEVELS
        assert result["message"]["text"]
        check_location(result)


def check_location(result: Any) -> None:
    (location,) = result["locations"]
    place = location["physicalLocation"]
    uri = place["artifactLocation"]["uri"]
    assert uri.isascii()
    assert " " not in uri
    assert place["region"]["startLine"] >= 1


def test_mistakes_are_in_the_order_of_sheets_and_rows(tmp_path: Path) -> None:
    book = Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("More")):
        sheet.append(["Term", "Meaning"])
    for row in (["a"], ["b", "c", "lost"], [None, "d"]):
        book.worksheets[0].append(row)
    book["More"].append([None, "e"])
    book.save(tmp_path / "words.xlsx")

    output = run("--format", "sarif", tmp_path / "words.xlsx").output

    places = [each["message"]["text"] for each in results(output)]
    assert [each.partition(":")[0] for each in places] == [
        "sheet 'Sheet', cell B2, definition",
        "sheet 'Sheet', row 3",
        "sheet 'Sheet', cell A4, headword",
        "sheet 'More', cell A2, headword",
    ]


def results(sarif: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(sarif)["runs"][0]["results"]
    return found
