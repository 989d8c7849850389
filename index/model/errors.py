"""Errors that the index raises."""

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


@dataclass(frozen=True, slots=True)
class Issue:
    """Problem in a file, with its location (such as "line 12") and a hint.

    A location or field that does not apply is empty.
    """

    file: str
    location: str
    field: str
    problem: str
    hint: str

    def __str__(self) -> str:
        parts = filter(None, (self.file, self.location, self.field))
        return f"{', '.join(parts)}: {self.problem}; {self.hint}."


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
