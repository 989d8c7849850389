"""Headings of a table: the field of each column, and those that are unsuitable."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, islice
from string import ascii_uppercase

from index.loading.column_map import NO_COLUMNS, ColumnMap, find_column
from index.loading.field_names import LISTS, NAMES, SYNONYMS, find_field
from index.loading.formats.draft import IssueReport
from index.loading.rules import DUPLICATE_FIELD, MISSING_FIELD, UNKNOWN_FIELD
from index.model.errors import printable

Row = tuple[str, Sequence[str]]  # location, such as "line 12", and cells
MAX_TITLE_ROWS = 10  # that may stand above the headings
_MAX_SHOWN = 100  # characters of a heading in a message
_REQUIRED = ("headword", "definition")


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
    def is_complete(self) -> bool:
        """True if there are columns for headwords and definitions."""
        return {*_REQUIRED} <= {*self.fields}

    @property
    def is_glossary(self) -> bool:
        """True if it is a glossary, perhaps with mistakes, and no list of addresses.

        A list of addresses may have names, too, but nothing else that is known.
        """
        return self.is_complete or (
            bool({*_REQUIRED} & {*self.fields})
            and (self.known > 1 or any(map(find_similar, self.unknown)))
        )

    @property
    def unknown(self) -> list[str]:
        """Headings that name no field."""
        pairs = zip(self.headings, self.fields, strict=True)
        return [heading for heading, field in pairs if heading and field is None]

    @property
    def known(self) -> int:
        """Number of headings that name a field."""
        return sum(field is not None for field in self.fields)

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """Value by which headings are told from titles and from entries."""
        return self.is_complete, self.known, sum(map(bool, self.headings)) > 1

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


def find_similar(heading: str) -> str | None:
    """Return the name of a field that a heading misspells."""
    similar = get_close_matches(heading.casefold(), NAMES, n=1, cutoff=0.8)
    return similar[0] if similar else None


def check_columns(columns: Columns, report: IssueReport) -> bool:
    """Report headings that are unknown, given twice, or missing."""
    count = report.mistakes
    report.headings += filter(None, columns.headings)
    _check_required(columns, report)
    _check_unknown(columns, report)
    return report.mistakes == count


def _check_unknown(columns: Columns, report: IssueReport) -> None:
    """Report misspelled headings one by one, and the others at once.

    Where none is known, what is missing says it all.
    """
    others = []
    for heading in columns.unknown:
        similar = find_similar(heading)
        if similar:
            _report(columns, heading, "is not a field", f"write {similar}", report)
        else:
            others.append(heading)
    if others and columns.known:
        first = printable(others[0][:_MAX_SHOWN])
        problem = "is not a field" if len(others) == 1 else "are not fields"
        hint = (
            f"use {', '.join(SYNONYMS)}; or say what the column is, as in "
            f'--map "{first}=source"; or leave it out: --map "{first}="'
        )
        _report(columns, ", ".join(others), problem, hint, report)


def _report(
    columns: Columns, heading: str, problem: str, hint: str, report: IssueReport
) -> None:
    shown = heading[:_MAX_SHOWN]
    report.add(columns.location, shown, problem, hint, UNKNOWN_FIELD)


def _check_required(columns: Columns, report: IssueReport) -> None:
    counts = Counter(field for field in columns.fields if field)
    for name in _REQUIRED:
        if not counts[name]:
            hint = _hint_at_missing(name, columns)
            report.add(columns.location, name, "has no column", hint, MISSING_FIELD)
    for name, number in counts.items():
        if number > 1 and name not in LISTS:
            hint = "keep one of them"
            report.add(columns.location, name, "has two columns", hint, DUPLICATE_FIELD)


def _hint_at_missing(name: str, columns: Columns) -> str:
    usual = ", ".join((name, *SYNONYMS[name]))
    hint = f"write one of these names above it: {usual}"
    if not columns.unknown:
        return hint
    unknown = printable(", ".join(columns.unknown)[:_MAX_SHOWN])
    return f'{hint}; or say which of the columns {unknown} it is: --map "…={name}"'
