"""Drafts checked and turned into entries; one mistake does not hide another."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, get_args
from urllib.parse import urlsplit

from index.entry import Audience, Definition, Entry, Reference
from index.folding import fold
from index.formats.draft import Draft, DraftEntry, Report, Stated
from index.glossary import Glossary

# Characters; generous for people, and a bound for what one entry can cost.
LONGEST = {
    "headword": 200,
    "id": 200,
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
    "source": 2_000,
    "glossary": 200,
    "title": 500,
}
_HEADER = ("glossary", "title", "language")
_LISTS = ("abbreviations", "variants", "hidden_forms", "see_also")
_TEXTS = (
    "headword",
    "id",
    "respelling",
    "audio_url",
    "definition",
    "language",
    "audience",
    "category",
    "source",
)
_ID_SIGNS = frozenset("-_.~:")


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """An entry, where it stands, and whether its id was given or made.

    One with mistakes goes on too, so that what it refers to is checked as well; its
    glossary is refused in the end.
    """

    entry: Entry
    place: str
    has_own_id: bool


def checked(
    draft: Draft, name: str, report: Report
) -> tuple[Glossary, list[PlacedEntry]]:
    """The glossary that a draft says (still without entries) and its checked entries.

    The draft's entries are used up on the way, so that two copies never stand together.
    """
    header = _Fields("", draft.header, report)
    header.refuse_unknown((*_HEADER, "entries"))
    glossary_id = header.text("glossary", _id_problem) or name
    title = header.text("title") or glossary_id
    language = header.text("language", _language_problem) or "en"
    glossary = Glossary(glossary_id, title, language, ())
    placed = []
    draft.entries.reverse()
    while draft.entries:
        found = _entry(draft.entries.pop(), glossary, report)
        if found is not None:
            placed.append(found)
    return glossary, placed


def slug(headword: str) -> str:
    """The id made from a headword: "M protein" gives "m-protein"."""
    return fold(headword).replace(" ", "-")


def _entry(draft: DraftEntry, glossary: Glossary, report: Report) -> PlacedEntry | None:
    if not isinstance(draft.stated, Stated):
        report.add(
            draft.place, "", "is not an entry", "write `headword` and `definition`"
        )
        return None
    mistakes = len(report.mistakes)
    fields = _Fields(draft.place, draft.stated, report)
    fields.refuse_unknown((*_TEXTS, *_LISTS))
    own_id = fields.text("id", _id_problem)
    entry = _entry_of(fields, glossary, own_id)
    if len(report.mistakes) > mistakes:
        report.refused_ids.add(str(draft.stated.get("id")))
    return PlacedEntry(entry, draft.place, own_id is not None)


def _entry_of(fields: "_Fields", glossary: Glossary, own_id: str | None) -> Entry:
    headword = fields.required_text("headword", _headword_problem)
    definition = fields.required_text("definition")
    audience: Any = fields.text("audience", _audience_problem) or "patient"
    return Entry(
        id=own_id or slug(headword),
        headword=headword,
        definition=Definition(definition, audience),
        language=fields.text("language", _language_problem) or glossary.language,
        glossary=glossary.id,
        abbreviations=fields.texts("abbreviations"),
        variants=fields.texts("variants"),
        hidden_forms=fields.texts("hidden_forms"),
        respelling=fields.text("respelling"),
        audio_url=fields.text("audio_url", _address_problem),
        category=fields.text("category"),
        see_also=tuple(Reference(each, "") for each in fields.texts("see_also")),
        source=fields.text("source"),
    )


Problem = Callable[[str], tuple[str, str] | None]


def _no_problem(text: str) -> tuple[str, str] | None:
    return None


class _Fields:
    """Reads the fields of one entry or header and notes what is wrong with them."""

    def __init__(self, place: str, stated: Stated, report: Report) -> None:
        self._place = place
        self._stated = stated
        self._report = report

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Note fields that mean nothing, with the likely name, and doubled ones."""
        for name in self._stated.doubled:
            self._note(printable(name), "stands twice", "keep one of the two")
        for name in self._stated:
            if name not in known:
                near = get_close_matches(str(name), known, n=1)
                remedy = (
                    f"write `{near[0]}`" if near else f"use one of {', '.join(known)}"
                )
                self._note(printable(str(name)), "is not a field", remedy)

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

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; what is wrong is noted and left out."""
        value = self._stated.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self._note(name, "is not a list", f"write {name}: [one, another]")
            return ()
        problem = _no_problem if name == "see_also" else _headword_problem
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

    def _note(self, name: str, problem: str, remedy: str) -> None:
        self._report.add(self._place, name, problem, remedy)


def printable(text: str) -> str:
    """A short form of somebody's text that cannot break a line or a terminal."""
    shown = "".join(c if c.isprintable() else "?" for c in text[:60])
    return f"{shown}…" if len(text) > 60 else shown


def _tidy(text: str, *, keep_lines: bool) -> str:
    """Single spaces; a definition keeps its line breaks."""
    if not keep_lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def _text_problem(text: str, longest: int) -> tuple[str, str] | None:
    if not text:
        return "is empty", "write its text, or leave the field out"
    if len(text) > longest:
        return f"has {len(text):,} characters", f"use at most {longest:,}"
    shown = text.replace("\n", " ")
    if not shown.isprintable() and _holds_control(shown):
        return "holds a control character", "remove it; copying from a PDF leaves such"
    return None


def _holds_control(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def _headword_problem(text: str) -> tuple[str, str] | None:
    if fold(text):
        return None
    return "holds no letter and no digit", "write it as a reader would type it"


def _id_problem(text: str) -> tuple[str, str] | None:
    rest = all(c.isalnum() or c in _ID_SIGNS for c in text)
    if text[0].isalnum() and rest:
        return None
    return (
        f"{printable(text)!r} cannot be part of an address",
        f"try {slug(text) or 'a-1'!r}",
    )


def _language_problem(text: str) -> tuple[str, str] | None:
    if is_language_tag(text):
        return None
    return (
        f"{printable(text)!r} is not a language tag",
        "write one such as en, es or pt-BR",
    )


def _audience_problem(text: str) -> tuple[str, str] | None:
    if text in get_args(Audience):
        return None
    return f"{printable(text)!r} is unknown", f"write {' or '.join(get_args(Audience))}"


def _address_problem(text: str) -> tuple[str, str] | None:
    try:
        address = urlsplit(text)
    except ValueError:
        address = urlsplit("")
    if address.scheme in ("http", "https") and address.netloc and " " not in text:
        return None
    return "is not a web address", "begin it with https://"


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a BCP 47 tag: "en", "pt-BR"."""
    first, *rest = text.split("-")
    return (
        text.isascii()
        and first.isalpha()
        and 2 <= len(first) <= 8
        and all(part.isalnum() and len(part) <= 8 for part in rest)
    )


def with_references(entry: Entry, headwords: dict[str, str]) -> Entry:
    """The entry with the headwords of what it mentions."""
    if not entry.see_also:
        return entry
    named = (Reference(each.id, headwords[each.id]) for each in entry.see_also)
    return replace(entry, see_also=tuple(named))
