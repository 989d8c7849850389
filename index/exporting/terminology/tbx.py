"""Writer of TBX-Basic (ISO 30042:2019, DCA style): translations share a concept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from index.exporting.markup import escape_text, quote_attribute
from index.exporting.records import Losses, Record
from index.loading.formats.terminology.xml_ids import encode_xml_id

_START = """\
<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang={language} \
xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc>
<titleStmt><title>{title}</title></titleStmt>
<sourceDesc><p>Written by Heardword.</p></sourceDesc>
</fileDesc></tbxHeader>
<text><body>
"""
_END = "</body></text>\n</tbx>\n"
_ABBREVIATION = ("termType", "abbreviation")
_STATUS = "administrativeStatus"
_TERMS = (  # fields, and the notes on each of their terms
    ("abbreviations", (_ABBREVIATION, (_STATUS, "admittedTerm-admn-sts"))),
    ("variants", ((_STATUS, "admittedTerm-admn-sts"),)),
    ("hidden_forms", ((_STATUS, "deprecatedTerm-admn-sts"),)),
)
_PREFERRED = ((_STATUS, "preferredTerm-admn-sts"),)
_Concept = Mapping[str, Record]  # entries by their language in lowercase


def write_tbx(
    header: Mapping[str, str], records: Iterable[Record], path: Path, losses: Losses
) -> None:
    """Write a termbase; a concept has at most one entry in each language."""
    concepts = _group_translations(records, losses)
    headwords = {
        record["id"]: record["headword"]
        for concept in concepts
        for record in concept.values()
    }
    language = quote_attribute(header["language"])
    title = escape_text(header.get("title", header["glossary"]))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_START.format(language=language, title=title))
        for concept in concepts:
            file.writelines(_write_concept(concept, headwords))
        file.write(_END)


def _group_translations(
    records: Iterable[Record], losses: Losses
) -> Sequence[_Concept]:
    concepts: list[dict[str, Record]] = []
    by_name: dict[str, dict[str, Record]] = {}
    for record in records:
        name, language = record.get("concept", "").casefold(), record["language"]
        group = by_name.get(name, {})
        if group and language.lower() not in group:
            group[language.lower()] = record
            continue
        losses.add("concepts of a second entry in one language", int(bool(group)))
        concepts.append({language.lower(): record})
        if name:
            by_name.setdefault(name, concepts[-1])
    return concepts


def _write_concept(concept: _Concept, headwords: Mapping[str, str]) -> Iterator[str]:
    first = next(iter(concept.values()))
    # a prefix that no id of an entry gets, as ids of XML are unique
    yield f'<conceptEntry id="_c.{encode_xml_id(first["id"])}">\n'
    categories = {record.get("category", "") for record in concept.values()}
    is_shared = len(categories) == 1
    if is_shared:
        yield _category(first)
    for record in concept.values():
        yield f"<langSec xml:lang={quote_attribute(record['language'])}>\n"
        if not is_shared:
            yield _category(record)
        yield from _write_entry(record, headwords)
        yield "</langSec>\n"
    yield "</conceptEntry>\n"


def _category(record: Record) -> str:
    if "category" not in record:
        return ""
    return _element("descrip", record["category"], type="subjectField") + "\n"


def _write_entry(record: Record, headwords: Mapping[str, str]) -> Iterator[str]:
    definition = _element("descrip", record["definition"], type="definition")
    if "source" in record:
        definition += _element("admin", record["source"], type="source")
    yield f"<descripGrp>{definition}</descripGrp>\n"
    if "note" in record:
        yield _element("note", record["note"]) + "\n"
    references = (
        _element(
            "ref", headwords[each], type="crossReference", target=encode_xml_id(each)
        )
        for each in record.get("see_also", ())
        if each in headwords
    )
    term = _term(record["headword"], _PREFERRED) + "".join(references)
    yield f'<termSec id="{encode_xml_id(record["id"])}">{term}</termSec>\n'
    for name, notes in _TERMS:
        for text in record.get(name, ()):
            yield f"<termSec>{_term(text, notes)}</termSec>\n"


def _term(text: str, notes: Iterable[tuple[str, str]]) -> str:
    written = (_element("termNote", value, type=name) for name, value in notes)
    return _element("term", text) + "".join(written)


def _element(name: str, text: str, **attributes: str) -> str:
    pairs = (f" {key}={quote_attribute(attributes[key])}" for key in attributes)
    return f"<{name}{''.join(pairs)}>{escape_text(text)}</{name}>"
