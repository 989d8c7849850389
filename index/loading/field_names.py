"""Names of fields: ours, and those that people use for them in their glossaries."""

import re
from collections.abc import Mapping

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "headword": ("term", "word", "name", "phrase", "entry", "preferred term"),
    "definition": ("meaning", "description", "def", "explanation"),
    "professional_definition": (
        *("professional definition", "definition for professionals"),
        "clinical definition",
    ),
    "abbreviations": ("abbreviation", "acronym", "acronyms", "short form"),
    "variants": ("variant", "synonyms", "synonym", "also known as", "aliases", "alias"),
    "hidden_forms": ("hidden forms", "misspellings", "misspelling"),
    "respelling": ("pronunciation", "say it", "sounds like"),
    "audio_url": ("audio url", "audio", "recording"),
    "category": ("topic", "subject", "tags"),
    "language": ("lang", "language code"),
    "see_also": ("see also", "related", "related terms"),
    "former_ids": ("former ids",),
    "replaced_by": ("replaced by",),
    "codes": ("code",),
    "source": ("sources",),
    "note": ("notes",),
    **dict.fromkeys(("id", "audience", "concept", "status", "link"), ()),
}
LISTS = {
    *("abbreviations", "variants", "hidden_forms", "see_also", "former_ids"),
}
_FIELDS = {
    name: field for field, others in SYNONYMS.items() for name in (field, *others)
} | {"title": "headword"}
NAMES = tuple(_FIELDS)  # ours and the usual ones
_SEPARATORS = re.compile(r"[;|\n]")


def names_of(field: str) -> list[str]:
    """Return all names of a field in small letters, ours first."""
    return [name for name, meant in _FIELDS.items() if meant == field]


def find_field(name: str) -> str | None:
    """Return the field that a name means, `None` if it is none of the usual names."""
    lower = name.casefold().replace("-", " ")
    return _FIELDS.get(lower) or _FIELDS.get(" ".join(lower.replace("_", " ").split()))


def split_values(text: str) -> list[str]:
    """Split several values in one text at `;`, `|`, and line breaks."""
    return [part for each in _SEPARATORS.split(text) if (part := each.strip())]


def rename_fields(entry: Mapping[str, object]) -> dict[str, object]:
    """Return an entry with our names of fields.

    A name stays as it is if it is unknown, or if the entry has its field already.
    """
    renamed: dict[str, object] = {}
    for name, value in entry.items():
        field = name if name in SYNONYMS else find_field(str(name))
        is_free = field is not None and field not in entry and field not in renamed
        renamed[field if field and is_free else name] = value
    return renamed
