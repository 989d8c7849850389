"""Writers of formats for other programs, which Heardword does not read back."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from index.exporting.records import Record

_to_json = json.JSONEncoder(ensure_ascii=False).encode


def write_anki(header: Mapping[str, str], records: Iterable[Record]) -> Iterator[str]:
    """Yield notes for Anki: front, back, tag; tabs between them, no HTML."""
    yield "#separator:tab\n#html:false\n#tags column:3\n"
    for record in records:
        text = io.StringIO(newline="")
        said = f" ({record['respelling']})" if "respelling" in record else ""
        tag = "_".join(record.get("category", "").split())
        row = (record["headword"] + said, record["definition"], tag)
        csv.writer(text, delimiter="\t", lineterminator="\n").writerow(row)
        yield text.getvalue()


def write_fhir(header: Mapping[str, str], records: Iterable[Record]) -> Iterator[str]:
    """Yield a CodeSystem of FHIR R4, with a concept for each entry."""
    name = header["glossary"]
    system = {
        "resourceType": "CodeSystem",
        "url": f"urn:glossary:{name}",
        "title": header.get("title", name),
        "status": "active",
        "content": "complete",
        "language": header["language"],
    }
    yield from _stream(system, "concept", map(_concept, records))


def _concept(record: Record) -> dict[str, Any]:
    names = (*record.get("abbreviations", ()), *record.get("variants", ()))
    language = record["language"]
    concept: dict[str, Any] = {
        "code": record["id"],
        "display": record["headword"],
        "definition": record["definition"],
    }
    designations = [{"language": language, "value": each} for each in names]
    return concept | ({"designation": designations} if designations else {})


def write_schema_org(
    header: Mapping[str, str], records: Iterable[Record]
) -> Iterator[str]:
    """Yield a DefinedTermSet of schema.org as JSON-LD."""
    terms = {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": f"urn:glossary:{header['glossary']}",
        "name": header.get("title", header["glossary"]),
        "inLanguage": header["language"],
    }
    yield from _stream(terms, "hasDefinedTerm", map(_term, records))


def _term(record: Record) -> dict[str, Any]:
    names = [*record.get("abbreviations", ()), *record.get("variants", ())]
    term: dict[str, Any] = {
        "@type": "DefinedTerm",
        "@id": f"#{record['id']}",
        "name": record["headword"],
        "description": record["definition"],
        "inLanguage": record["language"],
    }
    codes = [each["code"] for each in record.get("codes", ())]
    return term | {
        name: value
        for name, value in (("alternateName", names), ("termCode", codes))
        if value
    }


def _stream(
    head: Mapping[str, Any], name: str, items: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield an object whose last member is a list, an item to a line."""
    yield f"{_to_json(head)[:-1]}, {_to_json(name)}: ["
    separator = "\n"
    for item in items:
        yield separator + _to_json(item)
        separator = ",\n"
    yield "\n]}\n"
