"""What can fail, in the words of a glossary."""

from dataclasses import dataclass


class HeardwordError(Exception):
    """Anything that this package raises on purpose."""


class UnknownEntryError(HeardwordError):
    """No entry has the id that was asked for."""


class BackendAddressError(HeardwordError):
    """The address of a back end names none that exists here."""


class IndexFolderError(HeardwordError):
    """The index can be neither read nor written where it should be."""


class NotReadyError(HeardwordError):
    """There is nothing to answer from yet."""


class EngineUnavailableError(HeardwordError):
    """The search engine, a service of its own, cannot be asked right now."""


class ChangingFilesError(HeardwordError):
    """The glossary's files change faster than they can be read."""


class BuildError(HeardwordError):
    """Another process could not build an index; a line of the text for each cause."""


class MeaningUnavailableError(HeardwordError):
    """The word vectors are not installed, or not as expected."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong in a glossary file, and what would be right."""

    file: str
    location: str
    field: str
    problem: str
    hint: str

    def __str__(self) -> str:
        where = ", ".join(
            part for part in (self.file, self.location, self.field) if part
        )
        return f"{where}: {self.problem}; {self.hint}."


class InvalidFileError(HeardwordError):
    """A file was refused; `mistakes` holds every reason."""

    REFUSED = "The file was not taken in"
    SHOWN = 1000  # more than anybody mends by hand; then the cause is one, not many

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(issues)
        self.issues = issues

    def __str__(self) -> str:
        count = len(self.issues)
        noun = "mistake" if count == 1 else "mistakes"
        lines = [f"{self.REFUSED}: {count:,} {noun}."]
        lines += [f"  {issue}" for issue in self.issues[: self.SHOWN]]
        if count > self.SHOWN:
            lines.append(f"  … and {count - self.SHOWN:,} more.")
        return "\n".join(lines)


class GlossaryError(InvalidFileError):
    """A glossary was refused."""

    REFUSED = "The glossary was not taken in"


class JudgedQueriesError(InvalidFileError):
    """A file of judged queries was refused."""

    REFUSED = "The judged queries were not taken in"
