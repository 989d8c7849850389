"""Tables: rows of cells under a row of headings, whatever file they come from."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from index.loading.field_names import LISTS, split_values
from index.loading.formats.draft import Draft, DraftEntry, IssueReport, RawMapping
from index.loading.formats.headings import Columns, Row, check_columns
from index.loading.rules import ONE_VALUE

_FORMULA = re.compile(
    r"^'(?=[=+\-@\t\r'])"
)  # how a cell that looks like one is escaped
_NAMES = ("abbreviations", "variants", "hidden_forms")
_MAX_SHOWN = 60  # characters of a text in a warning


def read_table(columns: Columns, rows: Iterable[Row], report: IssueReport) -> Draft:
    """Read the rows as entries; blank rows are skipped.

    Unsuitable headings are reported once, and then no row is read.
    """
    if not check_columns(columns, report):
        return Draft()
    return Draft(
        entries=[
            DraftEntry(location, entry)
            for location, cells in rows
            if any(cell.strip() for cell in cells)
            and (entry := _read_row(columns, location, cells, report)) is not None
        ]
    )


def _read_row(
    columns: Columns, location: str, cells: Sequence[str], report: IssueReport
) -> RawMapping | None:
    extra = cells[len(columns.fields) :]
    if any(cell.strip() for cell in extra):
        hint = "put a text with a delimiter in quotation marks, or name the column"
        report.add(location, "", "has more cells than the first row", hint)
        return None
    _check_unnamed(columns, location, cells, report)
    values: dict[str, Any] = {}
    for field, cell in zip(columns.fields, cells, strict=False):
        text = _FORMULA.sub("", cell, count=1).strip()
        if not field or not text:
            continue
        if field == "codes":
            values[field] = _read_codes(text, location, report)
        elif field in LISTS:
            values.setdefault(field, []).extend(split_values(text))
            _warn_of_commas(location, field, text, report)
        else:
            values[field] = text
    return RawMapping([*values.items()])


def _warn_of_commas(location: str, field: str, text: str, report: IssueReport) -> None:
    """Warn of several values that would become one, as a name may have a comma."""
    if ", " in text and field in _NAMES and len(split_values(text)) == 1:
        report.warn(ONE_VALUE.issue(location, field, text[:_MAX_SHOWN]))


def _check_unnamed(
    columns: Columns, location: str, cells: Sequence[str], report: IssueReport
) -> None:
    """Report texts that would be lost, as nobody knows their field."""
    for heading, cell in zip(columns.headings, cells, strict=False):
        if not heading and cell.strip():
            hint = "name the column where the others have their names, or remove it"
            report.add(location, "", "has a text in a column without a name", hint)


def _read_codes(text: str, location: str, report: IssueReport) -> list[RawMapping]:
    """Read codes, each written after its system: "ICD-10-CM: D64.9"."""
    codes = [split_code(each) for each in split_values(text)]
    if not all(system and code for system, code in codes):
        hint = "write the system before each code, as in ICD-10-CM: D64.9"
        report.add(location, "codes", "has a code without a system", hint)
        return []
    return [RawMapping([("system", a), ("code", b)]) for a, b in codes]


def split_code(text: str) -> tuple[str, str]:
    """Split a system from its code; an address may be a system, `http://x: 1`."""
    system, _, code = text.partition(": " if ": " in text else ":")
    return system.strip(), code.strip()
