"""SKOS vocabulary: concepts, their labels in all languages, notes, and relations."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from rdflib import DC, DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace
from rdflib.term import Identifier, Node, URIRef

from index.analysis.analyzers import is_language_tag
from index.loading.formats.draft import Draft, IssueReport, RawMapping
from index.loading.formats.terminology.concepts import (
    Concept,
    Section,
    add_definitions,
    make_entries,
    make_id,
)

_XL = Namespace("http://www.w3.org/2008/05/skos-xl#")
_LABELS = {  # property of SKOS: field, in order of precedence
    "prefLabel": "headword",
    "altLabel": "variants",
    "hiddenLabel": "hidden_forms",
}
_OTHERS = (
    ("note", SKOS.note),
    ("note", SKOS.scopeNote),
    ("source", DCTERMS.source),
)
_DEFINITIONS = (SKOS.definition, SKOS.scopeNote, DCTERMS.description, RDFS.comment)
_TITLES = (DCTERMS.title, DC.title, SKOS.prefLabel, RDFS.label)
_MAX_ABOUT = 500  # characters; a longer description is no sentence for readers


def read_concepts(graph: Graph, report: IssueReport) -> Draft:
    """Return the concepts of a graph as entries, and its concept scheme as header."""
    reader = _Reader(graph)
    header = reader.header()
    concepts = reader.concepts()
    entries = make_entries(concepts, str(header["language"]), report)
    if not entries:
        problem = f"has {len(concepts):,} concepts, none with a definition"
        if not concepts:
            problem = "contains no SKOS concept"
        hint = "give each concept skos:prefLabel and skos:definition in one language"
        report.add("", "", problem, hint)
    return Draft(header, entries)


class _Reader:
    """Reads one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._scheme = self._find_scheme()
        self._language = self._find_language()
        self._title = self._find_title()
        self._ids: dict[Node, str] = {}
        self._groups: dict[Node, str] = {}
        taken: dict[str, object] = {}
        for concept in self._list_concepts():
            self._ids[concept] = unique = make_id(_end(concept), taken)
            taken[unique] = None

    def header(self) -> RawMapping:
        """Return title, language, and so on of the concept scheme."""
        fields = {"language": self._language}
        if self._scheme is not None:
            identifier = self._text(self._scheme, DCTERMS.identifier)
            about = self._text(self._scheme, DCTERMS.description)
            about = about if len(about) <= _MAX_ABOUT else ""
            fields |= {"title": self._title, "about": about}
            if identifier == make_id(identifier, {}):
                fields["glossary"] = identifier
        return RawMapping([(name, text) for name, text in fields.items() if text])

    def concepts(self) -> list[Concept]:
        """Return the concepts in the order of the file."""
        categories = self._categories()
        concepts = [self._concept(each) for each in self._ids]
        for node, concept in zip(self._ids, concepts, strict=True):
            for language, text in categories.get(node, ()):
                for section in concept.sections.values():
                    if language in ("", section.language.lower()):
                        section.texts.setdefault("category", [text])
        return concepts

    def _concept(self, node: Node) -> Concept:
        concept = Concept(self._ids[node], f"concept {_shown(node)}", self._group(node))
        self._add_labels(node, concept)
        self._add_definitions(node, concept)
        self._add_others(node, concept)
        nodes = (*self._graph[node : SKOS.related], *self._graph[node : RDFS.seeAlso])
        concept.related = [self._ids[each] for each in nodes if each in self._ids]
        codes = [self._code(each) for each in self._graph[node : SKOS.notation]]
        if codes:
            concept.fields["codes"] = codes
        audience = self._text(node, DCTERMS.audience)
        if audience in ("patient", "professional"):
            concept.fields["audience"] = audience
        return concept

    def _group(self, node: Node) -> str:
        """Return the least id among a concept's exact matches, in both directions."""
        if node in self._groups:
            return self._groups[node]
        group, pending = {node}, [node]
        while pending:
            current = pending.pop()
            matches = {*self._graph[current : SKOS.exactMatch]}
            matches |= {*self._graph[: SKOS.exactMatch : current]}
            found = (matches & self._ids.keys()) - group
            group |= found
            pending += found
        self._groups |= dict.fromkeys(group, min(self._ids[each] for each in group))
        return self._groups[node]

    def _add_labels(self, node: Node, concept: Concept) -> None:
        for name, field in _LABELS.items():
            for label in self._labels(node, name):
                section = concept.section(label.language or "")
                is_first = name == "altLabel" and not section.texts.get("headword")
                section.add("headword" if is_first else field, str(label))
        for section in concept.sections.values():
            names = section.texts.get("headword", [])
            for other in names[1:]:
                section.add("variants", other)
            del names[1:]

    def _labels(self, node: Node, name: str) -> Iterator[Literal]:
        """Yield labels: literals, or resources that have a literal (SKOS-XL)."""
        literals = [*self._graph[node : SKOS[name]]]
        for label in self._graph[node : _XL[name]]:
            literals += self._graph[label : _XL.literalForm]
        if name == "prefLabel" and not literals:
            literals = [*self._graph[node : RDFS.label]]
        return (each for each in literals if isinstance(each, Literal))

    def _add_definitions(self, node: Node, concept: Concept) -> None:
        """Add to each section definitions in its language, else untagged ones."""
        texts: dict[str, list[str]] = {}
        for predicate in _DEFINITIONS:
            found = [*self._documentation(node, predicate)]
            for literal in found:
                texts.setdefault((literal.language or "").lower(), []).append(
                    str(literal)
                )
            if found:
                break
        for section in concept.sections.values():
            add_definitions(section, texts, self._language)

    def _add_others(self, node: Node, concept: Concept) -> None:
        """Add notes, sources, and ids of entries to the sections of their languages."""
        for field, predicate in _OTHERS:
            for literal in self._documentation(node, predicate):
                section = self._find_section(concept, literal)
                text = str(literal)
                if section and not _is_definition(text, predicate, section):
                    section.add(field, text)
        for literal in self._documentation(node, DCTERMS.identifier):
            section = concept.sections.get((literal.language or "-").lower())
            if section and make_id(str(literal), {}) == str(literal):
                section.id = str(literal)

    def _find_section(self, concept: Concept, literal: Literal) -> Section | None:
        """Return the section of a text; one without a language is of the file's."""
        if literal.language:
            return concept.sections.get(literal.language.lower())
        return concept.sections.get("") or concept.sections.get(self._language.lower())

    def _documentation(self, node: Node, predicate: URIRef) -> Iterator[Literal]:
        """Yield texts: literals, or resources whose value is a literal."""
        for value in self._graph[node:predicate]:
            values = (
                [value]
                if isinstance(value, Literal)
                else self._graph[value : RDF.value]
            )
            yield from (each for each in values if isinstance(each, Literal))

    def _code(self, notation: Node) -> RawMapping:
        """Return a notation as a code; its datatype or the scheme names the system."""
        datatype = getattr(notation, "datatype", None)
        if datatype and not str(datatype).startswith(str(XSD)):
            system = _end(datatype)
        else:
            system = self._title or "notation"
        return RawMapping([("system", system), ("code", str(notation))])

    def _categories(self) -> dict[Node, list[tuple[str, str]]]:
        """Return the names of the collections of each concept, with their languages."""
        categories: dict[Node, list[tuple[str, str]]] = {}
        for collection, member in self._graph[: SKOS.member]:
            for label in self._labels(collection, "prefLabel"):
                named = ((label.language or "").lower(), str(label))
                categories.setdefault(member, []).append(named)
        return categories

    def _list_concepts(self) -> Iterator[Node]:
        """Yield the concepts: typed as such, or with a preferred label."""
        others = {*self._graph[: RDF.type : SKOS.ConceptScheme]}
        others |= {*self._graph[: RDF.type : SKOS.Collection]}
        found = dict.fromkeys(self._graph[: RDF.type : SKOS.Concept])
        for predicate in (SKOS.prefLabel, _XL.prefLabel):
            found |= dict.fromkeys(node for node, _ in self._graph[:predicate])
        return (node for node in found if node not in others and self._is_current(node))

    def _is_current(self, node: Node) -> bool:
        return not any(
            str(each) == "true" for each in self._graph[node : OWL.deprecated]
        )

    def _find_scheme(self) -> Node | None:
        """Return the scheme that most concepts are in, else the only one described."""
        schemes = Counter(scheme for _, scheme in self._graph[: SKOS.inScheme])
        schemes.update(self._graph[: RDF.type : SKOS.ConceptScheme])
        return schemes.most_common(1)[0][0] if schemes else None

    def _find_language(self) -> str:
        """Return the language of the scheme, else that of most labels."""
        if self._scheme is not None:
            for language in self._graph[self._scheme : DCTERMS.language]:
                if isinstance(language, Literal) and is_language_tag(str(language)):
                    return str(language)
        labels = (label for _, label in self._graph[: SKOS.prefLabel])
        languages = (getattr(each, "language", None) for each in labels)
        counts = Counter(each for each in languages if each)
        return counts.most_common(1)[0][0] if counts else "en"

    def _find_title(self) -> str:
        if self._scheme is None:
            return ""
        titles = (self._text(self._scheme, each) for each in _TITLES)
        return next((each for each in titles if each), "")

    def _text(self, node: Node, predicate: URIRef) -> str:
        """Return the text of a property in the file's language, else the first."""
        texts = {
            (each.language or "").lower(): str(each).strip()
            for each in reversed([*self._graph[node:predicate]])
            if isinstance(each, Literal)
        }
        best = texts.get(self._language.lower()) or texts.get("")
        return best or next(iter(texts.values()), "")


def _is_definition(text: str, predicate: URIRef, section: Section) -> bool:
    """Return whether a scope note is already the definition, for want of another."""
    definitions = section.texts.get("definition", ())
    return predicate == SKOS.scopeNote and text in definitions


def _end(node: Node) -> str:
    """Return what follows the last # or / of an address, else the whole."""
    address = str(node).rstrip("#/")
    return unquote(address.replace("#", "/").rpartition("/")[2])


def _shown(node: Node) -> str:
    text = str(node) if isinstance(node, Identifier) else ""
    return repr(text[-100:])
