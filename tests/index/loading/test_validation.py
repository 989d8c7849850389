"""Validation: which fields are accepted, and every issue that is reported."""

import json
from typing import Any

import pytest

from index.loading.loader import load_glossaries
from index.model.errors import GlossaryError
from tests.index.loading.glossary_files import (
    CLOT,
    Write,
    issues_in,
    only_issue_in,
)


def test_spaces_are_normalized_and_definitions_keep_line_breaks(write: Write) -> None:
    file = write("a.jsonl", {"headword": " A \t b ", "definition": " x  y\r\n\n z "})

    entry = load_glossaries([file])[0].entries[0]

    assert (entry.headword, entry.definition.text) == ("A b", "x y\n\nz")


def test_repeated_designations_are_read_once(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"variants": ["lump", "lump", " lump"]})

    assert load_glossaries([file])[0].entries[0].variants == ("lump",)


def test_rare_characters_are_accepted(write: Write) -> None:
    rare = "\ufffd\ufdcf\ue000\u200d\u0378 👩\u200d⚕️"

    entry = load_glossaries([write("a.jsonl", CLOT | {"source": rare})])[0].entries[0]

    assert entry.source == rare


@pytest.mark.parametrize(
    ("fields", "field", "problem", "hint"),
    [
        ({"defintion": "x"}, "defintion", "is not a field", "use `definition`"),
        ({"zzz": "x"}, "zzz", "is not a field", "use one of headword, id, "),
        ({"glossary": "x"}, "glossary", "is not a field", "use one of "),
        ({"headword": None}, "headword", "is missing", "add `headword`"),
        ({"headword": " \t"}, "headword", "is empty", "write its text"),
        ({"headword": "\u0301"}, "headword", "contains no letter, no digit", "reader"),
        ({"headword": "\u200b"}, "headword", "contains no letter", "reader"),
        ({"definition": None}, "definition", "is missing", "add `definition`"),
        ({"definition": ""}, "definition", "is empty", "write its text"),
        ({"headword": 5}, "headword", "is not a text", "quotes"),
        ({"headword": ["x"]}, "headword", "is not a text", "quotes"),
        ({"definition": {"x": 1}}, "definition", "is not a text", "quotes"),
        ({"category": True}, "category", "is not a text", "quotes"),
        ({"id": 7}, "id", "is not a text", "quotes"),
        ({"variants": "x; y"}, "variants", "is not a list", 'variants: ["x", "y"]'),
        ({"variants": {"x": 1}}, "variants", "is not a list", '["one", "another"]'),
        ({"variants": [1]}, "variants", "is not a text", "quotes"),
        ({"variants": [None]}, "variants", "is not a text", "quotes"),
        ({"hidden_forms": [""]}, "hidden_forms", "is empty", "write"),
        ({"abbreviations": ["-"]}, "abbreviations", "contains no letter", "reader"),
        ({"see_also": "a, b"}, "see_also", "is not a list", 'see_also: ["a", "b"]'),
        ({"headword": "x" * 201}, "headword", "has 201 characters", "at most 200"),
        ({"variants": ["x" * 201]}, "variants", "has 201 characters", "at most 200"),
        (
            {"definition": "x" * 20_001},
            "definition",
            "has 20,001 characters",
            "at most 20,000",
        ),
        ({"headword": "a\x00b"}, "headword", "contains a control", "remove"),
        ({"definition": "a\x1b[31m"}, "definition", "contains a control", "remove"),
        ({"variants": ["a\x7f"]}, "variants", "contains a control", "remove"),
        ({"headword": "a\ud800b"}, "headword", "contains a control", "remove"),
        (
            {"headword": "a\ufffeb"},
            "headword",
            "contains U+FFFE, which is not",
            "remove",
        ),
        ({"definition": "a\uffff"}, "definition", "contains U+FFFF, which", "remove"),
        ({"variants": ["\ufdd0a"]}, "variants", "contains U+FDD0, which", "remove"),
        ({"source": "a\U0010ffff"}, "source", "contains U+10FFFF, which", "remove"),
        ({"id": "a\ufffe"}, "id", "contains U+FFFE, which is not", "remove"),
        ({"former_ids": "a|b"}, "former_ids", "is not a list", 'former_ids: ["a",'),
        ({"former_ids": [1]}, "former_ids", "is not a text", "quotes"),
        ({"former_ids": ["a b"]}, "former_ids", "'a b' cannot be part", "as in 'a-b'"),
        ({"former_ids": ["x" * 201]}, "former_ids", "has 201 char", "at most 200"),
        ({"concept": ["x"]}, "concept", "is not a text", "quotes"),
        ({"concept": " "}, "concept", "is empty", "write its text"),
        ({"concept": "x" * 201}, "concept", "has 201 characters", "at most 200"),
        ({"concpt": "x"}, "concpt", "is not a field", "use `concept`"),
        ({"id": "a b"}, "id", "'a b' cannot be part of a web", "as in 'a-b'"),
        ({"id": "a/b"}, "id", "'a/b' cannot be part of a web", "as in 'a-b'"),
        ({"id": "../x"}, "id", "'../x' cannot be part of a web", "as in 'x'"),
        ({"id": "?"}, "id", "'?' cannot be part of a web", "as in 'question-mark'"),
        ({"language": "english!"}, "language", "is not a language tag", "such as en"),
        ({"language": "e"}, "language", "'e' is not a language tag", "such as en"),
        ({"language": "en_GB"}, "language", "is not a language tag", "such as en"),
        ({"audience": "doctor"}, "audience", "'doctor' is not an", "patient or"),
        ({"audio_url": "a.mp3"}, "audio_url", "is not a web address", "https://"),
        ({"audio_url": "javascript:x"}, "audio_url", "is not a web address", "https"),
        ({"audio_url": "http://["}, "audio_url", "is not a web address", "https://"),
        ({"see_also": ["gone"]}, "see_also", "'gone' is not the id", "correct"),
    ],
)
def test_invalid_field_is_reported_with_a_hint(
    write: Write, fields: dict[str, Any], field: str, problem: str, hint: str
) -> None:
    file = write("a.jsonl", CLOT | {"headword": "Good"}, "\n", CLOT | fields)

    issues = issues_in(file)

    assert [(each.file, each.location, each.field) for each in issues] == [
        (str(file), "line 3", field)
    ]
    assert problem in issues[0].problem
    assert hint in issues[0].hint


