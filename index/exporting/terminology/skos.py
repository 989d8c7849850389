"""Writers of SKOS: a concept for each entry, translations as exact matches."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote

from index.exporting.records import Record
from index.exporting.terminology.rdf_syntax import (
    Literal,
    Resource,
    to_json_ld,
    to_rdf_xml,
    to_turtle,
)

_SCHEME = ""  # the file is the concept scheme
_TEXTS = (
    ("headword", "skos:prefLabel"),
    ("abbreviations", "skos:altLabel"),
    ("variants", "skos:altLabel"),
    ("hidden_forms", "skos:hiddenLabel"),
    ("definition", "skos:definition"),
    ("note", "skos:note"),
    ("source", "dcterms:source"),
)
_Syntax = Callable[[Iterable[Resource]], Iterator[str]]
_Write = Callable[[Mapping[str, str], Iterable[Record]], Iterator[str]]


def _write_in(syntax: _Syntax) -> _Write:
    def write(header: Mapping[str, str], records: Iterable[Record]) -> Iterator[str]:
        return syntax(make_resources(header, records))

    return write


write_turtle = _write_in(to_turtle)
write_rdf_xml = _write_in(to_rdf_xml)
write_json_ld = _write_in(to_json_ld)


def make_resources(
    header: Mapping[str, str], records: Iterable[Record]
) -> Iterator[Resource]:
    """Yield the concept scheme, then the concepts, each followed by its category."""
    yield _scheme(header)
    groups: dict[str, str] = {}  # first concept of each group of translations
    systems = f"urn:glossary:{quote(header['glossary'])}"
    for record in records:
        yield _concept(record, groups, systems)
        if "category" in record:
            yield _collection(record)


def _scheme(header: Mapping[str, str]) -> Resource:
    language, name = header["language"], header["glossary"]
    properties = [
        ("dcterms:identifier", Literal(name)),
        ("dcterms:language", Literal(language)),
        ("dcterms:title", Literal(header.get("title", name), language)),
    ]
    if "about" in header:
        properties.append(("dcterms:description", Literal(header["about"], language)))
    return Resource(_SCHEME, "skos:ConceptScheme", tuple(properties))


def _concept(record: Record, groups: dict[str, str], systems: str) -> Resource:
    address, language = _address(record["id"]), record["language"]
    properties: list[tuple[str, Literal | str]] = [("skos:inScheme", _SCHEME)]
    for name, predicate in _TEXTS:
        value = record.get(name, [])
        values = [value] if isinstance(value, str) else value
        properties += [(predicate, Literal(each, language)) for each in values]
    if "audience" in record:
        properties.append(("dcterms:audience", Literal(record["audience"])))
    related = record.get("see_also", ())
    properties += [("skos:related", _address(each)) for each in related]
    for each in record.get("codes", ()):
        code = Literal(each["code"], datatype=systems + _address(each["system"]))
        properties.append(("skos:notation", code))
    if concept := record.get("concept", "").casefold():
        first = groups.setdefault(concept, address)
        properties += [("skos:exactMatch", first)] if first != address else []
    return Resource(address, "skos:Concept", tuple(properties))


def _collection(record: Record) -> Resource:
    language, category = record["language"], record["category"]
    properties = (
        ("skos:prefLabel", Literal(category, language)),
        ("skos:member", _address(record["id"])),
    )
    address = _address(f"category:{language}:{category}")
    return Resource(address, "skos:Collection", properties)


def _address(name: str) -> str:
    return f"#{quote(name, safe='-_.~')}"
