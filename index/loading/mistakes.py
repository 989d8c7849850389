"""Rules of mistakes: an id for each kind, with what it means."""

from collections.abc import Mapping

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
