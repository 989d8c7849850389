"""Spreadsheets written by tests, also such as no program writes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

ODS = (
    '<?xml version="1.0"?>{before}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Words">{rows}'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


def write_xlsx(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([f"'{each}" if each[:1] == "=" else each for each in row])
    book.save(path)
    return path


def write_ods(path: Path, rows: Sequence[Sequence[str]], before: str = "") -> Path:
    def cell(text: str) -> str:
        text = text.replace("&", "&amp;").replace('"', "&quot;")
        return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"

    content = "".join(
        f"<table:table-row>{''.join(map(cell, row))}"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in rows
    )
    content += '<table:table-row table:number-rows-repeated="1048000"/>'
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", ODS.format(before=before, rows=content))
    return path


def rewrite(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change one file inside a workbook."""
    with ZipFile(file) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    files[name] = change(files[name])
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for each, content in files.items():
            archive.writestr(each, content)
