"""Writer of SKOS in Turtle: a concept for each entry, translations as exact matches."""

import json
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from index.exporting.records import Record

_PREFIXES = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""
_TEXTS = (
    ("headword", "skos:prefLabel"),
    ("abbreviations", "skos:altLabel"),
    ("variants", "skos:altLabel"),
    ("hidden_forms", "skos:hiddenLabel"),
    ("definition", "skos:definition"),
    ("note", "skos:note"),
    ("source", "dcterms:source"),
)


def write_turtle(header: Mapping[str, str], records: Iterable[Record]) -> Iterator[str]:
    """Yield the concept scheme, the concepts, and a collection for each category."""
    language, name = header["language"], header["glossary"]
    yield _PREFIXES
    yield (
        "<> a skos:ConceptScheme ;\n"
        f"  dcterms:identifier {_text(name)} ;\n"
        f"  dcterms:language {_text(language)} ;\n"
        f"  dcterms:title {_text(header.get('title', name), language)} .\n"
    )
    groups: dict[str, str] = {}  # first concept of each group of translations
    for record in records:
        yield _concept(record, groups)


def _concept(record: Record, groups: dict[str, str]) -> str:
    node, language = _node(record["id"]), record["language"]
    pairs = [("a", "skos:Concept"), ("skos:inScheme", "<>")]
    for name, predicate in _TEXTS:
        value = record.get(name, [])
        values = [value] if isinstance(value, str) else value
        pairs += [(predicate, _text(each, language)) for each in values]
    if "audience" in record:
        pairs.append(("dcterms:audience", _text(record["audience"])))
    pairs += [("skos:related", _node(each)) for each in record.get("see_also", ())]
    pairs += [
        ("skos:notation", f"{_text(each['code'])}^^{_node(each['system'])}")
        for each in record.get("codes", ())
    ]
    if concept := record.get("concept", "").casefold():
        first = groups.setdefault(concept, node)
        pairs += [("skos:exactMatch", first)] if first != node else []
    body = " ;\n  ".join(" ".join(pair) for pair in pairs)
    category = record.get("category")
    return f"{node} {body} .\n" + (
        _member(category, language, node) if category else ""
    )


def _member(category: str, language: str, node: str) -> str:
    collection = _node(f"category:{language}:{category}")
    label = _text(category, language)
    return (
        f"{collection} a skos:Collection ; "
        f"skos:prefLabel {label} ; skos:member {node} .\n"
    )


def _node(name: str) -> str:
    return f"<#{quote(name, safe='-_.~')}>"


def _text(text: str, language: str = "") -> str:
    """Return a literal; the escapes of JSON are among those of Turtle."""
    return json.dumps(text, ensure_ascii=False) + (f"@{language}" if language else "")
