"""Draft: content of a glossary file before validation, and the report of its issues."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from index.loading.field_names import find_field
from index.loading.rules import DUPLICATE_FIELD, INVALID_FILE, INVALID_VALUE
from index.model.errors import Issue, IssueKey, printable

MAX_ISSUES = 10_000  # of a file; more is the same mistake again, or an attack
_MORE = f"has more than {MAX_ISSUES:,} mistakes"
_CORRECT_FIRST = "correct those above first"
# A mapping with one of these is no map of names
_HEADER_NAMES = {"$schema", "entries", "glossary", "title", "language"}
# Returns the location of a field, from that of its entry: a cell, or a line of its own.
Locate = Callable[[str, str], str]


class RawMapping(dict[str, object]):
    """Mapping as parsed from a file, with the keys that the file has twice."""

    __slots__ = ("duplicate_keys",)

    def __init__(self, pairs: Sequence[tuple[str, object]]) -> None:
        super().__init__(pairs)
        counts = Counter(key for key, _ in pairs) if len(self) < len(pairs) else {}
        self.duplicate_keys = tuple(key for key, count in counts.items() if count > 1)


@dataclass(slots=True)
class DraftEntry:
    """Entry as parsed, with its location in the file, such as "line 12"."""

    location: str
    raw: object


@dataclass(slots=True)
class Draft:
    """Glossary as parsed: the fields of its header, and its entries."""

    header: RawMapping = field(default_factory=lambda: RawMapping([]))
    entries: list[DraftEntry] = field(default_factory=list)


def _locate_entry(location: str, field_name: str) -> str:
    return location


@dataclass(slots=True)
class IssueReport:
    """Mistakes and warnings of one file, and the ids of its invalid entries.

    At most `MAX_ISSUES` of each are kept; `counts` counts equal ones beyond that.
    """

    file: str
    issues: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    counts: Counter[IssueKey] = field(default_factory=Counter)
    mistakes: int = 0
    invalid_ids: set[str] = field(default_factory=set)
    is_incomplete: bool = False  # entries, and their ids, could not be read
    headings: list[str] = field(default_factory=list)  # of the file's tables
    locate: Locate = _locate_entry

    def add(
        self, location: str, field_name: str, problem: str, hint: str, rule: str = ""
    ) -> None:
        """Add one mistake; after the last, only say that there are more."""
        rule = rule or (INVALID_VALUE if field_name else INVALID_FILE)
        is_kept = len(self.issues) < MAX_ISSUES
        place = self.locate(location, field_name) if is_kept else location
        name = printable(field_name)
        issue = Issue(self.file, place, name, problem, hint, rule)
        self.mistakes += 1
        if not self._keep(issue, self.issues) and len(self.issues) == MAX_ISSUES:
            more = Issue(self.file, "", "", _MORE, _CORRECT_FIRST, INVALID_FILE)
            self.issues.append(more)

    def warn(self, warning: Issue) -> None:
        """Add one warning, located by its entry."""
        place = warning.location
        if len(self.warnings) < MAX_ISSUES:
            place = self.locate(place, warning.field)
        self._keep(replace(warning, file=self.file, location=place), self.warnings)

    def _keep(self, issue: Issue, issues: list[Issue]) -> bool:
        """Count an issue; return whether there is room to keep it."""
        if issue.key in self.counts or len(self.counts) < 2 * MAX_ISSUES:
            self.counts[issue.key] += 1
        if len(issues) < MAX_ISSUES:
            issues.append(issue)
            return True
        return False


Reader = Callable[[Path, IssueReport], Draft]


def parse_draft(
    document: object,
    locations: Iterable[str],
    report: IssueReport,
    name_locations: Iterable[str] | None = None,
) -> Draft:
    """Return the draft of a mapping with `entries`, of a list, or of a map of names.

    Such a map has headwords as keys, and definitions or mappings of fields as values.
    `name_locations` are those of its keys, by default their numbers.
    """
    if isinstance(document, list):
        document = RawMapping([("entries", document)])
    elif isinstance(document, RawMapping) and _maps_names(document):
        numbers = (f"entry {number}" for number in range(1, len(document) + 1))
        locations = numbers if name_locations is None else name_locations
        for name in document.duplicate_keys:
            hint = "keep one of the two"
            report.add("", name[:100], "is given twice", hint, DUPLICATE_FIELD)
        named = [_name_entry(name, value) for name, value in document.items()]
        document = RawMapping([("entries", named)])
    if not isinstance(document, RawMapping):
        report.add("", "", "contains no glossary", "start with `entries:` and a list")
        return Draft()
    document.pop("$schema", None)  # for editors
    entries: Any = document.pop("entries", None)
    if not isinstance(entries, list):
        hint = "list the entries under `entries`"
        report.add("", "entries", "is not a list", hint, INVALID_FILE)
        entries = []
    drafts = [
        DraftEntry(location, entry)
        for location, entry in zip(locations, entries, strict=False)
    ]
    return Draft(document, drafts)


def _maps_names(document: RawMapping) -> bool:
    """Return whether a mapping has headwords for keys: no header, several names."""
    is_header = bool(_HEADER_NAMES & document.keys())
    is_entry = all(find_field(str(name)) for name in document)
    values_fit = all(isinstance(each, str | RawMapping) for each in document.values())
    return values_fit and not (is_header or is_entry)


def _name_entry(name: str, value: object) -> RawMapping:
    fields = value.items() if isinstance(value, RawMapping) else [("definition", value)]
    return RawMapping([("headword", name), *fields])


def escape_links(definition: str) -> str:
    """Return a definition of another format, in which two brackets are text."""
    return definition.replace("[[", "\\[[")


def read_text(path: Path, report: IssueReport) -> str | None:
    """Read a file; return `None` after reporting that it cannot be read."""
    try:
        return decode(path.read_bytes(), "", report)
    except OSError as error:
        report_unreadable(error, report)
        return None


def report_unreadable(error: OSError, report: IssueReport) -> None:
    """Report that the file cannot be read, and why."""
    hint = "check the path and its permissions"
    report.add("", "", f"cannot be read ({error.strerror})", hint)


def decode(content: bytes, location: str, report: IssueReport) -> str | None:
    """Decode UTF-8; return `None` after reporting the line of an invalid byte."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        report.add(
            location or f"line {line}",
            "",
            f"is not UTF-8 (byte {content[error.start]:#04x})",
            'save the file again with the encoding "UTF-8"',
        )
        return None
