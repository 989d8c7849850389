"""Workbooks: the sheets of a spreadsheet file, one of which may be named About."""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from index.loading.column_map import ColumnMap
from index.loading.formats.draft import (
    Draft,
    IssueReport,
    RawMapping,
    report_unreadable,
)
from index.loading.formats.headings import Columns, Row, find_headings
from index.loading.formats.table import read_table
from index.loading.rules import LEFT_OUT

ABOUT = "about"  # the sheet with the fields of the header: name, value
MAX_BYTES = 512 * 1024 * 1024  # of the unpacked file
MAX_SHEETS = 100
MAX_ROWS = 1_048_576  # of a sheet; no spreadsheet has more
MAX_COLUMNS = 100  # that are read
DAMAGED = (  # what libraries raise for archives, XML, and cells that are not valid
    *(BadZipFile, ParseError, LookupError, ValueError, TypeError),
    *(ArithmeticError, EOFError, RuntimeError, zlib.error),
)
_MAX_SHOWN = 60  # characters of headings in a warning
_ROW = ", row "  # between sheet and number in the location of a row
_MISSING = "needs a package that is not installed"
_INSTALL = 'install it: pip install "heardword[formats]"'
Sheet = tuple[str, Iterator[Sequence[str]]]


def read_workbook(
    path: Path,
    report: IssueReport,
    read_sheets: Callable[[Path], Iterator[Sheet]],
    kind: str,
    mapped: ColumnMap,
) -> Draft:
    """Read a file of a kind, such as "an Excel workbook"; report a damaged one.

    `read_sheets` yields names and rows; it may raise ImportError and `DAMAGED`.
    """
    try:
        _check_size(path)
        return _read_sheets(read_sheets(path), report, mapped)
    except ImportError:
        report_missing_package(report)
    except DAMAGED as error:
        hint = "open it in the program that wrote it and save it again"
        report.add("", "", f"is not {kind} ({error})", hint)
    except OSError as error:
        report_unreadable(error, report)
    return Draft()


def report_missing_package(report: IssueReport) -> None:
    """Report that the file's format needs the extra `formats`."""
    report.add("", "", _MISSING, _INSTALL)


def _check_size(path: Path) -> None:
    """Raise BadZipFile if the unpacked files would take too much memory."""
    with ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > MAX_BYTES:
            raise BadZipFile(f"unpacked it has more than {MAX_BYTES // 2**20} MB")


def _read_sheets(
    sheets: Iterator[Sheet], report: IssueReport, mapped: ColumnMap
) -> Draft:
    """Read every sheet with headwords or definitions, located by sheet and row."""
    draft = Draft()
    others: list[Columns] = []
    letters: dict[str, Mapping[str, str]] = {}
    report.locate = partial(_locate_cell, letters)
    for name, rows in _first_sheets(sheets, report):
        if name.strip().casefold() == ABOUT:
            draft.header = _read_header(rows)
            continue
        columns, below = find_headings(_locate(name, rows), mapped)
        if columns.is_glossary:
            letters[f"sheet {name!r}"] = columns.letters
            draft.entries += read_table(columns, below, report).entries
        else:
            others.append(columns)
    named = [each for each in others if each.headings]
    if draft.entries or report.issues:
        _warn_of_sheets(named, report)
    elif named:
        read_table(max(named, key=lambda each: each.rank), iter(()), report)
    return draft


def _first_sheets(sheets: Iterator[Sheet], report: IssueReport) -> Iterator[Sheet]:
    """Yield the sheets; report one too many, and stop there."""
    yield from islice(sheets, MAX_SHEETS)
    if next(sheets, None):
        report.add("", "", f"has more than {MAX_SHEETS} sheets", "remove some")


def _warn_of_sheets(others: Sequence[Columns], report: IssueReport) -> None:
    for columns in others:
        sheet = columns.location.rpartition(_ROW)[0]
        shown = ", ".join(filter(None, columns.headings))[:_MAX_SHOWN]
        report.warn(LEFT_OUT.issue(sheet, "", f"no glossary: {shown}"))


def _locate_cell(
    letters: Mapping[str, Mapping[str, str]], location: str, field_name: str
) -> str:
    """Return the cell of a field, from the location of its row."""
    sheet, _, row = location.rpartition(_ROW)
    letter = letters.get(sheet, {}).get(field_name)
    return f"{sheet}, cell {letter}{row}" if letter else location


def _locate(name: str, rows: Iterator[Sequence[str]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise ValueError(f"sheet {name!r} has more than {MAX_ROWS} rows")
        yield f"sheet {name!r}{_ROW}{number}", cells


def _read_header(rows: Iterator[Sequence[str]]) -> RawMapping:
    pairs = [
        (cells[0].strip().casefold(), cells[1].strip())
        for cells in rows
        if len(cells) > 1 and cells[0].strip() and cells[1].strip()
    ]
    return RawMapping(pairs)
