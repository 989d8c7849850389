"""Column map: headings of an owner's tables, and the fields that they stand for."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from index.loading.field_names import SYNONYMS, find_field
from index.loading.formats.draft import IssueReport
from index.loading.rules import UNKNOWN_FIELD
from index.model.errors import printable

# By heading, the field; "" for a column that is left out.
ColumnMap = Mapping[str, str]
NO_COLUMNS: ColumnMap = MappingProxyType({})
LEFT_OUT = ""


def parse_columns(texts: Iterable[str]) -> ColumnMap:
    """Parse texts such as "Fachwort=headword"; "Nr.=" leaves a column out.

    A heading has no `;`, which separates the parts of the setting. Raises ValueError
    with what is wrong and what is accepted.
    """
    return dict(map(_parse_column, texts))


def split_columns(text: str) -> list[str]:
    """Split a setting into the parts that `parse_columns` takes."""
    return [part for part in text.split(";") if part.strip()]


def join_columns(columns: ColumnMap) -> str:
    """Return columns as `split_columns` takes them."""
    return ";".join(f"{heading}={field}" for heading, field in columns.items())


def find_column(heading: str, columns: ColumnMap) -> str | None:
    """Return the field to which a heading is mapped, in capital or small letters."""
    if not columns:
        return None
    wanted = _normalize(heading)
    fields = (field for name, field in columns.items() if _normalize(name) == wanted)
    return next(fields, None)


def check_columns(reports: Sequence[IssueReport], columns: ColumnMap) -> None:
    """Report mapped headings that no table has, with those that there are."""
    tables = [report for report in reports if report.headings]
    headings = [each for report in tables for each in report.headings]
    known = {_normalize(each) for each in headings}
    missing = [name for name in columns if _normalize(name) not in known]
    if missing and tables:
        hint = f"use one of {', '.join(dict.fromkeys(headings))}"
        for name in missing:
            problem = "is mapped, but there is no such column"
            tables[0].add("", name, problem, printable(hint), UNKNOWN_FIELD)
    elif missing and not any(report.mistakes for report in reports):
        hint = "map columns of .csv, .tsv, .xlsx, and .ods only"
        reports[0].add("", "", "has no columns that could be mapped", hint)


def _parse_column(text: str) -> tuple[str, str]:
    heading, equals, name = (part.strip() for part in text.rpartition("="))
    if not (heading and equals) or ";" in heading:
        example = "write the heading, =, and the field: Fachwort=headword"
        raise ValueError(f"{printable(text)!r} maps nothing; {example}")
    field = find_field(name) if name else LEFT_OUT
    if field is None:
        known = ", ".join(SYNONYMS)
        raise ValueError(f"{printable(name)!r} is not a field; use one of {known}")
    return heading, field


def _normalize(heading: str) -> str:
    return " ".join(heading.split()).casefold()
