"""CSV and TSV: a table as spreadsheets export it, in any of their encodings."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.loading.formats.draft import Draft, IssueReport, decode, report_unreadable
from index.loading.formats.headings import (
    MAX_TITLE_ROWS,
    Row,
    find_headings,
    match_columns,
)
from index.loading.formats.table import read_table
from index.loading.rules import SYNTAX

_DELIMITERS = ",;\t|"
_MAX_CELL = 131_072  # characters, csv's own limit; a definition has 20,000 at most


def read(path: Path, report: IssueReport, mapped: ColumnMap = NO_COLUMNS) -> Draft:
    """Read a table with a row of headings; entries are located by line."""
    try:
        content = path.read_bytes()
    except OSError as error:
        report_unreadable(error, report)
        return Draft()
    text = _decode(content, report)
    if not (text and text.strip()):
        return Draft()
    delimiter = _find_delimiter(text, mapped)
    columns, rows = find_headings(_rows(text, delimiter, report), mapped)
    return read_table(columns, rows, report) if columns.headings else Draft()


def is_table(start: bytes) -> bool:
    """Return whether content begins with headings, one of them for the headword."""
    text = _decode(start, IssueReport("")) or ""
    rows = csv.reader(io.StringIO(text[:_MAX_CELL]), delimiter=_find_delimiter(text))
    columns = match_columns(next(rows, []))
    return len(columns.fields) > 1 and bool(
        {"headword", "definition"} & {*columns.fields}
    )


def _decode(content: bytes, report: IssueReport) -> str | None:
    """Decode UTF-16 by its mark, else UTF-8, else Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = "utf-16"
    else:
        codec = "cp1252" if not _is_utf_8(content) else "utf-8-sig"
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return decode(content, "", report)


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _find_delimiter(text: str, mapped: ColumnMap = NO_COLUMNS) -> str:
    """Return the delimiter under which most headings are known, else of most rows."""

    def rank(delimiter: str) -> tuple[int, int]:
        start = io.StringIO(text[:_MAX_CELL], newline="")
        rows = csv.reader(start, delimiter=delimiter)
        first = [*islice(rows, MAX_TITLE_ROWS + 1)]
        known = max((match_columns(each, mapped).known for each in first), default=0)
        return known, sum(len(each) > 1 for each in first)

    return max(_DELIMITERS, key=rank)


def _rows(text: str, delimiter: str, report: IssueReport) -> Iterator[Row]:
    """Yield the rows; report one that cannot be read, and stop there."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in rows:
            yield f"line {start}", cells
            start = rows.line_num + 1
    except csv.Error as error:
        problem = f"cannot be read as cells ({error})"
        hint = "close the quotation mark that begins there; write one inside as two"
        if "limit" in str(error) and rows.line_num <= start:
            hint = f"shorten the cell to at most {_MAX_CELL:,} characters"
        report.add(f"line {start}", "", problem, hint, SYNTAX)
        report.is_incomplete = True
