"""Links in definitions."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.loading.loader import load_glossaries
from index.model.errors import GlossaryError
from index.model.glossary import Entry, Link
from index.storage.entry_store import decode_entry, encode_entry

CLOT = {"headword": "Clot", "id": "clot", "definition": "A lump."}


def load(tmp_path: Path, definition: str, *others: dict[str, Any]) -> Entry:
    entry = {"headword": "Vein", "id": "vein", "definition": definition}
    file = tmp_path / "words.json"
    file.write_text(json.dumps([entry, CLOT, *others]))
    (glossary,) = load_glossaries([file])
    return glossary.entries[0]


@pytest.mark.parametrize(
    ("definition", "text", "links"),
    [
        ("A [[clot]].", "A Clot.", [Link(2, 6, "clot")]),
        ("𝄞 [[clot|lumps]] [[clot]]", "𝄞 lumps Clot", [(2, 7), (8, 12)]),
        ("[[ clot | lump ]]", "lump", [(0, 4)]),
        ("Open [[clot or [clot]", "Open [[clot or [clot]", []),
    ],
)
def test_links_become_plain_text_with_positions(
    tmp_path: Path, definition: str, text: str, links: list[Any]
) -> None:
    entry = load(tmp_path, definition)

    assert entry.definition.text == text
    expected = [e if isinstance(e, Link) else Link(*e, "clot") for e in links]
    assert list(entry.links) == expected
    assert decode_entry(encode_entry(entry)) == entry


@pytest.mark.parametrize(
    ("status", "links"),
    [
        ({"status": "draft"}, ()),
        ({"status": "deprecated", "replaced_by": "clot"}, (Link(0, 3, "clot"),)),
    ],
)
def test_link_to_an_unpublished_entry_leads_to_its_successor_or_nowhere(
    tmp_path: Path, status: dict[str, str], links: tuple[Link, ...]
) -> None:
    old = {"headword": "Old", "id": "old", "definition": "Old.", **status}

    entry = load(tmp_path, "[[old]] name", old)

    assert entry.definition.text == "Old name"
    assert entry.links == links


def test_link_to_no_entry_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"\[\[lump\]\] is not the id"):
        load(tmp_path, "A [[lump]].")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Write [[ -f x ]] in a shell.", "Write [[ -f x ]] in a shell."),
        (r"Its \[[Prototype]] slot.", "Its [[Prototype]] slot."),
    ],
)
def test_brackets_that_are_no_link_stay(
    tmp_path: Path, written: str, text: str
) -> None:
    entry = load(tmp_path, written)

    assert (entry.definition.text, entry.links) == (text, ())
