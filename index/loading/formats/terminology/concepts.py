"""Concepts with a section for each language, and the entries that they make."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from index.loading.field_names import LISTS
from index.loading.fields import MAX_LENGTHS
from index.loading.formats.draft import (
    DraftEntry,
    IssueReport,
    RawMapping,
    escape_links,
)
from index.loading.rules import LEFT_OUT

_ID_PUNCTUATION = frozenset("-_.~:")
_MAX_ID = 150  # characters; room for a language and a number within the limit of an id


@dataclass(slots=True)
class Section:
    """Names and definition of a concept in one language; "" is that of the file.

    `texts` are the fields of an entry, `related` the ids of entries.
    """

    language: str
    id: str | None = None  # of the entry; else made from that of the concept
    texts: dict[str, list[str]] = field(default_factory=dict)
    related: list[str] = field(default_factory=list)

    def add(self, name: str, text: str) -> None:
        """Add a text of a field; empty ones and repetitions are left out."""
        text = text.strip()
        known = self.texts.setdefault(name, [])
        if text and text not in known:
            known.append(text)

    @property
    def is_complete(self) -> bool:
        """True if it has a name and a definition, as every entry must."""
        return bool(self.texts.get("headword") and self.texts.get("definition"))


@dataclass(slots=True)
class Concept:
    """Concept of a terminology; `related` are ids of concepts, `fields` of all entries.

    `group` is shared by concepts that are translations of each other.
    """

    id: str
    location: str
    group: str
    sections: dict[str, Section] = field(default_factory=dict)
    fields: dict[str, object] = field(default_factory=dict)
    related: list[str] = field(default_factory=list)

    def section(self, language: str) -> Section:
        """Return the section of a language, case ignored; create it if need be."""
        key = language.lower()
        return self.sections.setdefault(key, Section(language))


def make_id(text: str, taken: Mapping[str, object]) -> str:
    """Return a text as an id that is not yet taken: other characters become hyphens.

    A text that may be an id stays as it is.
    """
    allowed = "".join(c if c.isalnum() or c in _ID_PUNCTUATION else "-" for c in text)
    is_id = text == allowed and text[:1].isalnum() and len(text) <= MAX_LENGTHS["id"]
    if is_id and text not in taken:
        return text
    base = allowed[:_MAX_ID].strip("-_.~:") or "concept"
    unique, number = base, 1
    while unique in taken:
        number += 1
        unique = f"{base}-{number}"
    return unique


def add_definitions(
    section: Section, definitions: Mapping[str, list[str]], default: str
) -> None:
    """Add the definitions in a section's language, or in one that it belongs to.

    Keys of `definitions` are languages in lowercase. Those without a language ("") are
    for the default language.
    """
    language = section.language or default
    tag, is_default = language.lower(), language.lower() == default.lower()
    while tag and tag not in definitions:
        tag = tag.rpartition("-")[0]
    if tag or is_default:
        for text in definitions.get(tag, ()):
            section.add("definition", text)


def make_entries(
    concepts: Sequence[Concept], language: str, report: IssueReport
) -> list[DraftEntry]:
    """Return an entry for each language in which a concept has name and definition.

    `language` is that of the file: its entry has the id of the concept.
    """
    ids = _assign_ids(concepts, language)
    groups = _count_entries_by_group(concepts)
    for concept in concepts:
        for section in concept.sections.values():
            if not section.is_complete:
                location, detail = concept.location, section.language
                report.warn(LEFT_OUT.issue(location, "definition", detail))
    return [
        DraftEntry(concept.location, _make_entry(concept, section, ids, groups))
        for concept in concepts
        for section in _complete(concept)
    ]


def _complete(concept: Concept) -> Iterable[Section]:
    return (each for each in concept.sections.values() if each.is_complete)


def _assign_ids(
    concepts: Sequence[Concept], language: str
) -> dict[str, dict[str, str]]:
    """Return the id of the entry of each concept and language."""
    first = (language, "")
    given = [section.id for each in concepts for section in _complete(each)]
    taken: dict[str, object] = dict.fromkeys(each for each in given if each)
    ids: dict[str, dict[str, str]] = {}
    for concept in concepts:
        ids[concept.id] = {}
        sections = _complete(concept)
        for section in sorted(sections, key=lambda each: each.language not in first):
            suffix = f"-{section.language.lower()}" if ids[concept.id] else ""
            own = section.id or make_id(f"{concept.id}{suffix}", taken)
            taken[own] = None
            ids[concept.id][section.language.lower()] = own
    return ids


def _count_entries_by_group(concepts: Iterable[Concept]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for concept in concepts:
        number = sum(1 for _ in _complete(concept))
        counts[concept.group] = counts.get(concept.group, 0) + number
    return counts


def _make_entry(
    concept: Concept,
    section: Section,
    ids: Mapping[str, Mapping[str, str]],
    groups: Mapping[str, int],
) -> RawMapping:
    language = section.language.lower()
    entry: dict[str, object] = {"id": ids[concept.id][language]}
    for name, texts in section.texts.items():
        if texts:
            separator = "\n" if name == "definition" else " "
            entry[name] = list(texts) if name in LISTS else separator.join(texts)
    entry["definition"] = escape_links(str(entry["definition"]))
    if section.language:
        entry["language"] = section.language
    if groups[concept.group] > 1:
        entry["concept"] = concept.group
    related = (_find_related(each, language, ids) for each in concept.related)
    all_related = (*related, *section.related)
    see_also = dict.fromkeys(e for e in all_related if e and e != entry["id"])
    if see_also:
        entry["see_also"] = [*see_also]
    return RawMapping([*(entry | concept.fields).items()])


def _find_related(
    concept: str, language: str, ids: Mapping[str, Mapping[str, str]]
) -> str | None:
    """Return the id of a concept's entry in this language, else its first one."""
    by_language = ids.get(concept, {})
    return by_language.get(language) or next(iter(by_language.values()), None)