@pytest.mark.parametrize(
    ("name", "text", "location"),
    [
        ("a.yaml", "entries:\n- headword: A\n  definition: x\n- headword: B", "line 4"),
        ("a.yaml", "- headword: A\n  definition: x\n\n- headword: B\n", "line 4"),
        (
            "a.json",
            '[{"headword": "A",\n"definition": "x"},{"headword": "B"}]',
            "entry 2",
        ),
        (
            "a.jsonl",
            '{"headword": "A", "definition": "x"}\n{"headword": "B"}',
            "line 2",
        ),
    ],
)
def test_issue_has_the_location_of_its_entry(
    write: Write, name: str, text: str, location: str
) -> None:
    assert only_issue_in(write(name, text)) == (location, "definition", "is missing")


@pytest.mark.parametrize("fields", ["5", "null", '"text"', "[]", "[[]]", "true"])
def test_entry_that_is_not_an_object_is_reported(write: Write, fields: str) -> None:
    file = write("a.jsonl", CLOT, fields)

    assert only_issue_in(file) == ("line 2", "", "is not an entry")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.yaml",
            "glossery: x\nlanguage: '!'\nentries: [{headword: A, definition: x}]",
        ),
        ("a.json", json.dumps({"glossery": "x", "language": "!", "entries": [CLOT]})),
    ],
)
def test_invalid_header_fields_are_reported(write: Write, name: str, text: str) -> None:
    issues = issues_in(write(name, text))

    assert [(each.field, each.problem) for each in issues] == [
        ("glossery", "is not a field"),
        ("language", "'!' is not a language tag"),
    ]
    assert issues[0].hint == "use `glossary`"


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_title_with_noncharacter_is_reported(write: Write, name: str) -> None:
    text = '{"title": "a\\uffff", "entries": [{"headword": "A", "definition": "x"}]}'

    issue = only_issue_in(write(name, text))

    assert issue == ("", "title", "contains U+FFFF, which is not a character")


