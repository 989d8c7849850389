"""Tables: CSV, TSV, Excel, and OpenDocument files as people keep them."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from index.loading.formats import workbook
from index.loading.loader import load_glossaries, validate_files
from index.model.errors import GlossaryError
from index.model.glossary import Code, Entry
from tests.index.loading.glossary_files import issues_in, only_issue_in
from tests.index.loading.table_files import rewrite, write_ods, write_xlsx

ROWS = [
    ["Term", "Acronym", "Also known as", "Say it", "Meaning", "Topic"],
    [
        "Deep vein thrombosis",
        "DVT",
        "leg clot; vein clot",
        "deep vayn",
        "A clot.",
        "Blood",
    ],
    ["", "", "", "", "", ""],
    ["Año", "", "", "", '=1+1; a year, "so"', ""],
]


def write_csv(path: Path, delimiter: str, codec: str) -> Path:
    def cell(text: str) -> str:
        text = f"'{text}" if text.startswith("=") else text
        return f'"{text.replace(chr(34), chr(34) * 2)}"'

    lines = (delimiter.join(map(cell, row)) for row in ROWS)
    path.write_bytes("\r\n".join(lines).encode(codec))
    return path


def check_entries(file: Path) -> None:
    entries: Sequence[Entry] = load_glossaries([file])[0].entries
    first, second = entries
    assert (first.headword, first.abbreviations) == ("Deep vein thrombosis", ("DVT",))
    assert first.variants == ("leg clot", "vein clot")
    assert (first.respelling, first.category) == ("deep vayn", "Blood")
    assert second.headword == "Año"
    assert second.definition.text == '=1+1; a year, "so"'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_table_of_any_delimiter_and_encoding_is_read(
    tmp_path: Path, delimiter: str, codec: str
) -> None:
    check_entries(write_csv(tmp_path / "words.csv", delimiter, codec))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_table_with_any_line_ends_is_read(tmp_path: Path, end: str) -> None:
    file = tmp_path / "words.csv"
    file.write_bytes(f"word,meaning{end}a,b{end}c,d{end}".encode())

    assert len(load_glossaries([file])[0].entries) == 2


def test_excel_workbook_is_read_with_its_sheet_about(tmp_path: Path) -> None:
    about = [["Title", "Our words"], ["Language", "es"]]
    others = {"Notes": [["Buy milk"]], "About": about}

    file = write_xlsx(tmp_path / "words.xlsx", {"Words": ROWS, **others})

    check_entries(file)
    glossary = load_glossaries([file])[0]
    assert (glossary.title, glossary.language) == ("Our words", "es")


def test_opendocument_spreadsheet_is_read(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[3][4] = f"'{rows[3][4]}"

    check_entries(write_ods(tmp_path / "words.ods", rows))


def test_unknown_heading_is_reported_once(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("word,meaning,owner\n" + "a,b,c\n" * 3)

    assert only_issue_in(file) == ("line 1", "owner", "is not a field")


def test_sheet_without_a_glossary_is_left_out_with_a_warning(tmp_path: Path) -> None:
    sheets = {"Words": ROWS[:2], "Contacts": [["Name", "Phone"], ["Anna", "12"]]}
    book = write_xlsx(tmp_path / "words.xlsx", sheets)

    (validated,) = validate_files([book])

    (warning,) = validated.report.warnings
    assert (len(validated.entries), validated.report.issues) == (1, [])
    assert (warning.location, warning.rule) == ("sheet 'Contacts'", "left-out")


def test_sheet_with_a_misspelled_heading_is_not_left_out(tmp_path: Path) -> None:
    sheets = {"Words": ROWS[:2], "More": [["Term", "Meanning"], ["Clot", "Blood."]]}
    book = write_xlsx(tmp_path / "words.xlsx", sheets)

    places = {issue.location for issue in issues_in(book)}

    assert places == {"sheet 'More', row 1"}


def test_table_without_headings_names_the_missing_columns(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("clot,thick blood\n")

    fields = {issue.field for issue in issues_in(file)}

    assert {"headword", "definition"} <= fields


def test_mistakes_are_located_by_line_and_by_row(tmp_path: Path) -> None:
    rows = [["word", "meaning"], ["a", "b\nc"], ["", "lonely"]]
    table = tmp_path / "words.csv"
    table.write_text('word,meaning\na,"b\nc"\n,lonely\n')
    book = write_xlsx(tmp_path / "words.xlsx", {"Words": rows})

    assert only_issue_in(table) == ("line 4", "headword", "is missing")
    assert only_issue_in(book) == ("sheet 'Words', cell A3", "headword", "is missing")


def test_open_quotation_mark_is_reported_where_it_begins(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text('word,meaning\na,b\nc,"d\n' + "e,f\n" * 50_000)

    location, _, problem = only_issue_in(file)

    assert location == "line 3"
    assert problem.startswith("cannot be read as cells")


def test_delimiter_in_a_text_is_reported_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("word,meaning\nclot,thick, blood\n")

    location, _, problem = only_issue_in(file)

    assert (location, problem) == ("line 2", "has more cells than the first row")


@pytest.mark.parametrize("name", ["words.xlsx", "words.ods"])
@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_file_that_is_no_workbook_is_reported(
    tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    assert only_issue_in(file)[2].startswith("is not an ")


def test_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_ods(tmp_path / "words.ods", [["word", "meaning"], ["a", "b" * 3000]])
    monkeypatch.setattr(workbook, "MAX_BYTES", 2000)

    assert "unpacked it has more than" in only_issue_in(file)[2]


def test_entities_of_a_spreadsheet_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'

    file = write_ods(tmp_path / "words.ods", [["word", "meaning"]], bomb)

    assert only_issue_in(file)[2].startswith("is not an OpenDocument")


def test_stated_size_of_an_excel_sheet_is_not_believed(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "words.xlsx", {"Words": [["word", "meaning"]]})
    huge = b'<dimension ref="A1:XFD1048576"/>'
    cell = '<row r="60000"><c r="A60000" t="inlineStr"><is><t>a</t></is></c></row>'

    def enlarge(sheet: bytes) -> bytes:
        sheet = sheet.replace(b'<dimension ref="A1:B1" />', huge)
        assert huge in sheet
        return sheet.replace(b"</sheetData>", cell.encode() + b"</sheetData>")

    rewrite(file, "xl/worksheets/sheet1.xml", enlarge)

    assert only_issue_in(file) == (
        *("sheet 'Words', cell B60000", "definition", "is missing"),
    )


def test_spaces_and_line_breaks_of_opendocument_are_kept(tmp_path: Path) -> None:
    file = write_ods(tmp_path / "words.ods", [["word", "meaning"], ["A_B", "one/two"]])

    def change(content: bytes) -> bytes:
        spaced = content.replace(
            b"A_B", b'<text:span>A<text:s text:c="3"/>B</text:span>'
        )
        return spaced.replace(b"one/two", b"one<text:line-break/>two")

    rewrite(file, "content.xml", change)

    (entry,) = load_glossaries([file])[0].entries
    assert entry.headword == "A B"
    assert entry.definition.text.split() == ["one", "two"]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_damaged_workbook_is_reported(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"words.{ending}"
    if ending == "ods":
        write_ods(file, ROWS)
    else:
        write_xlsx(file, {"Words": ROWS})
    content = bytearray(file.read_bytes())

    for start in range(30, len(content) - 200, 293):
        damaged = content.copy()
        damaged[start : start + 20] = b"\xff" * 20
        file.write_bytes(damaged)
        with suppress(GlossaryError):
            load_glossaries([file])


def test_mistakes_of_repeated_rows_are_bounded(tmp_path: Path) -> None:
    file = write_ods(tmp_path / "words.ods", [["word", "meaning"], ["a", "b"]])
    row = (
        b'<table:table-row table:number-rows-repeated="1000">'
        b"<table:table-cell><text:p>lonely</text:p></table:table-cell></table:table-row>"
    )

    def repeat(content: bytes) -> bytes:
        return content.replace(b"</table:table>", row * 12 + b"</table:table>")

    rewrite(file, "content.xml", repeat)

    assert len(issues_in(file)) == 10_001


def test_codes_in_a_cell_name_their_systems(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("word,meaning,code\nAnemia,Few cells.,ICD-10-CM: D64.9; X:1\n")

    (entry,) = load_glossaries([file])[0].entries

    assert entry.codes == (Code("ICD-10-CM", "D64.9"), Code("X", "1"))


def test_code_without_its_system_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("word,meaning,codes\nAnemia,Few cells.,D64.9\n")

    assert only_issue_in(file) == ("line 2", "codes", "has a code without a system")
