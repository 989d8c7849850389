"""Entries with any text in any field, and what a format carries of them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from index.exporting.formats import OutputFormat
from index.loading.loader import list_glossary_files, load_glossaries
from index.model.glossary import Entry

HEADER = {"glossary": "words", "title": "Our words"}
_STARTS = [
    "",
    "",
    "=",
    "+",
    "-",
    "@",
    "'",
    "''",
    "'=",
    "#",
    "[[",
    '"',
    "- ",
    "a: b",
    "<b>",
]
_CHARACTERS = st.characters(
    codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"], exclude_characters=";|"
)
_RANDOM = st.text(_CHARACTERS, max_size=20)


def _text(start: str, text: str, end: str) -> str:
    return f"{start}{text}{end}"


TEXTS = st.just("a") | st.builds(  # often the same text in several fields
    _text, st.sampled_from(_STARTS), _RANDOM, st.sampled_from("aé9)\\]")
)
NAMES = st.just("a") | st.builds(_text, st.sampled_from(_STARTS), _RANDOM, st.just("a"))
_LINES = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)
_CODES = st.fixed_dictionaries({"system": TEXTS, "code": TEXTS}).filter(
    lambda code: ": " not in f"{code['system']} "
)
_OPTIONAL = {
    "abbreviations": st.lists(NAMES, min_size=1, max_size=3),
    "variants": st.lists(NAMES, min_size=1, max_size=3),
    "hidden_forms": st.lists(NAMES, min_size=1, max_size=3),
    "respelling": TEXTS,
    "category": TEXTS,
    "language": st.sampled_from(["en", "es", "pt-BR"]),
    "audience": st.sampled_from(["patient", "professional"]),
    "concept": st.sampled_from(["c1", "C1", "c2"]),
    "codes": st.lists(_CODES, min_size=1, max_size=2),
    "source": TEXTS,
    "note": TEXTS,
}
_ENTRY = st.fixed_dictionaries(
    {"headword": NAMES, "definition": _LINES}, optional=_OPTIONAL
)
_IDS = st.text(st.sampled_from("abéZ-_.~:9"), min_size=1, max_size=5).filter(
    lambda text: text[0].isalnum()
)


@st.composite
def entry_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw entries with different ids, which may refer to each other."""
    ids = draw(st.lists(_IDS, min_size=1, max_size=4, unique=True))
    entries = []
    for each in ids:
        others = [other for other in ids if other != each]
        entry: dict[str, Any] = {"id": each} | draw(_ENTRY)
        if others:
            entry["see_also"] = draw(st.lists(st.sampled_from(others), unique=True))
        entries.append(entry)
    return entries


def write_source(folder: Path, entries: Sequence[dict[str, Any]]) -> Path:
    """Write a native file with a header and these entries."""
    source = folder / "source.json"
    source.write_text(json.dumps(HEADER | {"entries": entries}), "utf-8")
    return source


def load(file: Path) -> tuple[Entry, ...]:
    """Load the entries of a file in any format."""
    return load_glossaries(list_glossary_files([file]))[0].entries


def carried(entry: Entry, output: OutputFormat) -> dict[str, object]:
    """Return the fields that a format carries of an entry, as it carries them."""
    fields: dict[str, object] = {
        name: getattr(entry, name)
        for name in output.carried
        if name not in ("concept", "audience", "abbreviations", "variants")
        and hasattr(entry, name)
    }
    fields["definition"] = entry.definition.text
    if "audience" in output.carried:
        fields["audience"] = entry.definition.audience
    if "concept" in output.carried:
        fields["translations"] = entry.translations
    if output.merges_names:
        names = (*entry.abbreviations, *entry.variants)
        return fields | {"variants": tuple(dict.fromkeys(names))}
    named = {"abbreviations": entry.abbreviations, "variants": entry.variants}
    return fields | named
