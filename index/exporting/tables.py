"""Writers of tables: CSV, TSV, and Excel, with a column for each field."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.exporting.records import FIELDS, LISTS, Losses, Record
from index.loading.formats.table import split_code

_SEPARATORS = (";", "|", "\n")
_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")  # of cells that programs would run


def escape_formula(text: str) -> str:
    """Put an apostrophe in front of what a spreadsheet would run as a formula.

    Apostrophes get one too, so that the reader can always remove the first.
    """
    return f"'{text}" if text.startswith(_STARTS) else text


def write_csv(
    header: Mapping[str, str],
    records: Iterable[Record],
    losses: Losses,
    delimiter: str = ",",
) -> Iterator[str]:
    """Yield the rows; the header has no place and is counted as lost."""
    for name in header.keys() - {"language"}:
        losses.add_header(name)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for record in records:
        writer.writerow(make_cells(record, losses))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def write_excel(
    header: Mapping[str, str], records: Iterable[Record], path: Path, losses: Losses
) -> None:
    """Write a workbook with the sheets Entries and About."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Entries")
    sheet.append(FIELDS)
    for record in records:
        sheet.append([text or None for text in make_cells(record, losses)])
    about = book.create_sheet("About")
    for name, text in header.items():
        about.append([name, escape_formula(text)])
    book.save(path)


def make_cells(record: Record, losses: Losses) -> list[str]:
    """Return a row: the text of each field, escaped, "" if it has none."""
    return [escape_formula(_cell(name, record.get(name), losses)) for name in FIELDS]


def _cell(name: str, value: Any, losses: Losses) -> str:
    if value is None:
        return ""
    if name == "codes":
        value = [_code_cell(each, losses) for each in value]
    elif name not in LISTS:
        return str(value)
    _count_split(name, value, losses)
    return "; ".join(value)


def _code_cell(code: Mapping[str, str], losses: Losses) -> str:
    """Return a code after its system; count one that is read as another."""
    text = f"{code['system']}: {code['code']}"
    if split_code(text) != (code["system"], code["code"]):
        losses.add("codes of a system with a colon, which is read as a shorter one")
    return text


def _count_split(name: str, values: Sequence[str], losses: Losses) -> None:
    """Count texts that the reader would take for several."""
    split = sum(any(sign in each for sign in _SEPARATORS) for each in values)
    losses.add(f"{name} with ; or |, which become several", split)
