"""YAML: one mapping with `entries`, a list of entries, or a map of names."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import yaml

from index.loading.characters import mend_windows_1252
from index.loading.field_names import find_field
from index.loading.formats.draft import Draft, IssueReport, parse_draft, read_text
from index.loading.formats.yaml_file.document import Document, UnsupportedError
from index.loading.formats.yaml_file.recovery import recover
from index.loading.rules import INVALID_CHARACTER, MENDED_CHARACTER

_REMOVE = "remove it (text copied from a PDF often has some)"
_MAX_ENTRY_LINES = 1_000  # in which the line of a field is looked for


def read(path: Path, report: IssueReport) -> Draft:
    """Read a YAML file; entries are located by line."""
    text = read_text(path, report)
    if text is None:
        return Draft()
    text = _replace_control_characters(_mend_lines(text, report), report)
    report.locate = partial(_locate_field, text.splitlines())
    try:
        document = Document(text)
        value = document.parse()
    except (yaml.YAMLError, UnsupportedError) as error:
        return recover(text, error, report)
    document.report_issues(report)
    return parse_draft(
        value, document.entry_locations(), report, document.name_locations()
    )


def _mend_lines(text: str, report: IssueReport) -> str:
    """Mend characters of Windows-1252 before one of them, U+0085, breaks a line."""
    mended = mend_windows_1252(text)
    if mended != text:
        pairs = zip(text.split("\n"), mended.split("\n"), strict=True)
        for number, (before, after) in enumerate(pairs, 1):
            if before != after:
                report.warn(MENDED_CHARACTER.issue(f"line {number}", ""))
    return mended


def _replace_control_characters(text: str, report: IssueReport) -> str:
    """Report each character that YAML does not allow, and replace it by a space."""
    forbidden = yaml.reader.Reader.NON_PRINTABLE
    line, counted, found = 1, 0, False
    for match in forbidden.finditer(text):
        line += text.count("\n", counted, match.start())
        counted, found = match.start(), True
        problem = "contains a control character"
        report.add(f"line {line}", "", problem, _REMOVE, INVALID_CHARACTER)
    return forbidden.sub(" ", text) if found else text


def _locate_field(lines: Sequence[str], location: str, field_name: str) -> str:
    """Return the line of a field, looked for from the first line of its entry."""
    number = location.removeprefix("line ")
    if not field_name or not number.isdecimal():
        return location
    first = int(number)
    names = _names_of_entry(lines[first - 1 : first - 1 + _MAX_ENTRY_LINES])
    for line, name in enumerate(names, first):
        if name == field_name or find_field(name) == field_name:
            return f"line {line}"
    return location


def _names_of_entry(lines: Iterable[str]) -> Iterator[str]:
    """Yield the beginning of each line up to its colon, up to the next entry."""
    dash = None
    for line in lines:
        content = line.lstrip(" \t")
        if content.startswith("- "):
            column = len(line) - len(content)
            if dash is not None and column <= dash:
                return
            dash = column if dash is None else dash
            content = content[2:].lstrip()
        yield content.partition(":")[0].strip()
