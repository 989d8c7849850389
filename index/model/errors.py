"""Errors that the index raises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class HeardwordError(Exception):
    """Base class of all errors that this package raises on purpose."""


class UnknownEntryError(HeardwordError):
    """No entry has the requested id."""


class BackendAddressError(HeardwordError):
    """The address of a backend is invalid."""


class IndexFolderError(HeardwordError):
    """The index cannot be read or written at its location."""


class DamagedIndexError(IndexFolderError):
    """Files of an index are cut off, changed, missing, or writable by other users."""


class NotReadyError(HeardwordError):
    """There is no index yet."""


class EngineUnavailableError(HeardwordError):
    """The search engine, a service of its own, is not available right now."""


class ChangingFilesError(HeardwordError):
    """The glossary files change faster than they can be read."""


class BuildError(HeardwordError):
    """A build in another process failed; the text has one line for each cause."""


class MeaningUnavailableError(HeardwordError):
    """The word vectors are not installed or cannot be read."""


def printable(text: str) -> str:
    """Shorten a text and replace what could break a line or control a terminal."""
    shown = "".join(c if c.isprintable() else "?" for c in text[:60])
    return f"{shown}…" if len(text) > 60 else shown


IssueKey = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Issue:
    """Problem in a file, with its location (such as "line 12") and a hint.

    A location or field that does not apply is empty. `rule` is the id of the check that
    found it. `detail` is what differs between issues of one rule: "grade 12".
    """

    file: str
    location: str
    field: str
    problem: str
    hint: str
    rule: str = ""
    detail: str = ""

    @property
    def key(self) -> IssueKey:
        """Parts that equal issues at different places share."""
        return self.file, self.rule, self.field, self.problem, self.hint

    def __str__(self) -> str:
        parts = filter(None, (self.file, self.location, self.field))
        return f"{', '.join(parts)}: {self.problem}; {self.hint}."


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """Equal issues, in their order: all of them, or the first ones."""

    issues: tuple[Issue, ...]
    count: int


def group_issues(
    issues: Iterable[Issue], counts: Mapping[IssueKey, int] | None = None
) -> list[IssueGroup]:
    """Group equal issues, in the order of the first of each.

    `counts` has the number of equal ones where not all of them are in `issues`.
    """
    groups: dict[IssueKey, list[Issue]] = {}
    for issue in issues:
        groups.setdefault(issue.key, []).append(issue)
    return [
        IssueGroup(tuple(group), max(len(group), (counts or {}).get(key, 0)))
        for key, group in groups.items()
    ]


class InvalidFileError(HeardwordError):
    """A file is invalid; `issues` has every reason."""

    SUBJECT = "The file"
    MAX_SHOWN = 1000  # more are hardly corrected by hand, and have one common cause

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(issues)
        self.issues = issues

    def __str__(self) -> str:
        count = len(self.issues)
        noun = "error" if count == 1 else "errors"
        lines = [f"{self.SUBJECT} is invalid: {count:,} {noun}."]
        lines += [f"  {issue}" for issue in self.issues[: self.MAX_SHOWN]]
        if count > self.MAX_SHOWN:
            lines.append(f"  … and {count - self.MAX_SHOWN:,} more.")
        return "\n".join(lines)


class GlossaryError(InvalidFileError):
    """A glossary is invalid."""

    SUBJECT = "The glossary"


class JudgedQueriesError(InvalidFileError):
    """A file of judged queries is invalid."""

    SUBJECT = "The file of judged queries"
