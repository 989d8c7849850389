"""JSON Schema of the native format: it accepts and refuses what the loader does."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator, meta

from index.data import BUNDLED, SCHEMA
from index.exporting.records import FIELDS
from index.exporting.schema import make_schema, schema_text
from index.loading.field_names import SYNONYMS
from index.loading.formats.draft import Draft, DraftEntry, IssueReport, RawMapping
from index.loading.loader import list_glossary_files, validate_files
from index.loading.validation import ENTRY_FIELDS, HEADER_FIELDS, validate

CLOT = {"headword": "Clot", "definition": "Thick blood."}
SCHEMA_OF_FILE = json.loads(SCHEMA.read_text("utf-8"))
ENTRY = SCHEMA_OF_FILE["$defs"]["entry"]
VALIDATOR = Draft202012Validator(SCHEMA_OF_FILE)
Verdict = Callable[[object], tuple[bool, bool]]


@pytest.fixture
def verdicts(tmp_path: Path) -> Verdict:
    """Return whether the loader and the schema accept a document."""

    def verdicts(document: object) -> tuple[bool, bool]:
        file = tmp_path / "my.json"
        file.write_text(json.dumps(document))
        (validated,) = validate_files([file])
        return not validated.report.issues, VALIDATOR.is_valid(document)

    return verdicts


def test_packaged_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text(), "run `heardword schema`"


def test_schema_is_valid_and_of_the_stated_dialect() -> None:
    meta.validate(SCHEMA_OF_FILE)

    assert SCHEMA_OF_FILE["$schema"].endswith("/draft/2020-12/schema")


def test_schema_has_the_fields_of_the_loader_and_of_the_writers() -> None:
    header = SCHEMA_OF_FILE["properties"].keys() - {"$schema", "entries"}

    assert header == {*HEADER_FIELDS}
    assert ENTRY["properties"].keys() == {*ENTRY_FIELDS} == {*FIELDS} == {*SYNONYMS}


def test_every_field_is_described_in_a_sentence() -> None:
    described = [
        *SCHEMA_OF_FILE["properties"].values(),
        *ENTRY["properties"].values(),
        *SCHEMA_OF_FILE["$defs"]["code"]["properties"].values(),
    ]

    assert all(each["description"].endswith(".") for each in described)


def test_bundled_glossary_is_valid_and_names_the_file_beside_it() -> None:
    text = BUNDLED.read_text("utf-8")

    VALIDATOR.validate(yaml.safe_load(text))

    assert text.startswith(f"# yaml-language-server: $schema={SCHEMA.name}\n")


@pytest.mark.parametrize(
    "document",
    [
        [CLOT],
        {"entries": [CLOT]},
        {"$schema": "glossary.schema.json", "title": None, "entries": [CLOT]},
        {
            "glossary": "blut-1",
            "language": "pt-BR",
            "accent": "Teal",
            "entries": [CLOT],
        },
        {
            "home": "HTTPS://example.org Us",
            "contact": "mailto:a@b.c",
            "entries": [CLOT],
        },
        {"contact": "https://example.org/form?a=b", "entries": [CLOT]},
        [{"Term": "Clot", "MEANING": "Thick blood.", "also-known_as": ["lump"]}],
        [CLOT | {"variants": "lump", "abbreviations": ["C"], "hidden_forms": None}],
        [CLOT | {"codes": [{"system": "ICD", "code": "1"}], "note": "A note."}],
        [CLOT | {"id": "é.1~:_-", "former_ids": ["1"], "language": "zh-Hant-TW"}],
        [CLOT | {"headword": "→", "category": None, "source": " x "}],
        [CLOT | {"status": "draft", "audience": "professional"}, CLOT],
        [CLOT | {"status": "deprecated", "replaced_by": "a"}, CLOT | {"id": "a"}],
        [CLOT | {"professional_definition": "A thrombus.", "audience": "patient"}],
        [CLOT | {"link": "rarely", "audio_url": "http://a.example/x.mp3"}],
    ],
)
def test_both_accept(verdicts: Verdict, document: object) -> None:
    assert verdicts(document) == (True, True)


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        "text",
        {"entries": []},
        {"entries": {}},
        {"entries": [CLOT], "colour": "red"},
        {"entries": [CLOT], "title": ["x"]},
        {"entries": [CLOT], "accent": None},
        {"entries": [CLOT], "accent": "#12"},
        {"entries": [CLOT], "home": "example.org"},
        {"entries": [CLOT], "contact": "words@example.org"},
        {"entries": [CLOT], "language": "English, mostly"},
        ["Clot"],
        [{"headword": "Clot"}],
        [{"definition": "Thick blood."}],
        [CLOT | {"defintion": "x"}],
        [CLOT | {"headword": 5}],
        [CLOT | {"headword": " "}],
        [CLOT | {"headword": "–"}],
        [CLOT | {"headword": "x" * 201}],
        [CLOT | {"definition": None}],
        [CLOT | {"definition": {"text": "x"}}],
        [CLOT | {"variants": "a; b"}],
        [CLOT | {"variants": [5]}],
        [CLOT | {"variants": ["x" * 201]}],
        [CLOT | {"id": "a b"}],
        [CLOT | {"former_ids": ["-a"]}],
        [CLOT | {"language": "e"}],
        [CLOT | {"audience": "doctors"}],
        [CLOT | {"status": "published"}],
        [CLOT | {"status": "deprecated"}],
        [CLOT | {"replaced_by": "clot"}],
        [CLOT | {"link": "always"}],
        [CLOT | {"audio_url": "clot.mp3"}],
        [CLOT | {"codes": "D64.9"}],
        [CLOT | {"codes": [{"code": "D64.9"}]}],
        [CLOT | {"codes": [{"system": "a", "code": "b", "name": "c"}]}],
        [CLOT | {"professional_definition": "x", "audience": "professional"}],
    ],
)
def test_both_refuse(verdicts: Verdict, document: object) -> None:
    assert verdicts(document) == (False, False)


@given(
    field=st.sampled_from(["id", "language", "headword", "variants"]),
    text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1),
)
def test_patterns_accept_what_the_loader_accepts(field: str, text: str) -> None:
    report = IssueReport("my.json")
    entry = RawMapping([*(CLOT | {field: text}).items()])

    validate(Draft(entries=[DraftEntry("entry 1", entry)]), "my", report)

    if not report.issues:
        VALIDATOR.validate([dict(entry)])


def test_schema_beside_a_glossary_is_no_glossary_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "glossary.schema.json").write_text(json.dumps(make_schema()))
    (tmp_path / "my.json").write_text(json.dumps([CLOT]))

    (file,) = list_glossary_files([tmp_path])

    assert file.name == "my.json"
