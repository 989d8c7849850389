"""Rules: an id for each kind of mistake, and the warnings that reading a file gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.model.errors import Issue

INVALID_FILE = "invalid-file"
SYNTAX = "syntax"
UNKNOWN_FIELD = "unknown-field"
MISSING_FIELD = "missing-field"
DUPLICATE_FIELD = "duplicate-field"
INVALID_VALUE = "invalid-value"
INVALID_CHARACTER = "invalid-character"
DUPLICATE_ID = "duplicate-id"
UNKNOWN_ENTRY = "unknown-entry"

MISTAKES: Mapping[str, str] = {
    INVALID_FILE: "The file cannot be read, or has no entries.",
    SYNTAX: "The file breaks the rules of its format, such as an open quote in YAML.",
    UNKNOWN_FIELD: "A field or column has a name that is none of a glossary's fields.",
    MISSING_FIELD: "An entry has no headword or no definition.",
    DUPLICATE_FIELD: "A field is given twice, so that one of its texts would be lost.",
    INVALID_VALUE: "A text is empty, too long, or not what its field takes.",
    INVALID_CHARACTER: "A text has a character that cannot be shown.",
    DUPLICATE_ID: "Two entries claim the same id, so a link would have two targets.",
    UNKNOWN_ENTRY: "`see_also` or a link leads to an entry that does not exist.",
}


@dataclass(frozen=True, slots=True)
class WarningRule:
    """Kind of warning: its id, what is wrong, and what to do about it."""

    id: str
    problem: str
    remedy: str

    def issue(self, location: str, field: str, detail: str = "") -> Issue:
        """Return a warning of this kind, still without its file."""
        return Issue("", location, field, self.problem, self.remedy, self.id, detail)


CUT_TEXT = WarningRule(
    "cut-text",
    "ends before a #, which begins a comment in YAML",
    "put the text in quotes; two spaces before the # mark a comment",
)
MENDED_CHARACTER = WarningRule(
    "windows-1252",
    "has characters of Windows-1252 in a file that is UTF-8, and they were mended",
    'save the file again with the encoding "UTF-8"',
)
LEFT_OUT = WarningRule(
    "left-out",
    "has parts that fit no entry, such as names without a definition in their language",
    "add what is missing, if readers should find them",
)
ONE_VALUE = WarningRule(
    "one-value",
    "has commas, which do not separate the values in a cell",
    "put ; between several values, as in oven; furnace",
)
LOADING_WARNINGS = (CUT_TEXT, MENDED_CHARACTER, LEFT_OUT, ONE_VALUE)
