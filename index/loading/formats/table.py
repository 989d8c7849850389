"""Tables: rows of cells under a row of headings, whatever file they come from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, islice
from string import ascii_uppercase
from typing import Any

from index.loading.column_map import NO_COLUMNS, ColumnMap, find_column
from index.loading.field_names import LISTS, NAMES, SYNONYMS, find_field, split_values
from index.loading.formats.draft import Draft, DraftEntry, IssueReport, RawMapping
from index.loading.rules import DUPLICATE_FIELD, MISSING_FIELD, UNKNOWN_FIELD
from index.model.errors import printable

Row = tuple[str, Sequence[str]]  # location, such as "line 12", and cells
_MAX_SHOWN = 100  # characters of a heading in a message
MAX_TITLE_ROWS = 10  # that may stand above the headings
_FORMULA = re.compile(
    r"^'(?=[=+\-@\t\r'])"
)  # how a cell that looks like one is escaped


@dataclass(frozen=True, slots=True)
class Columns:
    """Headings of a table, and the field of each column.

    The field is `None` for a heading that is empty or unknown, and "" for a column that
    is left out.
    """

    headings: tuple[str, ...]
    fields: tuple[str | None, ...]
    location: str = ""  # of the row of headings

    @property
    def is_glossary(self) -> bool:
        """True if there is a column for headwords or definitions."""
        return bool({"headword", "definition"} & {*self.fields})

    @property
    def known(self) -> int:
        """Number of headings that name a field."""
        return sum(field is not None for field in self.fields)

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """Value by which headings are told from titles and from entries."""
        is_complete = {"headword", "definition"} <= {*self.fields}
        return is_complete, self.known, sum(map(bool, self.headings)) > 1

    @property
    def letters(self) -> dict[str, str]:
        """Letter of the first column of each field, as a spreadsheet shows it."""
        letters: dict[str, str] = {}
        for position, field in enumerate(self.fields):
            if field:
                letters.setdefault(field, _letter(position))
        return letters


def _letter(position: int) -> str:
    """Return A to Z, then AA to CV; no more columns are read."""
    first, last = divmod(position, len(ascii_uppercase))
    before = ascii_uppercase[first - 1] if first else ""
    return before + ascii_uppercase[last]


def match_columns(
    cells: Sequence[str], mapped: ColumnMap = NO_COLUMNS, location: str = ""
) -> Columns:
    """Match each heading to the field that it names, in any of its usual names.

    A heading that the owner mapped names that field instead.
    """
    headings = tuple(" ".join(cell.split()) for cell in cells)
    return Columns(headings, tuple(_match(each, mapped) for each in headings), location)


def _match(heading: str, mapped: ColumnMap) -> str | None:
    field = find_column(heading, mapped)
    return find_field(heading) if field is None else field


def find_headings(
    rows: Iterator[Row], mapped: ColumnMap
) -> tuple[Columns, Iterator[Row]]:
    """Return the headings of a table, and the rows below them.

    They are the first row with headwords and definitions, below a title maybe. Without
    one, they are the row of the most known headings, else one of several cells.
    """
    first = [*islice(rows, MAX_TITLE_ROWS + 1)]
    matched = [match_columns(cells, mapped, location) for location, cells in first]
    if not matched:
        return Columns((), ()), rows
    number = max(range(len(matched)), key=lambda each: matched[each].rank)
    return matched[number], chain(first[number + 1 :], rows)


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
    report.headings += filter(None, columns.headings)
    _check_required(columns, report)
    _report_unknown(columns, report)
    return report.mistakes == count


def _report_unknown(columns: Columns, report: IssueReport) -> None:
    """Report misspelled headings one by one, and the others at once."""
    pairs = zip(columns.headings, columns.fields, strict=True)
    others = []
    for heading in (heading for heading, field in pairs if heading and field is None):
        similar = get_close_matches(heading.casefold(), NAMES, n=1, cutoff=0.8)
        if similar:
            shown, hint = heading[:_MAX_SHOWN], f"write {similar[0]}"
            _report(columns, shown, "is not a field", hint, report)
        else:
            others.append(heading)
    if others:
        first = printable(others[0][:_MAX_SHOWN])
        problem = "is not a field" if len(others) == 1 else "are not fields"
        hint = (
            f"use {', '.join(SYNONYMS)}; or say what the column is, as in "
            f'--map "{first}=source"; or leave it out: --map "{first}="'
        )
        _report(columns, ", ".join(others)[:_MAX_SHOWN], problem, hint, report)


def _report(
    columns: Columns, heading: str, problem: str, hint: str, report: IssueReport
) -> None:
    report.add(columns.location, heading, problem, hint, UNKNOWN_FIELD)


def _check_required(columns: Columns, report: IssueReport) -> None:
    counts = Counter(field for field in columns.fields if field)
    for name in ("headword", "definition"):
        if not counts[name]:
            usual = ", ".join((name, *SYNONYMS[name]))
            hint = f'name a column {usual}; or say which it is: --map "…={name}"'
            report.add(columns.location, name, "has no column", hint, MISSING_FIELD)
    for name, number in counts.items():
        if number > 1 and name not in LISTS:
            hint = "keep one of them"
            report.add(columns.location, name, "has two columns", hint, DUPLICATE_FIELD)


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
        else:
            values[field] = text
    return RawMapping([*values.items()])


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
