"""Names and shapes that people use in their glossaries, in place of ours."""

import json
from pathlib import Path

import pytest

from index.loading.loader import load_glossaries
from tests.index.loading.glossary_files import only_issue_in


def test_usual_names_of_fields_are_accepted_in_any_format(tmp_path: Path) -> None:
    json_file, yaml_file = tmp_path / "a.json", tmp_path / "b.yaml"
    entry = {"Term": "Clot", "meaning": "Blood.", "acronym": "CL", "synonyms": ["a"]}
    json_file.write_text(json.dumps([entry]))
    yaml_file.write_text(f"- {json.dumps(entry)}")

    for file in (json_file, yaml_file):
        (read,) = load_glossaries([file])[0].entries
        assert (read.headword, read.definition.text) == ("Clot", "Blood.")
        assert (read.abbreviations, read.variants) == (("CL",), ("a",))


def test_field_under_two_names_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('[{"headword": "Clot", "term": "Blood clot", "definition": "x"}]')

    assert only_issue_in(file)[1:] == ("term", "is not a field")


@pytest.mark.parametrize(
    "document",
    [
        {"Clot": "Thick blood.", "Vein": "A vessel."},
        {"Clot": {"definition": "Thick blood."}, "Vein": {"meaning": "A vessel."}},
    ],
)
@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_map_of_names_is_a_glossary(
    tmp_path: Path, ending: str, document: object
) -> None:
    file = tmp_path / f"words.{ending}"
    file.write_text(json.dumps(document))

    entries = load_glossaries([file])[0].entries

    assert {entry.headword: entry.definition.text for entry in entries} == {
        "Clot": "Thick blood.",
        "Vein": "A vessel.",
    }


def test_first_line_of_json_lines_may_be_the_header(tmp_path: Path) -> None:
    file = tmp_path / "words.jsonl"
    file.write_text(
        '{"glossary": {"id": "mine", "title": "My words", "language": "es"}}\n'
        '{"headword": "Clot", "definition": "Thick blood."}\n'
    )

    glossary = load_glossaries([file])[0]

    assert (glossary.id, glossary.title, glossary.language) == (
        "mine",
        "My words",
        "es",
    )
    assert len(glossary.entries) == 1


@pytest.mark.parametrize("name", ["variants", "synonyms", "also known as"])
@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_one_text_is_a_list_of_one_and_several_are_reported(
    tmp_path: Path, name: str, ending: str
) -> None:
    one, several = tmp_path / f"one.{ending}", tmp_path / f"several.{ending}"
    entry = {"headword": "Clot", "definition": "Blood."}
    one.write_text(json.dumps([entry | {name: "lump"}]))
    several.write_text(json.dumps([entry | {name: "lump; mass"}]))

    assert load_glossaries([one])[0].entries[0].variants == ("lump",)
    assert only_issue_in(several)[1:] == ("variants", "is not a list")
