"""Judged queries read from a file, or refused with every mistake at once."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

from index.cli.evaluation import NONE, JudgedQuery
from index.model.errors import Issue, JudgedQueriesError

_NEEDED = ("kind", "query", "expected")
_BETWEEN = "|"  # headwords of one cell
_Note = Callable[[str, str, str, str], None]  # place, column, problem, remedy
_Row = dict[str, str]


class _Reader(Iterator[list[str]], Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int:
        """The lines read so far."""


def read_judgments(
    file: Path, headwords: Collection[str] | None = None
) -> tuple[JudgedQuery, ...]:
    """The judged queries of a CSV file, or of a TSV file where it is called so.

    The first line names the columns: `kind`, `query`, `expected` and, if there are any,
    `rivals`; other columns are left alone. Several headwords of one cell are separated
    by "|". With `headwords`, those of a cell must be among them.
    Raises JudgedQueriesError with all that is wrong.
    """
    issues: list[Issue] = []

    def note(place: str, column: str, problem: str, hint: str) -> None:
        issues.append(Issue(str(file), place, column, problem, hint))

    known = None if headwords is None else frozenset(map(str.casefold, headwords))
    judged = tuple(
        _judged(row, f"line {line}", known, note) for line, row in _rows(file, note)
    )
    if not judged and not issues:
        note("", "", "holds no judged queries", "add at least one")
    if issues:
        raise JudgedQueriesError(tuple(issues))
    return judged


def _rows(file: Path, note: _Note) -> Iterator[tuple[int, _Row]]:
    """The rows that are not empty, each with the line that it ends in."""
    lines = _text(file, note).splitlines(keepends=True)
    reader = _reader(file, lines)
    try:
        columns = next(reader, list[str]())
        if _has_columns(columns, note):
            for cells in reader:
                if cells:
                    yield reader.line_num, _row(columns, cells, reader.line_num, note)
    except csv.Error as error:
        note(f"line {reader.line_num}", "", f"is no CSV ({error})", "mend the quotes")


def _reader(file: Path, lines: Sequence[str]) -> _Reader:
    if file.suffix.lower() == ".tsv":
        return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return csv.reader(lines, strict=True)


def _text(file: Path, note: _Note) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 from byte {error.start:,} on"
        note("", "", problem, "save it as UTF-8")
    except OSError as error:
        hint = "check the path and the right to read it"
        note("", "", f"cannot be read ({error.strerror})", hint)
    return ""


def _has_columns(columns: Collection[str], note: _Note) -> bool:
    missing = [column for column in _NEEDED if column not in columns]
    for column in missing if columns else ():
        note("line 1", column, "is missing", f"add the column `{column}`")
    return not missing


def _row(columns: Sequence[str], cells: Sequence[str], line: int, note: _Note) -> _Row:
    """The cells by column; cells that are missing at the end are empty."""
    if len(cells) > len(columns):
        problem = f"has {len(cells)} cells for {len(columns)} columns"
        note(f"line {line}", "", problem, "quote what holds a separator")
    padded = chain(cells, [""] * len(columns))
    return {c: cell.strip() for c, cell in zip(columns, padded, strict=False)}


def _judged(
    row: _Row, place: str, known: Collection[str] | None, note: _Note
) -> JudgedQuery:
    for column in ("kind", "query"):
        if not row[column]:
            note(place, column, "is blank", f"fill in the {column}")
    expected, rivals = (_cut(row.get(name, "")) for name in ("expected", "rivals"))
    _check_expected(row["kind"], expected, place, note)
    for column, named in (("expected", expected), ("rivals", rivals)):
        for headword in _strangers(named, known):
            problem = f"{headword!r} is no headword of the glossary"
            note(place, column, problem, "mend it or remove it")
    return JudgedQuery(row["kind"], row["query"], expected, rivals)


def _check_expected(
    kind: str, expected: Sequence[str], place: str, note: _Note
) -> None:
    """Something is expected of every kind but `NONE`."""
    if kind == NONE and expected:
        problem = f"is filled in for the kind {NONE!r}"
        note(place, "expected", problem, "remove it, or name another kind")
    if kind != NONE and not expected:
        hint = f"name a headword, or the kind {NONE!r}"
        note(place, "expected", "is blank", hint)


def _cut(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, cell.split(_BETWEEN))))


def _strangers(named: Iterable[str], known: Collection[str] | None) -> list[str]:
    return [
        word for word in named if known is not None and word.casefold() not in known
    ]
