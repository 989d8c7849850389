"""Recovery: every mistake of a YAML file whose parser stops at the first.

The file is cut where an entry begins, and each part is parsed alone. A line that the
parser cannot read is reported in plain words and mended, for as long as it takes to
read the rest of its entry. What was mended is only checked further, never served: a
file with a mistake is rejected.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from index.loading.formats.draft import Draft, IssueReport, RawMapping, parse_draft
from index.loading.formats.yaml_file.diagnosis import Fault, diagnose
from index.loading.formats.yaml_file.document import Document, UnsupportedError
from index.loading.rules import SYNTAX
from index.model.owner import OWNER_FIELDS

_MAX_REPAIRS = 20  # of an entry; more are one mistake with consequences
_INDENTED_BY_TAB = re.compile(r" *\t[ \t]*(?=-\s|[\w ]{1,40}:)")
_HEADER = ("glossary", "title", "language", *OWNER_FIELDS, "entries")
_Error = yaml.YAMLError | UnsupportedError


@dataclass(slots=True)
class _Part:
    """Lines of a file, usually those of one entry, and the number of the first."""

    first: int
    lines: list[str]
    reported: set[int]  # lines of the file; a second mistake follows from the first

    def mend(self, fault: Fault, report: IssueReport) -> bool:
        """Report a mistake and replace its lines; return whether that is possible."""
        line = self.first + fault.line
        if line not in self.reported:
            _add(report, line, fault)
        self.reported.add(line)
        for number, mended in (fault.mended or {}).items():
            self.lines[number] = mended
        return bool(fault.mended)


@dataclass(slots=True)
class _Content:
    """Content of all parts together."""

    header: list[tuple[str, object]] = field(default_factory=list)
    header_locations: list[str] = field(default_factory=list)
    entries: list[object] = field(default_factory=list)
    locations: list[str] = field(default_factory=list)

    def add(self, value: object, document: Document) -> None:
        """Add the value of the document in one part."""
        items = value.get("entries") if isinstance(value, RawMapping) else value
        if isinstance(items, list):
            self.entries += items
            self.locations += document.entry_locations()
        if isinstance(value, RawMapping):
            named = zip(value.items(), document.name_locations(), strict=True)
            for pair, location in named:
                if pair[0] != "entries":
                    self.header.append(pair)
                    self.header_locations.append(location)

    def document(self) -> object:
        """Return the value that the whole file would have."""
        pairs = list(self.header)
        if self.entries:
            pairs.append(("entries", self.entries))
        return RawMapping(pairs)


def recover(text: str, error: _Error, report: IssueReport) -> Draft:
    """Report every mistake of a file, and return what can be read of it.

    `error` is what stopped the parser. A file that goes beyond what a glossary may use
    as a whole is only reported.
    """
    if isinstance(error, UnsupportedError) and not error.can_be_quoted:
        report.add(f"line {error.line}", "", error.problem, error.hint, SYNTAX)
        return Draft()
    mistakes = report.mistakes
    lines = text.splitlines()
    reported = _replace_tabs(lines, report)
    content = _Content()
    for first, part in _split(lines):
        _read_part(_Part(first, part, reported), content, report)
    if report.mistakes == mistakes:  # each part is valid, but not all together
        fault = diagnose(lines, error)
        _add(report, fault.line + 1, fault)
    if not (content.header or content.entries):
        return Draft()
    return parse_draft(
        content.document(), content.locations, report, content.header_locations
    )


def _replace_tabs(lines: list[str], report: IssueReport) -> set[int]:
    """Indent fields by spaces; return the numbers of lines that had tabs."""
    replaced = set()
    for number, line in enumerate(lines):
        tabs = _INDENTED_BY_TAB.match(line)
        if tabs:
            problem, hint = "is indented with a tab", "use spaces instead"
            report.add(f"line {number + 1}", "", problem, hint, SYNTAX)
            lines[number] = tabs[0].expandtabs(2) + line[tabs.end() :]
            replaced.add(number + 1)
    return replaced


def _split(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Cut a file before each entry and before each field of its header."""
    dash = _entry_dash(lines)
    start = 0
    for number, line in enumerate(lines):
        if number > start and _begins_part(line, dash):
            yield start + 1, lines[start:number]
            start = number
    yield start + 1, lines[start:]


def _entry_dash(lines: Sequence[str]) -> str | None:
    """Return the beginning of entries, "  - ", or `None` in a map of names."""
    before = ""
    for line in lines:
        content = line.strip()
        if content == "-" or content.startswith("- "):
            is_list = before in ("", "---") or before.startswith("entries")
            return line[: line.index("-") + 1] if is_list else None
        if content and not content.startswith("#"):
            before = content
    return None


def _begins_part(line: str, dash: str | None) -> bool:
    if dash is None:
        return bool(line) and line[0] not in " \t#-]}"
    after = line[len(dash) : len(dash) + 1]
    is_entry = line.startswith(dash) and after in ("", " ")
    return is_entry or line.partition(":")[0] in _HEADER


def _read_part(part: _Part, content: _Content, report: IssueReport) -> None:
    """Parse a part, mending a line after each failure."""
    for _ in range(_MAX_REPAIRS):
        document = Document("\n".join(part.lines) + "\n", part.first)
        try:
            value = document.parse()
        except (yaml.YAMLError, UnsupportedError) as error:
            if not part.mend(diagnose(part.lines, error), report):
                break
        else:
            document.report_issues(report)
            content.add(value, document)
            return
    report.is_incomplete = True


def _add(report: IssueReport, line: int, fault: Fault) -> None:
    report.add(f"line {line}", fault.field, fault.problem, fault.hint, SYNTAX)
