"""OpenDocument: .ods files, whose content is read as a stream of XML elements."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from index.loading.formats.draft import Draft, IssueReport
from index.loading.formats.workbook import MAX_COLUMNS, Sheet, read_workbook

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BREAKS = {f"{_TEXT}line-break": "\n", f"{_TEXT}tab": " "}
_MAX_REPEATED = 1000  # cells or rows; spreadsheets fill up with empty ones


def read(path: Path, report: IssueReport) -> Draft:
    """Read the sheets of a spreadsheet."""
    return read_workbook(path, report, _sheets, "an OpenDocument spreadsheet")


def _sheets(path: Path) -> Iterator[Sheet]:
    from defusedxml.ElementTree import iterparse

    with ZipFile(path) as archive, archive.open("content.xml") as content:
        for _, element in iterparse(content, events=("end",)):
            if element.tag == f"{_TABLE}table":
                yield element.get(f"{_TABLE}name", ""), _rows(element)
                element.clear()


def _rows(table: Any) -> Iterator[Sequence[str]]:
    for row in table.iter(f"{_TABLE}table-row"):
        cells = _cells(row)
        for _ in range(_repeated(row, "rows")):
            yield cells


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            paragraphs = cell.findall(f"{_TEXT}p")
            text = "\n".join(_text(each) for each in paragraphs)
            cells += [text] * _repeated(cell, "columns")
    return cells[:MAX_COLUMNS]


def _text(element: Any) -> str:
    """Return the text of a paragraph; spaces and line breaks are elements in it."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), _MAX_REPEATED))
        else:
            parts.append(_BREAKS.get(child.tag) or _text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _repeated(element: Any, what: str) -> int:
    number = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return min(int(number), _MAX_REPEATED)
