"""Tables that are too large, cut off, or merged: read or refused with the row."""

import re
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from index.loading.formats.workbook import MAX_SHEETS
from index.loading.loader import load_glossaries, validate_files
from index.model.errors import Issue
from tests.index.loading.glossary_files import issues_in, only_issue_in
from tests.index.loading.table_files import rewrite, write_ods, write_xlsx

HEADINGS = ["Term", "Meaning"]
HUGE = 10_000_000  # characters of a cell


@pytest.fixture
def small_memory() -> Iterator[None]:
    """Fail if reading takes more memory than twenty copies of the huge cell."""
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * HUGE


def sheets(number: int) -> dict[str, list[list[str]]]:
    return {f"S{n}": [HEADINGS, [f"Word {n}", "A."]] for n in range(number)}


def test_a_hundred_sheets_are_read(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "words.xlsx", sheets(MAX_SHEETS))

    assert len(load_glossaries([book])[0].entries) == MAX_SHEETS


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_more_than_a_hundred_sheets_are_refused(tmp_path: Path, ending: str) -> None:
    if ending == "xlsx":
        book = write_xlsx(tmp_path / "words.xlsx", sheets(MAX_SHEETS + 5))
    else:
        book = write_ods(tmp_path / "words.ods", [HEADINGS, ["a", "b"]])
        rewrite(book, "content.xml", repeat_table)

    assert only_issue_in(book)[2] == "has more than 100 sheets"


def repeat_table(content: bytes) -> bytes:
    start = content.index(b"<table:table ")
    end = content.index(b"</table:table>") + len(b"</table:table>")
    return content[:start] + content[start:end] * (MAX_SHEETS + 5) + content[end:]


def test_merged_cells_have_their_text_in_the_first(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Our words", None], HEADINGS, ["Slip", "Clay."], [None, "Pay."]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "words.xlsx")

    issue = only_issue_in(tmp_path / "words.xlsx")

    assert issue == ("sheet 'Sheet', cell A4", "headword", "is missing")


def test_covered_cells_of_opendocument_keep_the_columns(tmp_path: Path) -> None:
    book = write_ods(tmp_path / "words.ods", [["Term", "x", "Meaning"], ["a", "", "b"]])

    def merge(content: bytes) -> bytes:
        covered = b"<table:covered-table-cell/>"
        cell = b"<table:table-cell><text:p>%s</text:p></table:table-cell>"
        return content.replace(cell % b"x", covered).replace(cell % b"", covered)

    rewrite(book, "content.xml", merge)

    (entry,) = load_glossaries([book])[0].entries
    assert (entry.headword, entry.definition.text) == ("a", "b")


def large_file(folder: Path, ending: str) -> Path:
    text = "b" * HUGE
    path = folder / f"words.{ending}"
    if ending == "ods":
        return write_ods(path, [HEADINGS, ["a", text]])
    if ending == "xlsx":
        write_xlsx(path, {"Words": [HEADINGS, ["a", "LARGE"]]})
        name = "xl/worksheets/sheet1.xml"
        rewrite(path, name, lambda xml: xml.replace(b"LARGE", text.encode()))
    else:
        path.write_text(f"Term,Meaning\na,{text}\n")
    return path


@pytest.mark.parametrize(
    ("ending", "location"),
    [
        ("csv", "line 2"),
        ("xlsx", "sheet 'Words', cell B2"),
        ("ods", "sheet 'Words', cell B2"),
    ],
)
def test_cell_of_ten_million_characters_is_refused_with_its_place(
    tmp_path: Path, small_memory: None, ending: str, location: str
) -> None:
    (issue,) = issues_of(large_file(tmp_path, ending))

    assert issue.location == location
    assert "at most" in issue.hint
    assert len(issue.problem + issue.hint) < 200


def issues_of(file: Path) -> list[Issue]:
    (validated,) = validate_files([file])
    return validated.report.issues


def test_open_quotation_mark_at_row_80_000_is_reported_with_the_remedy(
    tmp_path: Path,
) -> None:
    rows = [f"word {number},a word\n" for number in range(100_000)]
    rows[79_998] = 'word,"a word\n'  # below the headings, so line 80,000
    file = tmp_path / "words.csv"
    file.write_text("Term,Meaning\n" + "".join(rows))

    (issue,) = issues_in(file)

    assert issue.location == "line 80000"
    assert issue.hint.startswith("close the quotation mark that begins there")


def test_formula_counts_by_its_last_value(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "words.xlsx", {"Words": [HEADINGS, ["a", "b"]]})

    def calculate(xml: bytes) -> bytes:
        formula = b'<c r="B2" t="str"><f>A2&amp;"!"</f><v>a!</v></c>'
        changed, count = re.subn(rb'<c r="B2".*?</c>', formula, xml)
        assert count == 1
        return changed

    rewrite(book, "xl/worksheets/sheet1.xml", calculate)

    (entry,) = load_glossaries([book])[0].entries
    assert entry.definition.text == "a!"


def test_dates_and_numbers_are_read_as_people_see_them(tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADINGS, [date(2026, 5, 1), 3.0], [True, 2.5]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "words.xlsx")

    entries = load_glossaries([tmp_path / "words.xlsx"])[0].entries

    texts = [(each.headword, each.definition.text) for each in entries]
    assert texts == [("2026-05-01", "3"), ("True", "2.5")]
