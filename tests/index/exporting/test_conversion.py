"""Conversion: what is written is read again, and what is lost is listed."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from index.cli.main import commands
from index.exporting.conversion import convert
from index.exporting.formats import OUTPUT_FORMATS
from index.exporting.records import FIELDS
from index.exporting.tables import escape_formula
from index.loading.field_names import SYNONYMS
from index.loading.loader import load_glossaries

ENTRIES: list[dict[str, Any]] = [
    {
        "headword": "=Clot",
        "id": "clot",
        "abbreviations": ["CL"],
        "variants": ["-lump", "mass"],
        "hidden_forms": ["klot"],
        "respelling": "KLOT",
        "definition": '\'Thick "blood", see [[vein]].\n\nNO; yes | no: # \\ é',
        "category": "Blood",
        "codes": [
            {"system": "ICD-10-CM", "code": "D64.9"},
            {"system": "https://example.org/a%20b", "code": "a:1"},
        ],
        "see_also": ["vein"],
        "concept": "c1",
        "note": "@note",
        "source": "''A book",
        "professional_definition": "A [[vein|vessel]].",
        "link": "never",
    },
    {
        "headword": "Coágulo",
        "id": "coagulo",
        "definition": "Sangre espesa.",
        "language": "es",
        "concept": "c1",
    },
    {"headword": "Vein", "id": "vein", "definition": "A vessel."},
    {"headword": "Draft", "id": "draft", "definition": "x", "status": "draft"},
]
HEADER = {"glossary": "words", "title": "Our words", "about": "Made by us."}
COMPLETE = [name for name, each in OUTPUT_FORMATS.items() if each.is_complete]


def write_source(folder: Path, entries: list[dict[str, Any]] = ENTRIES) -> Path:
    source = folder / "source.json"
    source.write_text(json.dumps(HEADER | {"entries": entries}))
    return source


@pytest.mark.parametrize("name", COMPLETE)
def test_round_trip_through_a_complete_format_keeps_everything(
    tmp_path: Path, name: str
) -> None:
    source, back = write_source(tmp_path), tmp_path / "back.json"
    middle = tmp_path / f"words{OUTPUT_FORMATS[name].ending}"

    convert(source, middle, OUTPUT_FORMATS[name])
    convert(middle, back, OUTPUT_FORMATS["json"])

    assert load_glossaries([back])[0].entries == load_glossaries([source])[0].entries
    assert '"status": "draft"' in back.read_text()
    if name not in ("csv", "tsv"):
        assert load_glossaries([middle]) == load_glossaries([source])


@pytest.mark.parametrize("name", ["skos", "skos-xml", "skos-json"])
def test_round_trip_through_skos_keeps_what_it_carries(
    tmp_path: Path, name: str
) -> None:
    output = OUTPUT_FORMATS[name]
    source, middle = write_source(tmp_path), tmp_path / f"words{output.ending}"

    count, losses = convert(source, middle, output)

    assert count == 3
    assert losses.counts == {
        "links in definitions": 2,
        "professional_definition": 1,
        "link": 1,
        "entries with the status draft": 1,
        "respelling": 1,
        "abbreviations, which become variants": 1,
    }
    clot, coagulo, vein = load_glossaries([middle])[0].entries
    expected = load_glossaries([source])[0].entries[0]
    assert (clot.id, clot.headword) == ("clot", "=Clot")
    assert clot.variants == ("CL", "-lump", "mass")
    assert clot.definition == expected.definition
    assert (clot.codes, clot.see_also) == (expected.codes, expected.see_also)
    assert (clot.category, clot.note, clot.source) == ("Blood", "@note", "''A book")
    assert [each.id for each in clot.translations] == [coagulo.id]
    assert vein.definition.text == "A vessel."


def test_every_field_of_a_glossary_file_is_exported() -> None:
    assert {*FIELDS} == {*SYNONYMS}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "'a", "''a", "'=a"])
def test_cells_that_a_spreadsheet_would_run_are_escaped(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("name", ["fhir", "schema.org", "anki"])
def test_formats_for_other_programs_are_written(tmp_path: Path, name: str) -> None:
    target = tmp_path / "out"

    convert(write_source(tmp_path), target, OUTPUT_FORMATS[name])

    text = target.read_text()
    if name == "anki":
        assert text.count("Coágulo\tSangre espesa.\t\n") == 1
        return
    document = json.loads(text)
    items = document["concept" if name == "fhir" else "hasDefinedTerm"]
    assert len(items) == 3


def test_command_lists_what_is_lost_and_replaces_nothing(tmp_path: Path) -> None:
    source, target = write_source(tmp_path), tmp_path / "words.csv"

    first, second, forced, unknown = (
        CliRunner().invoke(commands, ["convert", str(source), *map(str, arguments)])
        for arguments in (
            [target],
            [target],
            [target, "--force"],
            [tmp_path / "words.docx"],
        )
    )

    assert first.exit_code == forced.exit_code == 0
    assert "4 entries are in" in first.output
    assert "1 × title of the glossary" in first.output
    assert "Use --force to replace it." in second.output
    assert "must end in one of .yaml" in unknown.output
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        *("source.json", "words.csv"),
    ]


def test_logo_stays_a_path_beside_the_file_or_is_a_loss(tmp_path: Path) -> None:
    source, other = tmp_path / "a.yaml", tmp_path / "other"
    other.mkdir()
    (tmp_path / "l.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    source.write_text("logo: l.svg\nentries: [{headword: A, definition: b}]")

    _, kept = convert(source, tmp_path / "b.json", OUTPUT_FORMATS["json"])
    _, lost = convert(source, other / "b.json", OUTPUT_FORMATS["json"])

    assert json.loads((tmp_path / "b.json").read_text())["logo"] == "l.svg"
    assert "logo" not in json.loads((other / "b.json").read_text())
    assert not kept.counts
    assert [*lost.counts] == ["logo, which is not in the folder of the new file"]
