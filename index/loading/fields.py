"""Field reader: reads and checks the fields of one entry or header."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from index.loading.characters import check_characters, mend_windows_1252
from index.loading.formats.draft import IssueReport, RawMapping
from index.loading.rules import (
    DUPLICATE_FIELD,
    INVALID_CHARACTER,
    MENDED_CHARACTER,
    MISSING_FIELD,
    UNKNOWN_FIELD,
)
from index.model.errors import printable

# Characters. More than people need; they bound the cost of an entry.
MAX_LENGTHS = {
    "headword": 200,
    "id": 200,
    "former_ids": 200,
    "abbreviations": 200,
    "variants": 200,
    "hidden_forms": 200,
    "see_also": 200,
    "respelling": 500,
    "audio_url": 2_000,
    "definition": 20_000,
    "professional_definition": 20_000,
    "language": 35,
    "audience": 20,
    "category": 200,
    "concept": 200,
    "source": 2_000,
    "note": 2_000,
    "codes": 200,
    "system": 200,
    "code": 200,
    "status": 20,
    "replaced_by": 200,
    "link": 20,
    "glossary": 200,
    "title": 500,
    "about": 500,
    "home": 2_000,
    "logo": 2_000,
    "accent": 50,
    "contact": 500,
    "imprint": 2_000,
    "privacy": 2_000,
}
_SEPARATOR = re.compile(r"[;|,\n]")  # of values in a text where a list belongs
Violation = tuple[str, str]  # problem and hint
Check = Callable[[str], Violation | None]


def _accept(text: str) -> Violation | None:
    return None


class FieldReader:
    """Reads fields by name and reports invalid ones, so that all issues are found."""

    def __init__(self, location: str, raw: RawMapping, report: IssueReport) -> None:
        self._location = location
        self._raw = raw
        self._report = report

    def report_unknown(self, known: tuple[str, ...]) -> None:
        """Report unknown fields, with the most similar known name, and duplicates."""
        for name in self._raw.duplicate_keys:
            hint = "keep one of the two"
            self._add(printable(name), "is given twice", hint, DUPLICATE_FIELD)
        for name in self._raw:
            if name not in known:
                similar = get_close_matches(str(name), known, n=1)
                names = f"`{similar[0]}`" if similar else f"one of {', '.join(known)}"
                shown, hint = printable(str(name)), f"use {names}"
                self._add(shown, "is not a field", hint, UNKNOWN_FIELD)

    def report(self, name: str, problem: str, hint: str) -> None:
        """Report a mistake that concerns several fields."""
        self._add(name, problem, hint)

    def report_empty(self, name: str, hint: str) -> None:
        """Report a field that is there without a value, with a hint."""
        if name in self._raw and self._raw[name] is None:
            self._add(name, "is empty", hint)

    def read_required(self, name: str, check: Check = _accept) -> str:
        """Return the text of a field, or "" after reporting that it is missing."""
        if self._raw.get(name) is None:
            self._add(name, "is missing", f"add `{name}`", MISSING_FIELD)
            return ""
        return self.read(name, check) or ""

    def read(self, name: str, check: Check = _accept) -> str | None:
        """Return the text of a field, or `None` if it is absent or invalid."""
        value = self._raw.get(name)
        return None if value is None else self._validate(name, value, check)

    def read_list(self, name: str, check: Check = _accept) -> tuple[str, ...]:
        """Return the different valid texts of a list."""
        value = self._raw.get(name)
        if value is None:
            return ()
        if isinstance(value, str) and not (parts := _SEPARATOR.split(value))[1:]:
            value = parts
        if not isinstance(value, list):
            self._add(name, "is not a list", f"write {name}: {_example(value)}")
            return ()
        texts = (self._validate(name, each, check) for each in value)
        return tuple(dict.fromkeys(text for text in texts if text is not None))

    def read_mappings(self, name: str, example: str) -> list["FieldReader"]:
        """Return a reader of each mapping in a list."""
        value = self._raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(
            isinstance(each, RawMapping) for each in value
        ):
            self._add(name, "is not a list of fields", f"write {name}: {example}")
            return []
        return [FieldReader(self._location, each, self._report) for each in value]

    def _validate(self, name: str, value: object, check: Check) -> str | None:
        if not isinstance(value, str):
            self._add(name, "is not a text", "put it in quotes")
            return None
        mended = mend_windows_1252(value)
        if mended != value:
            self._report.warn(MENDED_CHARACTER.issue(self._location, name))
        text = _normalize_spaces(mended, keep_lines=name.endswith("definition"))
        violation = check_characters(text)
        if violation is not None:
            self._add(name, *violation, INVALID_CHARACTER)
            return None
        violation = _check_length(text, MAX_LENGTHS[name]) or check(text)
        if violation is not None:
            self._add(name, *violation)
            return None
        return text

    def _add(self, name: str, problem: str, hint: str, rule: str = "") -> None:
        self._report.add(self._location, name, problem, hint, rule)


def _example(value: object) -> str:
    """Return how a text with several values is written as a list."""
    parts = [part.strip() for part in _SEPARATOR.split(str(value))[:3]]
    is_text = isinstance(value, str) and all(parts)
    names = parts if is_text else ["one", "another"]
    return "[" + ", ".join(f'"{printable(each)}"' for each in names) + "]"


def _normalize_spaces(text: str, *, keep_lines: bool) -> str:
    if not keep_lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def _check_length(text: str, max_length: int) -> Violation | None:
    if not text:
        return "is empty", "write its text or remove the field"
    if len(text) > max_length:
        return f"has {len(text):,} characters", f"use at most {max_length:,}"
    return None
