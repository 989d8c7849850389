"""OpenDocument: .ods files, whose content is read as a stream of XML elements."""

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.loading.formats.draft import Draft, IssueReport
from index.loading.formats.workbook import MAX_COLUMNS, Sheet, read_workbook

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BREAKS = {f"{_TEXT}line-break": "\n", f"{_TEXT}tab": " "}
_MAX_REPEATED = 1000  # cells or rows; spreadsheets fill up with empty ones
_Event = tuple[str, Any]  # "start" or "end", and an element


def read(path: Path, report: IssueReport, mapped: ColumnMap = NO_COLUMNS) -> Draft:
    """Read the sheets of a spreadsheet."""
    return read_workbook(path, report, _sheets, "an OpenDocument spreadsheet", mapped)


def _sheets(path: Path) -> Iterator[Sheet]:
    from defusedxml.ElementTree import iterparse

    with ZipFile(path) as archive, archive.open("content.xml") as content:
        events = iterparse(content, events=("start", "end"))
        for event, element in events:
            if event == "start" and element.tag == f"{_TABLE}table":
                rows = _rows(events, element)
                yield element.get(f"{_TABLE}name", ""), rows
                deque(rows, maxlen=0)  # those that nobody wanted


def _rows(events: Iterator[_Event], table: Any) -> Iterator[Sequence[str]]:
    """Yield the rows up to the end of a table; only one is in memory as XML."""
    for event, element in events:
        if event == "end" and element is table:
            return
        if event == "end" and element.tag == f"{_TABLE}table-row":
            cells = _cells(element)
            for _ in range(_repeated(element, "rows")):
                yield cells
            element.clear()
            table.clear()


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
