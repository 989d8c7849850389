"""Excel: .xlsx files, read row by row with openpyxl; formulas by their last value."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from index.loading.formats.draft import Draft, IssueReport, report_unreadable
from index.loading.formats.workbook import (
    DAMAGED,
    INSTALL,
    MAX_COLUMNS,
    MISSING,
    Sheet,
    check_archive,
    read_sheets,
)


def read(path: Path, report: IssueReport) -> Draft:
    """Read the sheets of a workbook."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        report.add("", "", MISSING, INSTALL)
        return Draft()
    try:
        with ZipFile(path) as archive:
            check_archive(archive)
        workbook = load_workbook(path, read_only=True, data_only=True)
        try:
            return read_sheets(_sheets(workbook), report)
        finally:
            workbook.close()
    except DAMAGED as error:
        hint = "open it in Excel and save it again as .xlsx"
        report.add("", "", f"is not an Excel workbook ({error})", hint)
    except OSError as error:
        report_unreadable(error, report)
    return Draft()


def _sheets(workbook: Any) -> Iterator[Sheet]:
    for sheet in workbook.worksheets:
        yield sheet.title, _rows(sheet)


def _rows(sheet: Any) -> Iterator[Sequence[str]]:
    sheet.reset_dimensions()  # rows would be filled up to what the file states
    for row in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
        yield [_to_text(value) for value in row]


def _to_text(value: object) -> str:
    """Return a cell as people see it: 3 for 3.0, dates as 2026-11-27."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not value.time().isoformat().strip("0:"):
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
