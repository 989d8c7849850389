"""The page of formats: every example loads, and all say the same."""

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from index.exporting.conversion import convert
from index.exporting.formats import OUTPUT_FORMATS
from index.loading.field_names import SYNONYMS
from index.loading.fields import MAX_LENGTHS
from index.loading.formats.detection import READERS
from index.loading.loader import list_glossary_files, load_glossaries
from index.loading.validation import ENTRY_FIELDS, HEADER_FIELDS
from index.model.glossary import Glossary

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/formats.md").read_text()
_, _, REST = PAGE.partition("## The same glossary in each format\n")
SECTION, _, _ = REST.partition("\n## ")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", SECTION, re.S | re.M)
(INDEX,) = [text for kind, text in BLOCKS if kind == "index"]
(ARTICLES,) = [text for kind, text in BLOCKS if kind == "dict"]
(TABLE,) = [text for kind, text in BLOCKS if kind == "csv"]
ROWS = [*csv.reader(io.StringIO(TABLE))]
ABOUT = [row.split(" | ") for row in re.findall(r"^\| (\w.*) \|$", SECTION, re.M)]
ENDINGS = {"turtle": ".ttl", "json": ".json", "jsonl": ".jsonl", "csv": ".csv"}
TEXTS = {"Kiln": "An oven for clay.", "Bisque": "Clay that was fired once."}


def ending_of(kind: str, text: str) -> str:
    if kind == "json" and "@context" in text:
        return ".jsonld"
    if kind == "xml":
        return ".rdf" if "rdf:RDF" in text else ".tbx"
    return ENDINGS.get(kind, f".{kind}")


EXAMPLES = [
    (ending_of(kind, text), text)
    for kind, text in BLOCKS
    if kind not in ("index", "dict")
]


def load(path: Path) -> Glossary:
    (glossary,) = load_glossaries(list_glossary_files([path]))
    return glossary


def assert_same(glossary: Glossary, *, with_references: bool = True) -> None:
    bisque, kiln = sorted(glossary.entries, key=lambda each: each.headword)
    assert {each.headword: each.definition.text for each in (kiln, bisque)} == TEXTS
    assert (kiln.variants, bisque.variants) == (("furnace",), ())
    if with_references:
        assert [each.id for each in kiln.see_also] == [bisque.id]


@pytest.mark.parametrize(
    ("ending", "text"), EXAMPLES, ids=[ending for ending, _ in EXAMPLES]
)
def test_example_loads_and_says_the_same_as_the_others(
    tmp_path: Path, ending: str, text: str
) -> None:
    file = tmp_path / f"pottery{ending}"
    file.write_text(text)

    glossary = load(file)

    assert_same(glossary)
    assert glossary.id == "pottery"


def test_dictionary_of_the_page_loads(tmp_path: Path) -> None:
    (tmp_path / "pottery.index").write_text(INDEX)
    (tmp_path / "pottery.dict").write_text(ARTICLES)

    assert_same(load(tmp_path / "pottery.index"), with_references=False)


def test_table_of_the_page_loads_as_excel_with_its_sheet_about(tmp_path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    about = book.create_sheet("About")
    for pair in ABOUT:
        about.append(pair)
    book.save(tmp_path / "words.xlsx")

    glossary = load(tmp_path / "words.xlsx")

    assert_same(glossary)
    assert (glossary.id, glossary.title) == ("pottery", "Words of pottery")


def test_table_of_the_page_loads_as_opendocument(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text(TABLE)
    convert(tmp_path / "words.csv", tmp_path / "words.ods", OUTPUT_FORMATS["ods"])

    assert_same(load(tmp_path / "words.ods"))


def test_every_ending_that_is_read_has_an_example() -> None:
    shown = {ending for ending, _ in EXAMPLES} | {".index", ".dict", ".xlsx", ".ods"}
    like_another = {".yml", ".ndjson", ".tsv", ".dz"}

    assert shown | like_another == READERS.keys()
    for ending in READERS:
        assert f"{ending}`" in PAGE


def test_page_lists_exactly_the_fields_with_their_lengths() -> None:
    fields = PAGE.partition("## Fields of an entry\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]*)(?: each)? ?\|", fields, re.M)

    assert {name for name, _ in rows} == {*ENTRY_FIELDS}
    for name, length in rows:
        assert not length or int(length.replace(",", "")) == MAX_LENGTHS[name]


def test_page_lists_exactly_the_fields_of_the_header() -> None:
    header = PAGE.partition("## The header\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \|", header, re.M)

    assert {name for row in rows for name in re.findall(r"\w+", row)} == {
        *HEADER_FIELDS
    }


def test_usual_names_on_the_page_are_accepted_for_their_fields() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (term,.*|meaning,.*|[a-z ,]+) \|$", PAGE, re.M)
    usual = {name: [*SYNONYMS[name], "title"] for name in SYNONYMS}

    named = {name: names.split(", ") for name, names in rows if name in usual}

    assert len(named) >= 6
    for name, names in named.items():
        assert {*names} <= {*usual[name]}, name
