"""Warnings: few and true. docs/checks has an example of each."""

from pathlib import Path
from typing import Any

import pytest

from index.data import BUNDLED
from index.loading.loader import validate_files
from index.model.errors import Issue
from index.quality.warnings import add_warnings
from tests.index.loading.conftest import write as write_fixture
from tests.index.loading.glossary_files import Write

write = write_fixture
CHOIR = {"headword": "Choir", "definition": "A group of people who sing."}


def warnings(*files: Path) -> list[Issue]:
    validated = validate_files(files)
    add_warnings(validated)
    return [issue for file in validated for issue in file.report.warnings]


def rules_of(write: Write, *entries: dict[str, Any]) -> set[str]:
    return {each.rule for each in warnings(write("a.jsonl", *entries))}


def test_bundled_glossary_has_no_warnings() -> None:
    assert warnings(BUNDLED) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"definition": "Sound if a < b and b > c, & so on."},
        {"definition": "Costs 5 * 3 or 2 ** 4 dollars."},
        {"definition": "See note [1] (below) and #1."},
        {"headword": "“Alto” and “bass”"},
        {"headword": "'Til"},
        {"language": "en-US"},
        {"language": "fr", "definition": "Un groupe de polyphonistes dodécaphoniques."},
        {"definition": "Choir."},
        {"respelling": "kwy-er"},
        {"respelling": "KWY ..."},
        {"headword": "Bass clef", "respelling": "klef"},
        {"definition": "A group of people who sing, such as Gregorianists."},
    ],
)
def test_good_entry_has_no_warning(write: Write, fields: dict[str, Any]) -> None:
    expected = {"only-repeats"} if fields == {"definition": "Choir."} else set()

    assert rules_of(write, CHOIR | fields) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"category": "Voices"}, {"category": "Instruments"}),
        ({"audience": "patient"}, {"audience": "professional"}),
        ({"language": "en"}, {"language": "fr"}),
    ],
)
def test_same_headwords_that_are_told_apart_have_no_warning(
    write: Write, one: dict[str, str], other: dict[str, str]
) -> None:
    bass = {"headword": "Bass", "definition": "A low voice."}
    guitar = bass | {"definition": "A guitar."}

    assert rules_of(write, bass | one, guitar | other) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stage III", "Stage II"),
        ("Vitamin B", "Vitamin D"),
        ("Class", "Clash"),
        ("Song cycle", "Songcycle club"),
    ],
)
def test_headwords_that_nobody_confuses_have_no_warning(
    write: Write, one: str, other: str
) -> None:
    entries = (
        {"headword": one, "definition": "The first of two."},
        {"headword": other, "definition": "The second of two."},
    )

    assert rules_of(write, *entries) == set()


def test_headwords_that_sound_alike_but_are_linked_have_no_warning(
    write: Write,
) -> None:
    chord = {"headword": "Chord", "definition": "Notes.", "see_also": ["cord"]}
    cord = {"headword": "Cord", "definition": "A string."}

    assert rules_of(write, chord, cord) == set()


def test_links_are_read_as_their_text(write: Write) -> None:
    linked = {"headword": "Alto", "definition": "A voice of a [[choir|singing group]]."}

    assert rules_of(write, CHOIR, linked) == set()


def test_drafts_have_no_warnings(write: Write) -> None:
    draft = {"headword": "“Alto”", "definition": "<b>", "status": "draft"}

    assert rules_of(write, CHOIR, draft) == set()


def test_warnings_are_given_beside_mistakes(write: Write) -> None:
    file = write("a.jsonl", {"headword": "Alto"}, CHOIR | {"headword": "“Choir”"})

    assert [each.rule for each in warnings(file)] == ["quoted-headword"]


def test_warning_of_many_entries_is_one_line(write: Write) -> None:
    entries = [
        {"headword": f"“Song {number}”", "definition": f"Song number {number}."}
        for number in range(30)
    ]

    found = warnings(write("a.jsonl", *entries))

    quoted = [each for each in found if each.rule == "quoted-headword"]
    assert len(quoted) == 1
    assert quoted[0].location == ""
    assert quoted[0].detail.startswith("30 of 30 entries, such as line 1: ")


def test_glossary_without_respellings_lacks_none(write: Write) -> None:
    entries = [
        {"headword": f"Song {number}", "definition": f"Song number {number}."}
        for number in range(3)
    ]

    assert rules_of(write, *entries) == set()
