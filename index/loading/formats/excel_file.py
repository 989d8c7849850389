"""Excel: .xlsx files, read row by row with openpyxl; formulas by their last value."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.loading.formats.draft import Draft, IssueReport
from index.loading.formats.workbook import MAX_COLUMNS, Sheet, read_workbook


def read(path: Path, report: IssueReport, mapped: ColumnMap = NO_COLUMNS) -> Draft:
    """Read the sheets of a workbook."""
    return read_workbook(path, report, _sheets, "an Excel workbook", mapped)


def _sheets(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    with (  # as a file, whose name may end as it likes
        path.open("rb") as file,
        closing(load_workbook(file, read_only=True, data_only=True)) as workbook,
    ):
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
    if isinstance(value, datetime) and value == datetime.combine(value, time.min):
        value = value.date()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
