"""The page of checks: its tables are those of the code, its examples show each rule."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.cli.check.command import check
from index.loading.rules import MISTAKES
from index.quality.warnings import WARNINGS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/checks.md").read_text()
EXAMPLES = ROOT / "docs/checks"
RULES = (*MISTAKES, *(each.id for each in WARNINGS))


def find_example(rule: str) -> Path:
    """Return the file that shows a rule; some rules are of other formats than YAML."""
    (file,) = EXAMPLES.glob(f"{rule}.*")
    return file


def mistakes_table() -> list[str]:
    return [
        f"| [`{rule}`](checks/{rule}.yaml) | {text} |"
        for rule, text in MISTAKES.items()
    ]


def warnings_table() -> list[str]:
    return [
        f"| [`{each.id}`](checks/{find_example(each.id).name})"
        f" | {each.problem} | {each.remedy} |"
        for each in WARNINGS
    ]


def test_tables_are_those_of_the_code() -> None:
    shown = re.findall(r"^\| \[`.*\|$", PAGE, re.M)

    assert shown == [*mistakes_table(), *warnings_table()]


def test_every_rule_has_an_example_and_no_example_is_left_over() -> None:
    assert {each.stem for each in EXAMPLES.iterdir()} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_example_shows_its_rule_and_no_other(rule: str) -> None:
    arguments = ["--format", "json", str(find_example(rule))]

    report = json.loads(CliRunner().invoke(check, arguments).output)

    (file,) = report["files"]
    assert [each["rule"] for each in file["issues"]] == [rule]
    assert (report["mistakes"] == 1) == (rule in MISTAKES)


def test_json_on_the_page_is_what_the_command_prints() -> None:
    shown = json.loads(re.findall(r"^```json\n(.*?)^```", PAGE, re.S | re.M)[0])
    (file,) = [each["file"] for each in shown["files"]]

    arguments = ["--format", "json", str(ROOT / file)]

    printed = CliRunner().invoke(check, arguments).output
    assert json.loads(printed.replace(f"{ROOT}/", "")) == shown
