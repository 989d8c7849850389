"""Validation: drafts to entries, reporting every issue rather than only the first."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from index.analysis.analyzers import is_language_tag
from index.analysis.folding import fold
from index.loading.characters import is_name, name_signs
from index.loading.field_names import rename_fields
from index.loading.fields import FieldReader, Violation
from index.loading.formats.draft import Draft, DraftEntry, IssueReport, RawMapping
from index.loading.owner.owner_fields import check_web_address, read_owner
from index.model.errors import printable
from index.model.glossary import (
    Audience,
    Code,
    Definition,
    Entry,
    Glossary,
    Linking,
    Reference,
)
from index.model.owner import OWNER_FIELDS

HEADER_FIELDS = ("glossary", "title", "language", *OWNER_FIELDS)
ENTRY_FIELDS = (
    "headword",
    "id",
    "respelling",
    "audio_url",
    "definition",
    "professional_definition",
    "language",
    "audience",
    "category",
    "concept",
    "source",
    "note",
    "codes",
    "former_ids",
    "abbreviations",
    "variants",
    "hidden_forms",
    "see_also",
    "status",
    "replaced_by",
    "link",
)
STATUSES = ("draft", "deprecated")  # published entries have none
_CODES_EXAMPLE = "[{system: ICD-10-CM, code: D64.9}]"
_ID_PUNCTUATION = frozenset("-_.~:")


@dataclass(frozen=True, slots=True)
class LocatedEntry:
    """Entry with its location in the file, its concept, and the origin of its id.

    Entries with issues are kept too, so that their references are checked as well; the
    glossary is rejected later.
    """

    entry: Entry
    location: str
    has_own_id: bool
    concept: str | None
    status: str | None = None  # `None`: published
    successor: str | None = None


@dataclass(slots=True)
class ValidatedFile:
    """Glossary of a file, still without entries, its entries, and its issues."""

    glossary: Glossary
    entries: list[LocatedEntry]
    report: IssueReport

    @property
    def is_unreadable(self) -> bool:
        """True if not all of it could be read, so that some ids are unknown."""
        nothing = not self.entries and not self.report.invalid_ids
        return nothing or self.report.is_incomplete


def validate(draft: Draft, name: str, report: IssueReport) -> ValidatedFile:
    """Validate a draft; `name` is the default id of its glossary.

    Takes the entries out of the draft one by one, which halves the memory needed.
    """
    header = FieldReader("", draft.header, report)
    header.report_unknown((*HEADER_FIELDS, "entries"))
    glossary_id = header.read("glossary", _check_id) or name
    title = header.read("title") or glossary_id
    language = header.read("language", _check_language) or "en"
    owner = read_owner(header, Path(report.file).parent)
    glossary = Glossary(glossary_id, title, language, (), owner)
    entries = []
    draft.entries.reverse()
    while draft.entries:
        entry = _validate_entry(draft.entries.pop(), glossary, report)
        if entry is not None:
            entries.append(entry)
    return ValidatedFile(glossary, entries, report)


def slugify(headword: str) -> str:
    """Return the id made from a headword: "M protein" gives "m-protein"."""
    return fold(headword).replace(" ", "-") or name_signs(headword)


def _validate_entry(
    draft: DraftEntry, glossary: Glossary, report: IssueReport
) -> LocatedEntry | None:
    if not isinstance(draft.raw, RawMapping):
        hint = "write `headword` and `definition`"
        report.add(draft.location, "", "is not an entry", hint)
        return None
    mistakes = report.mistakes
    raw = _with_our_names(draft.raw)
    fields = FieldReader(draft.location, raw, report)
    fields.report_unknown(ENTRY_FIELDS)
    own_id = fields.read("id", _check_id)
    entry = _read_entry(fields, glossary, own_id)
    concept = fields.read("concept")
    status = fields.read("status", _check_status)
    successor = fields.read("replaced_by")
    if report.mistakes > mistakes:
        report.invalid_ids.add(str(draft.raw.get("id")))
    has_own_id = own_id is not None
    return LocatedEntry(entry, draft.location, has_own_id, concept, status, successor)


def _with_our_names(raw: RawMapping) -> RawMapping:
    renamed = RawMapping([*rename_fields(raw).items()])
    renamed.duplicate_keys = raw.duplicate_keys
    return renamed


def _read_entry(fields: FieldReader, glossary: Glossary, own_id: str | None) -> Entry:
    headword = fields.read_required("headword", _check_designation)
    definition = fields.read_required("definition")
    audience: Any = fields.read("audience", _check_audience) or "patient"
    link: Any = fields.read("link", _check_link)
    return Entry(
        id=own_id or slugify(headword),
        former_ids=fields.read_list("former_ids", _check_id),
        headword=headword,
        definition=Definition(definition, audience),
        alternative=_read_alternative(fields, audience),
        language=fields.read("language", _check_language) or glossary.language,
        glossary=glossary.id,
        abbreviations=fields.read_list("abbreviations", _check_designation),
        variants=fields.read_list("variants", _check_designation),
        hidden_forms=fields.read_list("hidden_forms", _check_designation),
        respelling=fields.read("respelling"),
        audio_url=fields.read("audio_url", check_web_address),
        category=fields.read("category"),
        see_also=tuple(Reference(each, "") for each in fields.read_list("see_also")),
        source=fields.read("source"),
        note=fields.read("note"),
        codes=_read_codes(fields),
        link=link,
    )


def _read_alternative(fields: FieldReader, audience: str) -> Definition | None:
    """Read the definition for professionals, beside that for patients."""
    text = fields.read("professional_definition")
    if text is not None and audience == "professional":
        fields.report(
            "professional_definition",
            "is given beside a definition that is for professionals already",
            "remove `audience`, and write `definition` for patients",
        )
    return None if text is None else Definition(text, "professional")


def _read_codes(fields: FieldReader) -> tuple[Code, ...]:
    codes = []
    for each in fields.read_mappings("codes", _CODES_EXAMPLE):
        each.report_unknown(("system", "code"))
        code = Code(each.read_required("system"), each.read_required("code"))
        codes.append(code)
    return tuple(dict.fromkeys(codes))


def _check_designation(text: str) -> Violation | None:
    if is_name(text):
        return None
    problem = "contains no letter, no digit, and no sign"
    return problem, "write it as a reader would type it"


def _check_id(text: str) -> Violation | None:
    is_valid = all(c.isalnum() or c in _ID_PUNCTUATION for c in text)
    if text[0].isalnum() and is_valid:
        return None
    problem = f"{printable(text)!r} cannot be part of a web address"
    return problem, f"use letters, digits, and -_.~: as in {slugify(text) or 'a-1'!r}"


def _check_language(text: str) -> Violation | None:
    if is_language_tag(text):
        return None
    problem = f"{printable(text)!r} is not a language tag"
    return problem, "use one such as en, es, or pt-BR"


def _check_audience(text: str) -> Violation | None:
    if text in get_args(Audience):
        return None
    problem = f"{printable(text)!r} is not an audience"
    return problem, f"use {' or '.join(get_args(Audience))}"


def _check_link(text: str) -> Violation | None:
    if text in get_args(Linking):
        return None
    hint = "use rarely or never, or remove `link` to mark the entry wherever it is used"
    return f"{printable(text)!r} is not a way to link", hint


def _check_status(text: str) -> Violation | None:
    if text in STATUSES:
        return None
    hint = "use draft or deprecated, or remove `status` from a published entry"
    return f"{printable(text)!r} is not a status", hint
