"""Entries of a glossary for the other engines: one line of JSON each."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.loading.loader import load_glossaries
from index.model.glossary import Entry

DESIGNATIONS = ("headword", "abbreviations", "variants", "hidden_forms")
INDEXED = (*DESIGNATIONS, "respelling", "definition")


def write_documents(glossary: Path, target: Path) -> int:
    """Write the entries that our loader reads, and return their number."""
    entries = [entry for each in load_glossaries([glossary]) for entry in each.entries]
    lines = (json.dumps(_document(entry), ensure_ascii=False) for entry in entries)
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(entries)


def read_documents(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries that `write_documents` wrote."""
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "headword": entry.headword,
        "abbreviations": list(entry.abbreviations),
        "variants": list(entry.variants),
        "hidden_forms": list(entry.hidden_forms),
        "respelling": entry.respelling,
        "definition": entry.definition.text,
        "language": entry.language,
        "category": entry.category,
        "glossary": entry.glossary,
        "url": f"/glossary/{entry.id}",
    }
