"""Column map: columns with names of the owner's own, and headings below a title."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from index.engines.base import BuildRequest
from index.engines.factory import create_store, open_backend
from index.engines.progress import Quiet
from index.lifecycle.build_process import BuildProcess
from index.loading.column_map import join_columns, parse_columns, split_columns
from index.loading.loader import load_glossaries, validate_files
from service.cli import commands
from tests.index.loading.glossary_files import issues_in

GERMAN = "Nr.;Fachwort;Erklärung\n1;Anämie;Zu wenig Blut.\n"
COLUMNS = {"Fachwort": "headword", "Erklärung": "definition", "Nr.": ""}
OPTIONS = [part for pair in COLUMNS.items() for part in ("--map", "=".join(pair))]
Run = Callable[..., Result]


@pytest.fixture
def german(tmp_path: Path) -> Path:
    file = tmp_path / "wörter.csv"
    file.write_text(GERMAN)
    return file


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*arguments: object, **settings: str) -> Result:
        here = {"GLOSSARY_BACKEND": f"whoosh:{tmp_path / 'index'}", **settings}
        return CliRunner().invoke(commands, [*map(str, arguments)], env=here)

    return run


def test_mapped_columns_are_read_and_others_left_out(german: Path) -> None:
    (glossary,) = load_glossaries([german], columns=COLUMNS)

    (entry,) = glossary.entries
    assert (entry.headword, entry.definition.text) == ("Anämie", "Zu wenig Blut.")
    assert entry.note is None


def test_workbook_has_mapped_columns_in_some_of_its_sheets(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["FACHWORT", "Erklärung"])
    book.worksheets[0].append(["Anämie", "Zu wenig Blut."])
    other = book.create_sheet("English")
    other.append(["Term", "Meaning"])
    other.append(["Anemia", "Too little blood."])
    book.save(tmp_path / "words.xlsx")
    columns = {"fachwort": "headword", "ERKLÄRUNG": "definition"}

    (glossary,) = load_glossaries([tmp_path / "words.xlsx"], columns=columns)

    assert [each.headword for each in glossary.entries] == ["Anämie", "Anemia"]


def test_mapped_column_replaces_what_a_heading_usually_means(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("Name,Term,Meaning\nDr. A,Clot,Thick blood.\n")

    (glossary,) = load_glossaries([file], columns={"Name": "source"})

    assert glossary.entries[0].source == "Dr. A"


def test_mapped_column_that_no_table_has_is_refused_with_those_there_are(
    german: Path,
) -> None:
    (file,) = validate_files([german], columns={**COLUMNS, "Quelle": "source"})

    (issue,) = file.report.issues
    assert (issue.field, issue.rule) == ("Quelle", "unknown-field")
    assert issue.hint == "use one of Nr., Fachwort, Erklärung"


def test_map_without_a_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "words.json"
    file.write_text(json.dumps([{"headword": "a", "definition": "b"}]))

    (validated,) = validate_files([file], columns=COLUMNS)

    (issue,) = validated.report.issues
    assert issue.problem == "has no columns that could be mapped"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Fachwort", "write the heading, =, and the field"),
        ("=headword", "write the heading"),
        ("a;b=headword", "write the heading"),
        ("Fachwort=wort", "'wort' is not a field; use one of headword, definition"),
    ],
)
def test_invalid_map_is_refused_with_what_is_accepted(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_columns([text])


def test_map_may_have_usual_names_and_signs_of_equality() -> None:
    assert parse_columns(["a = b = Meaning", "c="]) == {"a = b": "definition", "c": ""}


def test_setting_has_what_the_option_has() -> None:
    assert parse_columns(split_columns(join_columns(COLUMNS))) == COLUMNS


def test_check_takes_columns_of_the_option_or_of_the_setting(
    run: Run, german: Path
) -> None:
    setting = join_columns(COLUMNS)

    assert run("check", german).exit_code == 1
    assert run("check", german, *OPTIONS).exit_code == 0
    assert run("check", german, GLOSSARY_MAP=setting).exit_code == 0
    assert "is not a field" in run("check", german, "--map", "Nr.=number").output


def test_convert_and_build_and_explain_take_columns(
    run: Run, german: Path, tmp_path: Path
) -> None:
    converted = run("convert", german, tmp_path / "words.yaml", *OPTIONS)
    built = run("build", german, "--no-meaning", *OPTIONS)
    options = ["--glossary", german, "--no-meaning", *OPTIONS]
    explained = run("explain", "Anämie", *options)

    assert "headword: Anämie" in (tmp_path / "words.yaml").read_text()
    assert converted.output.startswith("1 entry is in")
    assert built.exit_code == 0
    assert "Anämie" in explained.output


def test_other_columns_make_another_generation(german: Path, tmp_path: Path) -> None:
    def generation(columns: dict[str, str]) -> str:
        address = f"whoosh:{tmp_path / 'index'}"
        opened = open_backend(
            address, [german], Quiet(), meaning=False, columns=columns
        )
        return opened.status().generation

    first, again = generation(COLUMNS), generation(dict(COLUMNS))
    other = generation({**COLUMNS, "Nr.": "note"})

    assert first == again != other


def test_child_process_builds_with_the_same_columns(
    german: Path, tmp_path: Path
) -> None:
    address = f"whoosh:{tmp_path / 'index'}"
    request = BuildRequest(address, [german], meaning=False, columns=COLUMNS)
    store = create_store(request)

    with BuildProcess()(store.request, show_progress=False) as generation:
        assert store.find_current() == generation


def test_headings_stand_below_a_title_and_blank_rows(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("Our words;;\n;;\nTerm;Meaning;\nClot;Thick blood.;\n;lonely;\n")

    (issue,) = issues_in(file)

    assert (issue.location, issue.field) == ("line 5", "headword")


def test_unknown_headings_below_a_title_are_reported_once_in_their_row(
    tmp_path: Path,
) -> None:
    file = tmp_path / "words.csv"
    file.write_text("Words;;;\nNr.;Term;Meaning;Autorin\n1;Clot;Thick blood.;A\n")

    (issue,) = issues_in(file)

    assert (issue.location, issue.field) == ("line 2", "Nr., Autorin")
    assert '--map "Nr.="' in issue.hint


def test_table_of_unknown_headings_lists_them_for_what_is_missing(
    tmp_path: Path,
) -> None:
    file = tmp_path / "words.csv"
    file.write_text(f"Wörter;;\n{GERMAN}")

    hints = {(issue.location, issue.field): issue.hint for issue in issues_in(file)}

    assert hints.keys() == {("line 2", "headword"), ("line 2", "definition")}
    assert "the columns Nr., Fachwort, Erklärung" in hints["line 2", "headword"]


def test_misspelled_heading_is_corrected(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("Term,Defintion\nClot,Thick blood.\n")

    hints = {issue.field: issue.hint for issue in issues_in(file)}

    assert hints["Defintion"] == "write definition"


def test_text_in_a_column_without_a_name_is_reported_by_row(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("Term,,Meaning\nClot,,Thick blood.\nCell,lost,A part.\n")

    (issue,) = issues_in(file)

    assert issue.location == "line 3"
    assert issue.problem == "has a text in a column without a name"
