"""Drafts checked and turned into entries; one mistake does not hide another."""

from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlsplit

from index.analysis.analyzers import is_language_tag
from index.analysis.folding import fold
from index.loading.fields import Fields, Wrong, printable
from index.loading.formats.draft import Draft, DraftEntry, IssueReport, RawMapping
from index.model.glossary import Audience, Definition, Entry, Glossary, Reference

_HEADER = ("glossary", "title", "language")
_LISTS = ("former_ids", "abbreviations", "variants", "hidden_forms", "see_also")
_TEXTS = (
    "headword",
    "id",
    "respelling",
    "audio_url",
    "definition",
    "language",
    "audience",
    "category",
    "concept",
    "source",
)
_ID_SIGNS = frozenset("-_.~:")


@dataclass(frozen=True, slots=True)
class LocatedEntry:
    """An entry, where it stands, whether its id was given or made, and its concept.

    One with mistakes goes on too, so that what it refers to is checked as well; its
    glossary is refused in the end.
    """

    entry: Entry
    location: str
    has_own_id: bool
    concept: str | None


@dataclass(slots=True)
class CheckedFile:
    """What a file says: a glossary still without entries, its entries, its mistakes."""

    glossary: Glossary
    located: list[LocatedEntry]
    report: IssueReport

    @property
    def is_unknown(self) -> bool:
        """Whether nothing in it could be read, so that no one knows what it holds."""
        return not self.located and not self.report.refused_ids


def validate(draft: Draft, name: str, report: IssueReport) -> CheckedFile:
    """What a draft says, once checked; `name` is its glossary's id if it gives none.

    The draft's entries are used up on the way, so that two copies never stand together.
    """
    header = Fields("", draft.header, report)
    header.refuse_unknown((*_HEADER, "entries"))
    glossary_id = header.text("glossary", _id_problem) or name
    title = header.text("title") or glossary_id
    language = header.text("language", _language_problem) or "en"
    glossary = Glossary(glossary_id, title, language, ())
    located = []
    draft.entries.reverse()
    while draft.entries:
        found = _entry(draft.entries.pop(), glossary, report)
        if found is not None:
            located.append(found)
    return CheckedFile(glossary, located, report)


def slugify(headword: str) -> str:
    """The id made from a headword: "M protein" gives "m-protein"."""
    return fold(headword).replace(" ", "-")


def _entry(
    draft: DraftEntry, glossary: Glossary, report: IssueReport
) -> LocatedEntry | None:
    if not isinstance(draft.raw, RawMapping):
        report.add(
            draft.location, "", "is not an entry", "write `headword` and `definition`"
        )
        return None
    issues = len(report.issues)
    fields = Fields(draft.location, draft.raw, report)
    fields.refuse_unknown((*_TEXTS, *_LISTS))
    own_id = fields.text("id", _id_problem)
    entry = _entry_of(fields, glossary, own_id)
    concept = fields.text("concept")
    if len(report.issues) > issues:
        report.refused_ids.add(str(draft.raw.get("id")))
    return LocatedEntry(entry, draft.location, own_id is not None, concept)


def _entry_of(fields: Fields, glossary: Glossary, own_id: str | None) -> Entry:
    headword = fields.required_text("headword", _headword_problem)
    definition = fields.required_text("definition")
    audience: Any = fields.text("audience", _audience_problem) or "patient"
    return Entry(
        id=own_id or slugify(headword),
        former_ids=fields.texts("former_ids", _id_problem),
        headword=headword,
        definition=Definition(definition, audience),
        language=fields.text("language", _language_problem) or glossary.language,
        glossary=glossary.id,
        abbreviations=fields.texts("abbreviations", _headword_problem),
        variants=fields.texts("variants", _headword_problem),
        hidden_forms=fields.texts("hidden_forms", _headword_problem),
        respelling=fields.text("respelling"),
        audio_url=fields.text("audio_url", _address_problem),
        category=fields.text("category"),
        see_also=tuple(Reference(each, "") for each in fields.texts("see_also")),
        source=fields.text("source"),
    )


def _headword_problem(text: str) -> Wrong | None:
    if fold(text):
        return None
    return "holds no letter and no digit", "write it as a reader would type it"


def _id_problem(text: str) -> Wrong | None:
    rest = all(c.isalnum() or c in _ID_SIGNS for c in text)
    if text[0].isalnum() and rest:
        return None
    return (
        f"{printable(text)!r} cannot be part of an address",
        f"try {slugify(text) or 'a-1'!r}",
    )


def _language_problem(text: str) -> Wrong | None:
    if is_language_tag(text):
        return None
    return (
        f"{printable(text)!r} is not a language tag",
        "write one such as en, es or pt-BR",
    )


def _audience_problem(text: str) -> Wrong | None:
    if text in get_args(Audience):
        return None
    return f"{printable(text)!r} is unknown", f"write {' or '.join(get_args(Audience))}"


def _address_problem(text: str) -> Wrong | None:
    try:
        address = urlsplit(text)
    except ValueError:
        address = urlsplit("")
    if address.scheme in ("http", "https") and address.netloc and " " not in text:
        return None
    return "is not a web address", "begin it with https://"
