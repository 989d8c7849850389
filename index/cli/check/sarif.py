"""SARIF 2.1.0 of a check, for editors and for code scanning on GitHub."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index.cli.check.result import CheckResult, line_number
from index.loading.rules import MISTAKES
from index.model.errors import Issue
from index.quality.warnings import WARNINGS

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MAX_RESULTS = 5_000  # GitHub shows no more of a run


def format_sarif(result: CheckResult, folder: Path) -> str:
    """Return the result as a SARIF log; files below the folder are relative to it."""
    driver = {"name": "heardword", "rules": [*_rules()]}
    results = [*islice(_results(result, folder), _MAX_RESULTS)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run | {"results": results}]}
    return json.dumps(log, indent=2)


def _rules() -> Iterator[dict[str, Any]]:
    for rule, text in MISTAKES.items():
        yield _rule(rule, text, "Correct it, and check again.", "error")
    for each in WARNINGS:
        yield _rule(each.id, f"It {each.problem}.", f"{each.remedy}.", "warning")


def _rule(rule: str, text: str, remedy: str, level: str) -> dict[str, Any]:
    return {
        "id": rule,
        "shortDescription": {"text": text},
        "help": {"text": remedy},
        "defaultConfiguration": {"level": level},
    }


def _results(result: CheckResult, folder: Path) -> Iterator[dict[str, Any]]:
    for file in result.files:
        for group in file.mistakes:
            yield from (_result(each, "error", folder) for each in group.issues)
    for file in result.files:
        for group in file.warnings:
            yield from (_result(each, "warning", folder) for each in group.issues)


def _result(issue: Issue, level: str, folder: Path) -> dict[str, Any]:
    line = line_number(issue.location) or 1  # code scanning requires one
    return {
        "ruleId": issue.rule,
        "level": level,
        "message": {"text": _message(issue)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(issue.file, folder)},
                    "region": {"startLine": line},
                }
            }
        ],
    }


def _message(issue: Issue) -> str:
    where = ", ".join(filter(None, (issue.location, issue.field)))
    detail = f" ({issue.detail})" if issue.detail else ""
    return f"{where or 'The file'}: {issue.problem}{detail}; {issue.hint}."


def _uri(file: str, folder: Path) -> str:
    path = Path(file).absolute()
    if path.is_relative_to(folder):
        return quote(path.relative_to(folder).as_posix(), errors="surrogateescape")
    return path.as_uri()
