"""Parser of judged queries in CSV or TSV, which reports every mistake at once."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

from index.cli.evaluation import NONE, JudgedQuery
from index.model.errors import Issue, JudgedQueriesError

_REQUIRED_COLUMNS = ("kind", "query", "expected")
_SEPARATOR = "|"  # between the headwords of one cell
_AddIssue = Callable[[str, str, str, str], None]  # location, field, problem, hint
_Row = dict[str, str]


class _CsvReader(Iterator[list[str]], Protocol):
    """Type of `csv.reader(…)`."""

    @property
    def line_num(self) -> int:
        """Number of lines read so far."""


def read_judgments(
    file: Path, headwords: Collection[str] | None = None
) -> tuple[JudgedQuery, ...]:
    """Read the judged queries of a CSV file, or a TSV file if its name ends so.

    The first line names the columns: `kind`, `query`, `expected`, and optionally
    `rivals`; others are ignored. "|" separates the headwords of one cell. With
    `headwords`, cells may name no others. Raises JudgedQueriesError with all issues.
    """
    issues: list[Issue] = []

    def add_issue(location: str, column: str, problem: str, hint: str) -> None:
        issues.append(Issue(str(file), location, column, problem, hint))

    known_headwords = (
        None if headwords is None else frozenset(map(str.casefold, headwords))
    )
    judged = tuple(
        _parse_row(row, f"line {line}", known_headwords, add_issue)
        for line, row in _read_rows(file, add_issue)
    )
    if not judged and not issues:
        add_issue("", "", "holds no judged queries", "add at least one")
    if issues:
        raise JudgedQueriesError(tuple(issues))
    return judged


def _read_rows(file: Path, add_issue: _AddIssue) -> Iterator[tuple[int, _Row]]:
    """Yield the rows that are not empty, each with the number of its last line."""
    lines = _read_text(file, add_issue).splitlines(keepends=True)
    reader = _open_csv(file, lines)
    try:
        columns = next(reader, list[str]())
        if _has_required_columns(columns, add_issue):
            for cells in reader:
                if cells:
                    line = reader.line_num
                    yield line, _to_row(columns, cells, line, add_issue)
    except csv.Error as error:
        location = f"line {reader.line_num}"
        add_issue(location, "", f"is not valid CSV ({error})", "correct the quotes")


def _open_csv(file: Path, lines: Sequence[str]) -> _CsvReader:
    if file.suffix.lower() == ".tsv":
        return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return csv.reader(lines, strict=True)


def _read_text(file: Path, add_issue: _AddIssue) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 from byte {error.start:,} on"
        add_issue("", "", problem, "save it as UTF-8")
    except OSError as error:
        hint = "check the path and the permission to read it"
        add_issue("", "", f"cannot be read ({error.strerror})", hint)
    return ""


def _has_required_columns(columns: Collection[str], add_issue: _AddIssue) -> bool:
    missing = [column for column in _REQUIRED_COLUMNS if column not in columns]
    for column in missing if columns else ():
        add_issue("line 1", column, "is missing", f"add the column `{column}`")
    return not missing


def _to_row(
    columns: Sequence[str], cells: Sequence[str], line: int, add_issue: _AddIssue
) -> _Row:
    """Return the cells by column; cells missing at the end are empty."""
    if len(cells) > len(columns):
        problem = f"has {len(cells)} cells for {len(columns)} columns"
        add_issue(f"line {line}", "", problem, "quote cells that hold a separator")
    padded = chain(cells, [""] * len(columns))
    return {c: cell.strip() for c, cell in zip(columns, padded, strict=False)}


def _parse_row(
    row: _Row,
    location: str,
    known_headwords: Collection[str] | None,
    add_issue: _AddIssue,
) -> JudgedQuery:
    for column in ("kind", "query"):
        if not row[column]:
            add_issue(location, column, "is empty", f"fill in the {column}")
    expected, rivals = (
        _split_headwords(row.get(column, "")) for column in ("expected", "rivals")
    )
    _check_expected(row["kind"], expected, location, add_issue)
    for column, headwords in (("expected", expected), ("rivals", rivals)):
        for headword in _unknown_headwords(headwords, known_headwords):
            problem = f"{headword!r} is not a headword of the glossary"
            add_issue(location, column, problem, "correct or remove it")
    return JudgedQuery(row["kind"], row["query"], expected, rivals)


def _check_expected(
    kind: str, expected: Sequence[str], location: str, add_issue: _AddIssue
) -> None:
    """Require an expected headword for every kind but `NONE`."""
    if kind == NONE and expected:
        problem = f"is not empty, but the kind is {NONE!r}"
        add_issue(location, "expected", problem, "empty it, or enter another kind")
    if kind != NONE and not expected:
        hint = f"enter a headword, or the kind {NONE!r}"
        add_issue(location, "expected", "is empty", hint)


def _split_headwords(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, cell.split(_SEPARATOR))))


def _unknown_headwords(
    headwords: Iterable[str], known_headwords: Collection[str] | None
) -> list[str]:
    return [
        word
        for word in headwords
        if known_headwords is not None and word.casefold() not in known_headwords
    ]
