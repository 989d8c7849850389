"""JSON of a check, for programs; docs/checks.md describes it."""

import json
from collections.abc import Iterator
from typing import Any

from index.cli.check.result import CheckResult, FileResult, line_number
from index.model.errors import Issue, IssueGroup

MAX_PLACES = 100  # of equal issues


def format_json(result: CheckResult) -> str:
    """Return the result as one JSON object."""
    report = {
        "entries": result.entries,
        "mistakes": result.mistakes,
        "warnings": result.warnings,
        "files": [_file(each) for each in result.files],
    }
    return json.dumps(report, indent=2)


def _file(file: FileResult) -> dict[str, Any]:
    return {
        "file": file.file,
        "entries": file.entries,
        "mistakes": file.mistake_count,
        "warnings": file.warning_count,
        "issues": [*_issues(file)],
    }


def _issues(file: FileResult) -> Iterator[dict[str, Any]]:
    for level, groups in (("mistake", file.mistakes), ("warning", file.warnings)):
        for group in groups:
            yield _group(level, group)


def _group(level: str, group: IssueGroup) -> dict[str, Any]:
    first = group.issues[0]
    return {
        "level": level,
        "rule": first.rule,
        "field": first.field or None,
        "problem": first.problem,
        "hint": first.hint,
        "count": group.count,
        "places": [_place(each) for each in group.issues[:MAX_PLACES]],
    }


def _place(issue: Issue) -> dict[str, Any]:
    return {
        "location": issue.location or None,
        "line": line_number(issue.location),
        "detail": issue.detail or None,
    }
