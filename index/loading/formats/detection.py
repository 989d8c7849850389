"""Detection: the reader of a file by its content where its ending says nothing or lies.

Content decides if it begins as only one format does; else the ending does. Files of
other programs are refused with what they look like.
"""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.loading.field_names import find_field
from index.loading.formats import (
    csv_file,
    excel_file,
    json_file,
    json_lines,
    opendocument_file,
)
from index.loading.formats.dictionaries import dict_file
from index.loading.formats.draft import Draft, IssueReport, Reader
from index.loading.formats.terminology import skos_file, tbx_file
from index.loading.formats.yaml_file import reader as yaml_file

READERS: Mapping[str, Reader] = {
    ".yaml": yaml_file.read,
    ".yml": yaml_file.read,
    ".json": json_file.read,
    ".jsonl": json_lines.read,
    ".ndjson": json_lines.read,
    ".csv": csv_file.read,
    ".tsv": csv_file.read,
    ".xlsx": excel_file.read,
    ".ods": opendocument_file.read,
    ".ttl": skos_file.read,
    ".rdf": skos_file.read,
    ".jsonld": skos_file.read,
    ".tbx": tbx_file.read,
    **dict.fromkeys(dict_file.ENDINGS, dict_file.read),
}
_TABLES = (csv_file.read, excel_file.read, opendocument_file.read)
_SAMPLE = 65_536  # bytes
_JSON = (".yaml", ".yml", ".jsonld")  # endings of formats that contain JSON
_ARCHIVES: Mapping[str, Reader] = {
    "xl/workbook.xml": excel_file.read,
    "content.xml": opendocument_file.read,
}
_AS_TABLE = "save it as .xlsx or .csv"
_FOREIGN: Mapping[bytes, tuple[str, str]] = {  # first bytes: kind, what to do
    b"%PDF": ("a PDF document", "copy its words into a spreadsheet"),
    b"\xd0\xcf\x11\xe0": ("a file of an old Excel or Word", _AS_TABLE),
    b"{\\rtf": ("a text document (RTF)", _AS_TABLE),
    b"\x1f\x8b": ("a file packed with gzip", "unpack it"),
    b"\x89PNG": ("a picture", "copy its words into a spreadsheet"),
    b"\xff\xd8\xff": ("a picture", "copy its words into a spreadsheet"),
    b"SQLite format 3": ("a database", "export its table as .csv"),
}
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_ROOTS: Mapping[bytes, Reader] = {
    b"RDF": skos_file.read,
    b"tbx": tbx_file.read,
    b"martif": tbx_file.read,
}
_TURTLE = re.compile(rb"(?:#[^\n]*\n\s*)*(?:@prefix|@base|PREFIX)\s")
_LINKED = re.compile(rb'"@(?:context|graph|id)"\s*:')
# possessive (++, *+) where two parts fit the same bytes: no byte is tried twice
_LINES = re.compile(rb"\{[^\n]*\}[ \t\r]*+\n\s*+\{")
_YAML = re.compile(rb"(?:#[^\n]*+\n|---[ \t\r]*+\n|\s)*+(?:-\s++)?([\w ]++):(?:\s|$)")
_HEADER = ("entries", "glossary", "title", "language")


def choose_reader(path: Path, mapped: ColumnMap = NO_COLUMNS) -> Reader | None:
    """Return the reader of a file, or `None` if neither ending nor content has one.

    That of a table finds the mapped columns.
    """
    reader = _choose_reader(path)
    for table in _TABLES:
        if reader is table:
            return partial(table, mapped=mapped)
    return reader


def _choose_reader(path: Path) -> Reader | None:
    ending = path.suffix.lower()
    by_ending = READERS.get(ending)
    if ending in dict_file.ENDINGS:
        return by_ending
    try:
        with path.open("rb") as file:
            start = file.read(_SAMPLE)
    except OSError:
        return by_ending
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    found = _read_foreign(start) or _by_archive(path, start)
    found = found or _by_markup(start) or _by_json(start, ending)
    return found or by_ending or _by_text(start)


def _refuse(kind: str, hint: str) -> Reader:
    def read(path: Path, report: IssueReport) -> Draft:
        report.add("", "", f"looks like {kind}", hint)
        return Draft()

    return read


def _read_foreign(start: bytes) -> Reader | None:
    for signature, description in _FOREIGN.items():
        if start.startswith(signature):
            return _refuse(*description)
    return None


def _by_archive(path: Path, start: bytes) -> Reader | None:
    if not start.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(path) as archive:
            names = {*archive.namelist()}
    # zipfile raises the last one for an archive that needs a newer version of ZIP
    except (BadZipFile, OSError, ValueError, LookupError, NotImplementedError):
        return None
    if "word/document.xml" in names:
        return _refuse("a Word document", _AS_TABLE)
    readers = (reader for name, reader in _ARCHIVES.items() if name in names)
    return next(readers, None)


def _by_markup(start: bytes) -> Reader | None:
    if _TURTLE.match(start):
        return skos_file.read
    root = _ROOT.search(start) if start.startswith(b"<") else None
    name = root[1] if root else b""
    if name.lower() == b"html":
        return _refuse("a web page", "copy its words into a spreadsheet")
    return _ROOTS.get(name)


def _by_json(start: bytes, ending: str) -> Reader | None:
    """Return the reader of JSON in a file whose ending promises none, or another."""
    if ending in _JSON or not re.match(rb'\{\s*"|\[\s*[{\]]|[{[]\s*$', start[:1000]):
        return None
    if _LINKED.search(start):
        return skos_file.read
    if _LINES.match(start):
        return json_lines.read
    is_object = start.startswith(b"{") and start.partition(b"\n")[0].strip() != b"{"
    is_lines = is_object and ending in (".jsonl", ".ndjson")
    return json_lines.read if is_lines else json_file.read


def _by_text(start: bytes) -> Reader | None:
    if csv_file.is_table(start):
        return csv_file.read
    match = _YAML.match(start)
    name = match[1].decode("ascii", "replace") if match else ""
    return yaml_file.read if name in _HEADER or find_field(name) else None