@pytest.mark.parametrize(
    ("name", "text", "location"),
    [
        ("a.yaml", "- headword: A\n  definition: x\n  headword: B", "line 3"),
        pytest.param(
            "a.json",
            '[{"headword": "A", "headword": "B", "definition": "x"}]',
            "entry 1",
        ),
        ("a.jsonl", '{"headword": "A", "headword": "B", "definition": "x"}', "line 1"),
    ],
)
def test_duplicate_field_is_reported(
    write: Write, name: str, text: str, location: str
) -> None:
    found_location, field, problem = only_issue_in(write(name, text))

    assert (found_location, field) == (location, "headword")
    assert "is given twice" in problem


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", '- {headword: A, definition: x, "z\\n": 1, "z\\n": 2}'),
        ("a.jsonl", '{"headword": "A", "definition": "x", "z\\n": 1, "z\\n": 2}'),
    ],
)
def test_field_names_are_printable_in_issues(
    write: Write, name: str, text: str
) -> None:
    assert all(str(each).isprintable() for each in issues_in(write(name, text)))


def test_every_issue_of_a_file_is_reported(write: Write) -> None:
    file = write(
        "a.jsonl",
        {"definition": "x"},
        {"headword": "A"},
        CLOT | {"headword": ""},
        CLOT | {"variants": "lump; mass"},
        CLOT | {"respeling": "klot"},
        CLOT | {"id": "a b"},
        CLOT | {"language": "?"},
        CLOT | {"audience": "x", "audio_url": "x"},
        "{]\n",
        CLOT | {"id": "twice"},
        CLOT | {"id": "twice", "see_also": ["gone"]},
        b"\xff\n",
    )

    issues = issues_in(file)

    assert {(each.location, each.field) for each in issues} == {
        ("line 1", "headword"),
        ("line 2", "definition"),
        ("line 3", "headword"),
        ("line 4", "variants"),
        ("line 5", "respeling"),
        ("line 6", "id"),
        ("line 7", "language"),
        ("line 8", "audience"),
        ("line 8", "audio_url"),
        ("line 9", ""),
        ("line 11", "id"),
        ("line 11", "see_also"),
        ("line 12", ""),
    }


def test_every_issue_of_an_entry_is_reported(write: Write) -> None:
    wrong = {"audience": "x", "see_also": ["gone"], "id": "twice"}
    file = write("a.jsonl", CLOT | {"id": "twice"}, CLOT | wrong)

    issues = issues_in(file)

    assert {(each.location, each.field) for each in issues} == {
        ("line 2", "audience"),
        ("line 2", "see_also"),
        ("line 2", "id"),
    }


@pytest.mark.parametrize(
    ("codes", "problem"),
    [
        ("D64.9", "is not a list of fields"),
        (["D64.9"], "is not a list of fields"),
        ([{"system": "ICD-10-CM"}], "is missing"),
        ([{"system": "ICD-10-CM", "code": 5}], "is not a text"),
        ([{"system": "a", "code": "b", "name": "c"}], "is not a field"),
    ],
)
def test_invalid_codes_are_mistakes(write: Write, codes: object, problem: str) -> None:
    with pytest.raises(GlossaryError, match=problem):
        load_glossaries([write("a.jsonl", CLOT | {"codes": codes})])
