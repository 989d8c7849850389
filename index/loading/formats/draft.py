"""What a glossary file says before it is checked, and the list of what is wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.model.errors import Issue


class RawMapping(dict[str, object]):
    """A mapping as a file states it; `doubled` are the names that stand there twice."""

    __slots__ = ("duplicate_keys",)

    def __init__(self, pairs: Sequence[tuple[str, object]]) -> None:
        super().__init__(pairs)
        counted = Counter(name for name, _ in pairs) if len(self) < len(pairs) else {}
        self.duplicate_keys = tuple(
            name for name, count in counted.items() if count > 1
        )


@dataclass(slots=True)
class DraftEntry:
    """An entry as it stands in a file; `place` is where: "line 12"."""

    location: str
    raw: object


@dataclass(slots=True)
class Draft:
    """A glossary as it stands in a file: what holds for all of it, and its entries."""

    header: RawMapping = field(default_factory=lambda: RawMapping([]))
    entries: list[DraftEntry] = field(default_factory=list)


@dataclass(slots=True)
class IssueReport:
    """Collects the mistakes of one file, and the ids of entries refused for them."""

    file: str
    issues: list[Issue] = field(default_factory=list)
    refused_ids: set[str] = field(default_factory=set)

    def add(self, location: str, field_name: str, problem: str, hint: str) -> None:
        """Note one mistake."""
        self.issues.append(Issue(self.file, location, field_name, problem, hint))


Reader = Callable[[Path, IssueReport], Draft]


def parse_draft(whole: object, places: Iterable[str], report: IssueReport) -> Draft:
    """The draft of a file that is one mapping with `entries`, or one list of them."""
    if isinstance(whole, list):
        whole = RawMapping([("entries", whole)])
    if not isinstance(whole, RawMapping):
        report.add("", "", "holds no glossary", "begin with `entries:` and a list")
        return Draft()
    entries: Any = whole.pop("entries", None)
    if not isinstance(entries, list):
        report.add("", "entries", "is not a list", "list the entries under `entries`")
        entries = []
    drafts = [
        DraftEntry(location, each)
        for location, each in zip(places, entries, strict=False)
    ]
    return Draft(whole, drafts)


def read_text(path: Path, report: IssueReport) -> str | None:
    """The file's text, or `None` after noting why it cannot be read."""
    try:
        return decode(path.read_bytes(), "", report)
    except OSError as error:
        note_unreadable(error, report)
        return None


def note_unreadable(error: OSError, report: IssueReport) -> None:
    """Note that the file cannot be read, and why."""
    hint = "check the path and the right to read it"
    report.add("", "", f"cannot be read ({error.strerror})", hint)


def decode(content: bytes, location: str, report: IssueReport) -> str | None:
    """UTF-8 content as text, or `None` after noting where it is something else."""
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
