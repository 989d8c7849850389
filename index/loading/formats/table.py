"""Tables: rows of cells under a row of headings, whatever file they come from."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from index.loading.field_names import LISTS, SYNONYMS, find_field, split_values
from index.loading.formats.draft import Draft, DraftEntry, IssueReport, RawMapping
from index.loading.rules import DUPLICATE_FIELD, MISSING_FIELD, UNKNOWN_FIELD

Row = tuple[str, Sequence[str]]  # location, such as "line 12", and cells
_FORMULA = re.compile(
    r"^'(?=[=+\-@\t\r'])"
)  # how a cell that looks like one is escaped


@dataclass(frozen=True, slots=True)
class Columns:
    """Headings of a table, and the field of each column; `None` for an empty one."""

    headings: tuple[str, ...]
    fields: tuple[str | None, ...]

    @property
    def is_glossary(self) -> bool:
        """True if there is a column for headwords or definitions."""
        return bool({"headword", "definition"} & {*self.fields})

    @property
    def letters(self) -> dict[str, str]:
        """Letter of the first column of each field, as a spreadsheet shows it."""
        letters: dict[str, str] = {}
        for position, field in enumerate(self.fields):
            if field is not None:
                letters.setdefault(field, _letter(position))
        return letters


def _letter(position: int) -> str:
    """Return A to Z, then AA to CV; no more columns are read."""
    first, last = divmod(position, len(ascii_uppercase))
    before = ascii_uppercase[first - 1] if first else ""
    return before + ascii_uppercase[last]


def match_columns(cells: Sequence[str]) -> Columns:
    """Match each heading to the field that it names, in any of its usual names."""
    headings = tuple(cell.strip() for cell in cells)
    return Columns(headings, tuple(find_field(each) for each in headings))


def read_table(columns: Columns, rows: Iterable[Row], report: IssueReport) -> Draft:
    """Read the rows as entries; blank rows are skipped.

    Unsuitable headings are reported once, and then no row is read.
    """
    if not _check(columns, report):
        return Draft()
    return Draft(
        entries=[
            DraftEntry(location, entry)
            for location, cells in rows
            if any(cell.strip() for cell in cells)
            and (entry := _read_row(columns, location, cells, report)) is not None
        ]
    )


def _check(columns: Columns, report: IssueReport) -> bool:
    """Report headings that are unknown, given twice, or missing."""
    count = report.mistakes
    _check_required(columns, report)
    for heading, field in zip(columns.headings, columns.fields, strict=True):
        if heading and field is None:
            hint = f"use one of {', '.join(SYNONYMS)}, or remove the column"
            problem = "is not a field"
            report.add("first row", heading[:100], problem, hint, UNKNOWN_FIELD)
    return report.mistakes == count


def _check_required(columns: Columns, report: IssueReport) -> None:
    counts = Counter(field for field in columns.fields if field)
    for name in ("headword", "definition"):
        if not counts[name]:
            usual = ", ".join((name, *SYNONYMS[name]))
            hint = f"name a column in the first row: {usual}"
            report.add("first row", name, "has no column", hint, MISSING_FIELD)
    for name, number in counts.items():
        if number > 1 and name not in LISTS:
            hint = "keep one of them"
            report.add("first row", name, "has two columns", hint, DUPLICATE_FIELD)


def _read_row(
    columns: Columns, location: str, cells: Sequence[str], report: IssueReport
) -> RawMapping | None:
    extra = cells[len(columns.fields) :]
    if any(cell.strip() for cell in extra):
        hint = "put a text with a delimiter in quotation marks, or name the column"
        report.add(location, "", "has more cells than the first row", hint)
        return None
    values: dict[str, Any] = {}
    for field, cell in zip(columns.fields, cells, strict=False):
        text = _FORMULA.sub("", cell, count=1).strip()
        if not field or not text:
            continue
        if field == "codes":
            values[field] = _read_codes(text, location, report)
        elif field in LISTS:
            values.setdefault(field, []).extend(split_values(text))
        else:
            values[field] = text
    return RawMapping([*values.items()])


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
