"""TBX vocabulary: data categories of a concept, its languages, and its terms."""

import re
from collections.abc import Iterator
from typing import Any

from index.loading.formats.terminology.concepts import (
    Concept,
    Section,
    add_definitions,
    make_id,
)
from index.loading.formats.terminology.xml_ids import decode_xml_id

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_WITH_TYPE = frozenset({"descrip", "termNote", "admin", "ref", "xref"})  # DCA
_LANGUAGES = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_SHORT = {"abbreviation", "acronym", "initialism", "shortForm", "abbreviatedForm"}
_REJECTED = ("deprecatedTerm", "supersededTerm")
_RELATIONS = ("crossReference", "conceptRelation")
_STATUS = ("administrativeStatus", "normativeAuthorization")
_WRAPPED_LINE = re.compile(r"\s*\n[ \t]+")  # indentation of XML, no line of the text

_Category = tuple[str, Any]  # name of a data category, its element
_Owner = tuple[Concept, Section | None]  # of an id in the file


class ConceptReader:
    """Reads concepts; `language` is that of the file, for texts without their own."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._concepts: dict[str, Concept] = {}  # by the id in the file
        self._terms: dict[str, _Owner] = {}
        self._taken: dict[str, object] = {}

    def read(self, element: Any) -> Concept:
        """Read one concept; its references are resolved after the last."""
        raw_id = element.get("id") or f"concept {len(self._taken) + 1}"
        name = make_id(decode_xml_id(raw_id), self._taken)
        self._taken[name] = None
        concept = Concept(name, f"concept {raw_id[:100]!r}", name)
        self._concepts.setdefault(raw_id, concept)
        definitions: dict[str, list[str]] = {}
        for part in element:
            if local_name(part) in _LANGUAGES:
                self._read_language(part, concept, definitions)
        self._read_concept_level(element, concept, definitions)
        for section in concept.sections.values():
            add_definitions(section, definitions, self._main(concept))
        return concept

    def resolve_references(self) -> None:
        """Replace the ids of the file by those of concepts and of entries."""
        for concept in self._concepts.values():
            targets = [each for each in map(self._find, concept.related) if each]
            concept.related = [each.id for each, _ in targets]
            for section in concept.sections.values():
                self._resolve_section(concept, section)

    def _resolve_section(self, concept: Concept, section: Section) -> None:
        """Refer to entries by terms with ids, else to concepts."""
        targets = [each for each in map(self._find, section.related) if each]
        section.related = []
        for other, term in targets:
            if term and term.id and term.is_complete:
                section.related.append(term.id)
            else:
                concept.related.append(other.id)

    def _find(self, target: str) -> _Owner | None:
        """Return the concept with an id in the file, and the section of a term."""
        if concept := self._concepts.get(target):
            return concept, None
        return self._terms.get(target)

    def _main(self, concept: Concept) -> str:
        """Return the language of the file if the concept has it, else its first."""
        if self._language.lower() in concept.sections:
            return self._language
        return next((each.language for each in concept.sections.values()), "")

    def _read_concept_level(
        self, element: Any, concept: Concept, definitions: dict[str, list[str]]
    ) -> None:
        main = concept.sections.get(self._main(concept).lower())
        for name, part in _categories(element):
            if name == "definition":
                _collect(definitions, language_of(part), part)
            elif name in _RELATIONS:
                concept.related.append(_target(part))
            elif name == "subjectField":
                _set_category(concept, text_of(part))
            elif main is not None:
                _read_remark(main, name, part)

    def _read_language(
        self, element: Any, concept: Concept, definitions: dict[str, list[str]]
    ) -> None:
        section = concept.section(language_of(element))
        for name, part in _categories(element):
            if name == "definition":
                _collect(definitions, section.language, part)
            elif name == "subjectField":
                section.texts["category"] = [*filter(None, [text_of(part).strip()])]
            else:
                _read_remark(section, name, part)
        terms = [each for each in element if local_name(each) in _TERMS]
        for each in terms:
            self._terms.setdefault(each.get("id", ""), (concept, section))
        _read_terms(terms, section, definitions)


def _set_category(concept: Concept, category: str) -> None:
    for section in concept.sections.values():
        if not section.texts.get("category"):
            section.add("category", category)


def _collect(definitions: dict[str, list[str]], language: str, element: Any) -> None:
    definitions.setdefault(language.lower(), []).append(text_of(element))


def _target(element: Any) -> str:
    return str(element.get("target") or "").removeprefix("#")


def _read_remark(section: Section, name: str, element: Any) -> None:
    if name in _RELATIONS:
        section.related.append(_target(element))
    elif name in ("note", "source"):
        section.add(name, text_of(element))
    elif name == "externalCrossReference":
        target = element.get("target") or ""
        section.add("source", f"{text_of(element)} {target}")


def _read_terms(
    elements: list[Any], section: Section, definitions: dict[str, list[str]]
) -> None:
    """Read the terms: the preferred one, else the first, is the headword."""
    terms = [_Term(each) for each in elements]
    usable = [each for each in terms if each.text and not each.is_rejected]
    usable.sort(key=lambda each: each.precedence)
    for term in usable[:1]:
        section.add("headword", term.text)
        section.id = term.id
    for term in usable[1:]:
        section.add("abbreviations" if term.is_short else "variants", term.text)
    for term in terms:
        if term.is_rejected:
            section.add("hidden_forms", term.text)
        _read_term_level(term, section, definitions, is_main=term in usable[:1])


def _read_term_level(
    term: "_Term", section: Section, definitions: dict[str, list[str]], *, is_main: bool
) -> None:
    for name, part in term.categories:
        if name == "definition":
            _collect(definitions, section.language, part)
        elif name == "pronunciation" and is_main:
            section.add("respelling", text_of(part))
        elif name != "source":  # of the term, not of the definition
            _read_remark(section, name, part)


class _Term:
    """Term with its status and type."""

    def __init__(self, element: Any) -> None:
        self.categories = [*_categories(element)]
        self.text = next(
            (text_of(part) for name, part in self.categories if name == "term"), ""
        )
        own_id = element.get("id")
        self.id = decode_xml_id(own_id) if own_id else None
        if self.id is not None and make_id(self.id, {}) != self.id:
            self.id = None
        values = {name: text_of(part) for name, part in self.categories}
        self._status = next((values[each] for each in _STATUS if each in values), "")
        self._type = values.get("termType", "")

    @property
    def is_rejected(self) -> bool:
        return self._status.startswith(_REJECTED)

    @property
    def is_short(self) -> bool:
        return self._type in _SHORT

    @property
    def precedence(self) -> tuple[bool, bool]:
        """Sort key: preferred terms first, short forms last."""
        return not self._status.startswith("preferredTerm"), self.is_short


def _categories(element: Any) -> Iterator[_Category]:
    """Yield the data categories of one level, those in groups too."""
    for part in element:
        name = local_name(part)
        if name in _LANGUAGES or name in _TERMS:
            continue
        if name.endswith("Grp"):
            yield from _categories(part)
        else:
            yield (part.get("type", "") if name in _WITH_TYPE else name), part


def local_name(element: Any) -> str:
    """Return the tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def language_of(element: Any) -> str:
    """Return the language that an element states, else ""."""
    stated = element.get(_LANGUAGE) or element.get("lang") or ""
    return str(stated).replace("_", "-")


def text_of(element: Any) -> str:
    """Return the text in an element, without the line breaks of indented XML."""
    return _WRAPPED_LINE.sub(" ", "".join(element.itertext())).strip()
