"""Syntaxes of RDF: resources as Turtle, RDF/XML, or JSON-LD, one after the other."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from index.exporting.markup import escape_text, quote_attribute

_PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
}
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_to_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Literal:
    """Text with its language, or else with the address of its datatype.

    That is absolute, as rdflib ignores relative ones in JSON-LD.
    """

    text: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """Resource of a type; properties have prefixed names, texts, and addresses.

    Addresses are relative to that of the file, which is "" itself.
    """

    address: str
    type: str
    properties: tuple[tuple[str, Literal | str], ...]


def to_turtle(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield Turtle."""
    for prefix, address in _PREFIXES.items():
        yield f"@prefix {prefix}: <{address}> .\n"
    for each in resources:
        pairs = [("a", each.type)]
        pairs += [(name, _turtle_value(value)) for name, value in each.properties]
        body = " ;\n  ".join(" ".join(pair) for pair in pairs)
        yield f"<{each.address}> {body} .\n"


def _turtle_value(value: Literal | str) -> str:
    """Return a value; the escapes of JSON are among those of Turtle."""
    if isinstance(value, str):
        return f"<{value}>"
    text = _to_json(value.text)
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^<{value.datatype}>" if value.datatype else text


def to_rdf_xml(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield RDF/XML."""
    names = {"rdf": _RDF} | _PREFIXES
    spaces = " ".join(f'xmlns:{prefix}="{names[prefix]}"' for prefix in names)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF {spaces}>\n'
    for each in resources:
        properties = (_xml_property(*pair) for pair in each.properties)
        about = quote_attribute(each.address)
        yield (
            f"<{each.type} rdf:about={about}>\n{''.join(properties)}</{each.type}>\n"
        )
    yield "</rdf:RDF>\n"


def _xml_property(name: str, value: Literal | str) -> str:
    if isinstance(value, str):
        return f"  <{name} rdf:resource={quote_attribute(value)}/>\n"
    attribute = ""
    if value.language:
        attribute = f" xml:lang={quote_attribute(value.language)}"
    elif value.datatype:
        attribute = f" rdf:datatype={quote_attribute(value.datatype)}"
    return f"  <{name}{attribute}>{escape_text(value.text)}</{name}>\n"


def to_json_ld(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield JSON-LD, a resource to a line; its context is written out."""
    yield f'{{"@context": {_to_json(_PREFIXES)}, "@graph": ['
    separator = "\n"
    for each in resources:
        yield separator + _to_json(_json_resource(each))
        separator = ",\n"
    yield "\n]}\n"


def _json_resource(resource: Resource) -> dict[str, Any]:
    document: dict[str, Any] = {"@id": resource.address, "@type": resource.type}
    for name, value in resource.properties:
        document.setdefault(name, []).append(_json_value(value))
    return document


def _json_value(value: Literal | str) -> dict[str, str]:
    if isinstance(value, str):
        return {"@id": value}
    members = {"@value": value.text, "@language": value.language}
    members["@type"] = value.datatype
    return {name: text for name, text in members.items() if text}
