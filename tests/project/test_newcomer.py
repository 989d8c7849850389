"""The README's path: a spreadsheet with mistakes, checked, mended, and served."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from index.loading.field_names import find_field
from service.cli import describe_start
from tests.support.html_page import HtmlPage
from tests.support.service_process import PATIENCE, ROOT, Service

README = (ROOT / "README.md").read_text()
SECTION = README.partition("## Your glossary in a minute\n")[2].partition("\n## ")[0]
SESSION = re.findall(r"^```console\n(.*?)^```", SECTION, re.S | re.M)[0]
ENTRIES = 40
COLUMNS = ("Term", "Meaning", "Also known as", "See also")
KILN = ("Kiln", "An oven in which clay is fired.", "pottery oven; furnace", "Bisque")
BISQUE = ("Bisque", "Clay that was fired once.", "", "Kiln")
# by cell, a newcomer's text, and what was meant
MISTAKES = {
    "B9": ("", "The clay of word 8."),
    "A17": ("", "Word 16"),
    "D24": ("Bisk", "Bisque"),
    "F31": ("ask Anna", ""),
}
RUN = (sys.executable, "-m", "service")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Write a spreadsheet of 40 rows, as a newcomer does."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Words"
    numbered = range(3, ENTRIES + 1)
    words = ((f"Word {each}", f"The clay of word {each}.") for each in numbered)
    for row in (COLUMNS, KILN, BISQUE, *words):
        sheet.append(row)
    for cell, (text, _) in MISTAKES.items():
        sheet[cell] = text or None
    workbook.save(tmp_path / "words.xlsx")
    return tmp_path / "words.xlsx"


@pytest.fixture
def served(book: Path, tmp_path: Path) -> Iterator[Service]:
    """Serve the mended spreadsheet."""
    mend(book)
    settings = {"GLOSSARY_MEANING": "off", "PYTHONPATH": str(ROOT)}
    service = Service(
        tmp_path, settings, root=tmp_path, command=(*RUN, "serve", book.name)
    )
    yield service.wait_until_ready()
    service.end()


def mend(book: Path) -> None:
    workbook = load_workbook(book)
    for cell, (_, text) in MISTAKES.items():
        workbook["Words"][cell] = text or None
    workbook.save(book)


def check(book: Path) -> tuple[int, str]:
    done = subprocess.run(
        [*RUN, "check", book.name],
        cwd=book.parent,
        env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout + done.stderr


def shown_output(command: str) -> str:
    """Return what the README shows below a command."""
    return SESSION.partition(f"$ ./heardword {command} words.xlsx\n")[2].partition(
        "$ "
    )[0]


def test_table_of_the_readme_is_that_of_the_spreadsheet() -> None:
    rows = re.findall(r"^\| (.*) \|$", SECTION, re.M)

    assert rows[0] == " | ".join(COLUMNS)
    assert rows[2] == " | ".join(KILN)
    assert all(map(find_field, COLUMNS))


def test_check_reports_every_mistake_by_cell_or_row_as_the_readme_shows(
    book: Path,
) -> None:
    code, output = check(book)

    assert (code, output) == (1, shown_output("check"))
    assert f"{ENTRIES} entries, {len(MISTAKES)} mistakes" in output
    for cell in MISTAKES:
        assert re.search(rf"(cell {cell}|row {cell[1:]})\b", output)


def test_mended_spreadsheet_is_ready_to_serve(book: Path) -> None:
    mend(book)

    code, output = check(book)

    assert code == 0
    assert f"{ENTRIES} entries, no mistakes" in output


def test_service_shows_the_entries_of_the_spreadsheet(served: Service) -> None:
    start = HtmlPage(served.get("/")[2].decode())
    results = HtmlPage(served.get("/?q=pottery+oven")[2].decode())
    entry = HtmlPage(served.get("/glossary/kiln")[2].decode())

    assert "Bisque" in start.text("main")
    assert "Kiln" in results.text("main")
    assert "An oven in which clay is fired." in entry.text("main")
    assert "Bisque" in entry.text("main")


def test_start_message_of_the_readme_is_that_of_the_command() -> None:
    assert shown_output("serve").strip() == describe_start(ENTRIES, 8000)


def test_command_of_a_checkout_sets_up_and_runs_the_service_module() -> None:
    script = ROOT / "heardword"
    (target,) = re.findall(r"\.venv/(\S+) >&2", script.read_text())

    assert script.stat().st_mode & 0o111
    assert f"$(VENV)/{target}:" in (ROOT / "Makefile").read_text()
    assert "-m service" in script.read_text()
