"""TBX: translations in one concept, and what a termbase of TBX-Basic may contain."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from index.exporting.conversion import convert
from index.exporting.formats import OUTPUT_FORMATS
from index.exporting.records import Losses
from index.exporting.terminology.tbx import write_tbx
from tests.index.exporting.entries import load, write_source
from tests.index.exporting.test_opendocument import EVERYTHING

SPACE = "{urn:iso:std:iso:30042:ed-2}"
CLOT: dict[str, Any] = {
    "headword": "Clot",
    "id": "clot",
    "definition": "Thick blood.",
    "abbreviations": ["CL"],
    "hidden_forms": ["klot"],
    "category": "Blood",
    "concept": "c1",
    "see_also": ["5-vein"],
}
OTHERS: list[dict[str, Any]] = [
    {"headword": "Vein", "id": "5-vein", "definition": "A vessel."},
    {
        "headword": "Coágulo",
        "id": "coagulo",
        "definition": "Sangre espesa.",
        "language": "es",
        "category": "Sangre",
        "concept": "C1",
    },
]


def test_translations_are_written_as_languages_of_one_concept(tmp_path: Path) -> None:
    source, target = write_source(tmp_path, [CLOT, *OTHERS]), tmp_path / "words.tbx"

    convert(source, target, OUTPUT_FORMATS["tbx"])

    root = ElementTree.parse(target).getroot()
    concepts = [*root.iter(f"{SPACE}conceptEntry")]
    languages = [len(each.findall(f"{SPACE}langSec")) for each in concepts]
    assert (root.get("type"), root.get("style")) == ("TBX-Basic", "dca")
    assert languages == [2, 1]
    clot, coagulo, vein = load(target)
    assert [each.id for each in clot.translations] == ["coagulo"]
    assert [each.id for each in clot.see_also] == [vein.id]
    assert (coagulo.category, coagulo.see_also) == ("Sangre", ())


def test_second_entry_of_a_concept_in_one_language_is_counted(tmp_path: Path) -> None:
    entries = [CLOT | {"see_also": []}, CLOT | {"id": "lump", "see_also": []}]
    source, target = write_source(tmp_path, entries), tmp_path / "words.tbx"

    _, losses = convert(source, target, OUTPUT_FORMATS["tbx"])

    assert losses.counts["concepts of a second entry in one language"] == 1
    assert [each.id for each in load(target)] == ["clot", "lump"]


def test_termbase_is_xml_whatever_the_texts_contain(tmp_path: Path) -> None:
    path = tmp_path / "words.tbx"
    names = ("headword", "definition", "category", "note", "source", "language")
    record: dict[str, Any] = dict.fromkeys(names, EVERYTHING) | {"id": "a"}

    write_tbx(
        {"title": EVERYTHING, "language": "en"} | {"glossary": "a"},
        [record],
        path,
        Losses(),
    )

    assert "🙂" in "".join(ElementTree.parse(path).getroot().itertext())
