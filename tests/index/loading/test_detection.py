"""Detection: content decides where the ending of a file says nothing or lies."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from index.loading.loader import list_glossary_files, load_glossaries
from index.model.glossary import Reference
from tests.index.loading.glossary_files import CLOT, Write, issues_in, only_issue_in

TURTLE = """# words
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<#clot> skos:prefLabel "Clot" ; skos:definition "Thick blood." ."""
TBX = """<?xml version="1.0"?><tbx xml:lang="en"><conceptEntry id="c"><langSec
 xml:lang="en"><termSec><term>Clot</term><descrip type="definition">Thick blood.
</descrip></termSec></langSec></conceptEntry></tbx>"""
LINKED = {
    "@context": {"s": "http://www.w3.org/2004/02/skos/core#"},
    "@id": "#clot",
    "s:prefLabel": "Clot",
    "s:definition": "Thick blood.",
}
TABLE = "word\tmeaning\nClot\tThick blood.\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", TABLE),
        ("a.txt", TABLE.encode("utf-16")),
        ("a", "Term;Definition\nClot;Thick blood.\n"),
        ("a.txt", json.dumps([CLOT])),
        ("a.csv", json.dumps({"entries": [CLOT]}, indent=1)),
        ("a.txt", json.dumps(CLOT) + "\n" + json.dumps(CLOT | {"headword": "B"})),
        ("a.json", json.dumps(CLOT) + "\n" + json.dumps(CLOT | {"headword": "B"})),
        ("a.jsonl", json.dumps([CLOT], indent=1)),
        ("a.jsonl", json.dumps({"entries": [CLOT]}, indent=1)),
        ("a.txt", "entries:\n- headword: Clot\n  definition: Thick blood."),
        ("a.txt", "- term: Clot\n  definition: Thick blood."),
        ("a.txt", TURTLE),
        ("a.json", json.dumps(LINKED)),
        ("a.xml", TBX),
        ("a.tbx", TBX),
    ],
)
def test_content_decides(write: Write, name: str, content: str | bytes) -> None:
    entry = load_glossaries(list_glossary_files([write(name, content)]))[0].entries[0]

    assert (entry.headword, entry.definition.text) == ("Clot", "Thick blood.")


def test_workbook_under_another_name_is_read(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["word", "meaning"], ["Clot", "Thick blood."]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "words.csv")

    (glossary,) = load_glossaries(list_glossary_files([tmp_path]))

    assert glossary.entries[0].headword == "Clot"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", "%PDF-1.7 x", "looks like a PDF document"),
        ("a.xls", b"\xd0\xcf\x11\xe0 x", "looks like a file of an old Excel or Word"),
        ("a.json", b"\x1f\x8b\x08", "looks like a file packed with gzip"),
        ("a.yaml", "<!DOCTYPE html><html>", "looks like a web page"),
        ("a.txt", "Some words.\nOthers.", "has the unsupported extension '.txt'"),
        ("a.txt", "Dear all: hello", "has the unsupported extension '.txt'"),
        ("a.docx", "", "has the unsupported extension '.docx'"),
    ],
)
def test_file_of_another_program_is_refused_with_what_it_looks_like(
    write: Write, name: str, content: str | bytes, problem: str
) -> None:
    assert only_issue_in(write(name, content))[2] == problem


def test_word_document_is_named(tmp_path: Path) -> None:
    file = tmp_path / "words.xlsx"
    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")

    (issue,) = issues_in(file)

    assert issue.problem == "looks like a Word document"
    assert ".xlsx or .csv" in issue.hint


def test_records_of_airtable_are_entries(write: Write) -> None:
    records = [
        {"id": "rec1", "createdTime": "2026-01-01", "fields": {"Name": "Clot"}},
        {"id": "rec2", "fields": {"Name": "Vein", "Definition": "A vessel."}},
    ]
    records[0]["fields"] = {
        "Name": "Clot",
        "Definition": "Thick blood.",
        "Synonyms": "lump; mass",
        "Tags": ["Blood", "Vessels"],
        "See also": ["rec2"],
    }

    first, second = load_glossaries(
        [write("a.json", json.dumps({"records": records}))]
    )[0].entries

    assert (first.headword, first.variants) == ("Clot", ("lump", "mass"))
    assert (first.category, first.id) == ("Blood, Vessels", "rec1")
    assert first.see_also == (Reference("rec2", "Vein"),)
    assert second.definition.text == "A vessel."


@pytest.mark.parametrize(
    "content",
    [b"---\n\n" * 10_000 + b"x", b'{"a":1}' + b"\n" * 60_000, b"\n # \n" * 10_000],
)
def test_repetitive_beginning_of_a_file_is_recognized_in_linear_time(
    write: Write, content: bytes
) -> None:
    assert issues_in(write("a.txt", content))


def test_records_of_airtable_with_ids_that_are_no_text_are_entries(
    write: Write,
) -> None:
    record = {"id": [], "fields": {"Name": "Clot", "Definition": "Thick blood."}}

    file = write("a.json", json.dumps({"records": [record]}))

    assert [each.headword for each in load_glossaries([file])[0].entries] == ["Clot"]
