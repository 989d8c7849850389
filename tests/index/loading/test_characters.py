"""Characters: mended ones, refused ones, and headwords of signs."""

import json

import pytest

from index.loading.loader import load_glossaries, validate_files
from index.loading.rules import MENDED_CHARACTER
from tests.index.loading.glossary_files import ENDINGS, Write, only_issue_in

MEANT = "It’s “a” – clot…"
READ = MEANT.encode("cp1252").decode("latin-1")


@pytest.mark.parametrize("ending", ENDINGS)
def test_windows_1252_is_mended_with_a_warning(write: Write, ending: str) -> None:
    file = write(f"a{ending}", _one_entry(ending, READ))

    (validated,) = validate_files([file])

    assert validated.report.issues == []
    assert {each.rule for each in validated.report.warnings} == {MENDED_CHARACTER.id}
    assert load_glossaries([file])[0].entries[0].definition.text == MEANT


def test_mended_text_in_yaml_is_located_by_its_line(write: Write) -> None:
    text = "- headword: A\n  definition: x\n  note: It\x92s.\n"

    (validated,) = validate_files([write("a.yaml", text)])

    assert [each.location for each in validated.report.warnings] == ["line 3"]


def test_code_without_a_character_in_windows_1252_is_refused(write: Write) -> None:
    file = write("a.jsonl", {"headword": "A\x81", "definition": "x"})

    assert only_issue_in(file)[2] == "contains a control character"


@pytest.mark.parametrize(
    ("headword", "entry_id"),
    [
        ("♥", "black-heart-suit"),
        ("♥\ufe0f", "black-heart-suit"),
        ("→", "rightwards-arrow"),
        ("++", "plus-sign-plus-sign"),
        ("C++", "c"),
    ],
)
def test_headword_of_signs_is_allowed(
    write: Write, headword: str, entry_id: str
) -> None:
    file = write("a.jsonl", {"headword": headword, "definition": "x"})

    (entry,) = load_glossaries([file])[0].entries

    assert (entry.headword, entry.id) == (headword, entry_id)


@pytest.mark.parametrize("headword", ["\u0301", "\u200b"])
def test_headword_that_nobody_can_see_is_refused(write: Write, headword: str) -> None:
    file = write("a.jsonl", {"headword": headword, "definition": "x"})

    assert only_issue_in(file)[1] == "headword"


def _one_entry(ending: str, definition: str) -> str:
    entry = json.dumps({"headword": "A", "definition": definition})
    if ending in (".yaml", ".yml"):
        return f"- headword: A\n  definition: {definition}\n"
    return f"[{entry}]" if ending in (".json",) else entry
