"""Drafts and deprecated entries."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.loading.loader import load_glossaries
from index.model.errors import GlossaryError
from index.model.glossary import Entry


def load(tmp_path: Path, *entries: dict[str, Any]) -> dict[str, Entry]:
    file = tmp_path / "words.json"
    file.write_text(
        json.dumps([{"definition": f"Text {n}."} | e for n, e in enumerate(entries)])
    )
    (glossary,) = load_glossaries([file])
    return {each.id: each for each in glossary.entries}


def test_draft_is_left_out_with_links_to_it(tmp_path: Path) -> None:
    entries = load(
        tmp_path,
        {"headword": "Fever", "see_also": ["chill"]},
        {"headword": "Chill", "status": "draft"},
    )

    assert list(entries) == ["fever"]
    assert entries["fever"].see_also == ()


def test_deprecated_entry_leads_to_the_last_successor(tmp_path: Path) -> None:
    entries = load(
        tmp_path,
        {"headword": "A", "status": "deprecated", "replaced_by": "b"},
        {"headword": "B", "status": "deprecated", "replaced_by": "c"},
        {"headword": "C"},
        {"headword": "D", "see_also": ["a", "b"]},
    )

    assert list(entries) == ["c", "d"]
    assert entries["c"].former_ids == ("a", "b")
    assert entries["c"].hidden_forms == ("A", "B")
    assert [(e.id, e.headword) for e in entries["d"].see_also] == [("c", "C")]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"status": "old"}, "'old' is not a status"),
        ({"status": "deprecated"}, "is missing"),
        ({"replaced_by": "chill"}, "is given for an entry that is not deprecated"),
        ({"status": "deprecated", "replaced_by": "x"}, "'x' does not lead to"),
        ({"status": "deprecated", "replaced_by": "fever"}, "'fever' does not lead to"),
    ],
)
def test_invalid_status_or_successor_is_a_mistake(
    tmp_path: Path, fields: dict[str, str], problem: str
) -> None:
    with pytest.raises(GlossaryError, match=problem):
        load(tmp_path, {"headword": "Fever", **fields}, {"headword": "Chill"})


def test_glossary_of_drafts_only_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="leaves out every entry"):
        load(tmp_path, {"headword": "Fever", "status": "draft"})
