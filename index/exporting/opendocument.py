"""Writer of OpenDocument spreadsheets (.ods): an archive of small XML files."""

from collections.abc import Iterable, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from index.exporting.markup import escape_text
from index.exporting.records import FIELDS, Losses, Record
from index.exporting.tables import escape_formula, make_cells

_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_NAMESPACES}:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" \
manifest:media-type="{_MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
_START = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{_NAMESPACES}:office:1.0" \
xmlns:table="{_NAMESPACES}:table:1.0" xmlns:text="{_NAMESPACES}:text:1.0" \
office:version="1.2"><office:body><office:spreadsheet>
"""
_END = "</office:spreadsheet></office:body></office:document-content>\n"
_EMPTY_CELL = "<table:table-cell/>"


def write_open_document(
    header: Mapping[str, str], records: Iterable[Record], path: Path, losses: Losses
) -> None:
    """Write a spreadsheet with the sheets Entries and About."""
    cells = (make_cells(record, losses) for record in records)
    about = ([name, escape_formula(text)] for name, text in header.items())
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        # programs know the type by the first bytes of the archive
        archive.writestr("mimetype", _MEDIA_TYPE, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with (
            archive.open("content.xml", "w", force_zip64=True) as binary,
            TextIOWrapper(binary, "utf-8", newline="") as content,
        ):
            content.write(_START)
            _write_sheet(content, "Entries", [FIELDS], cells)
            _write_sheet(content, "About", about)
            content.write(_END)


def _write_sheet(
    content: TextIOWrapper, name: str, *groups: Iterable[Sequence[str]]
) -> None:
    content.write(f'<table:table table:name="{name}">\n')
    for rows in groups:
        content.writelines(map(_row, rows))
    content.write("</table:table>\n")


def _row(cells: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>\n"


def _cell(text: str) -> str:
    """Return a cell with a paragraph for each line."""
    if not text:
        return _EMPTY_CELL
    lines = (f"<text:p>{escape_text(line)}</text:p>" for line in text.split("\n"))
    start = '<table:table-cell office:value-type="string">'
    return f"{start}{''.join(lines)}</table:table-cell>"
