"""The fields of one entry or header, read one by one; each mistake is noted."""

import unicodedata
from collections.abc import Callable
from difflib import get_close_matches

from index.loading.formats.draft import IssueReport, RawMapping

# Characters; generous for people, and a bound for what one entry can cost.
LONGEST = {
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
    "language": 35,
    "audience": 20,
    "category": 200,
    "concept": 200,
    "source": 2_000,
    "glossary": 200,
    "title": 500,
}
Wrong = tuple[str, str]  # a problem and its remedy
Problem = Callable[[str], Wrong | None]


def _no_problem(text: str) -> Wrong | None:
    return None


class Fields:
    """Reads the fields of one entry or header and notes what is wrong with them."""

    def __init__(self, location: str, raw: RawMapping, report: IssueReport) -> None:
        self._place = location
        self._stated = raw
        self._report = report

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Note fields that mean nothing, with the likely name, and doubled ones."""
        for name in self._stated.duplicate_keys:
            self._note(printable(name), "stands twice", "keep one of the two")
        for name in self._stated:
            if name not in known:
                near = get_close_matches(str(name), known, n=1)
                hint = (
                    f"write `{near[0]}`" if near else f"use one of {', '.join(known)}"
                )
                self._note(printable(str(name)), "is not a field", hint)

    def required_text(self, name: str, problem: Problem = _no_problem) -> str:
        """The text of a field that must be there; the empty text after noting it."""
        if self._stated.get(name) is None:
            self._note(name, "is missing", f"add `{name}`")
            return ""
        return self.text(name, problem) or ""

    def text(self, name: str, problem: Problem = _no_problem) -> str | None:
        """The text of a field; `None` when it is not there or wrong."""
        value = self._stated.get(name)
        return None if value is None else self._checked(name, value, problem)

    def texts(self, name: str, problem: Problem = _no_problem) -> tuple[str, ...]:
        """The texts of a list; what is wrong is noted and left out."""
        value = self._stated.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self._note(name, "is not a list", f"write {name}: [one, another]")
            return ()
        found = (self._checked(name, each, problem) for each in value)
        return tuple(dict.fromkeys(text for text in found if text is not None))

    def _checked(self, name: str, value: object, problem: Problem) -> str | None:
        if not isinstance(value, str):
            self._note(name, "is not a text", "put it in quotes")
            return None
        text = _tidy(value, keep_lines=name == "definition")
        wrong = _text_problem(text, LONGEST[name]) or problem(text)
        if wrong is not None:
            self._note(name, *wrong)
            return None
        return text

    def _note(self, name: str, problem: str, hint: str) -> None:
        self._report.add(self._place, name, problem, hint)


def printable(text: str) -> str:
    """A short form of somebody's text that cannot break a line or a terminal."""
    shown = "".join(c if c.isprintable() else "?" for c in text[:60])
    return f"{shown}…" if len(text) > 60 else shown


def _tidy(text: str, *, keep_lines: bool) -> str:
    """Single spaces; a definition keeps its line breaks."""
    if not keep_lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def _text_problem(text: str, longest: int) -> Wrong | None:
    if not text:
        return "is empty", "write its text, or leave the field out"
    if len(text) > longest:
        return f"has {len(text):,} characters", f"use at most {longest:,}"
    shown = text.replace("\n", " ")
    return None if shown.isprintable() else _character_problem(shown)


def _character_problem(text: str) -> Wrong | None:
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        return "holds a control character", "remove it; copying from a PDF leaves such"
    for character in text:
        if _is_noncharacter(ord(character)):
            problem = f"holds U+{ord(character):04X}, which is no character"
            return problem, "remove it; a damaged file leaves such"
    return None


def _is_noncharacter(code: int) -> bool:
    """Whether Unicode will never give it a meaning; some of them break XML."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
