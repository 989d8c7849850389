"""JSON Schema of the native format, so that editors complete and check while typing.

Names, lengths, and values are those of the loader. `index/data/glossary.schema.json` is
its output, for editors that read it from disk.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from index.loading.field_names import LISTS, names_of
from index.loading.fields import MAX_LENGTHS
from index.loading.validation import ENTRY_FIELDS, HEADER_FIELDS, STATUSES
from index.model.glossary import Audience, Linking

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ABOUT = (
    "A glossary in YAML or JSON: a header with `entries`, or a list of entries. In "
    "YAML, put numbers in quotes."
)
_REQUIRED = ("headword", "definition")
_HEADER_DESCRIPTIONS = {
    "glossary": "ID of the glossary. By default the name of the file.",
    "title": "Title on pages.",
    "language": "Language of the entries that do not name one. By default en.",
    "about": "A sentence for readers at the foot of every page.",
    "home": "Your site: its address, and your name after a space.",
    "logo": "Address of an image, or a file next to this one (PNG, SVG, WebP, JPEG).",
    "accent": "Color of links and buttons: #0a6767, in YAML in quotes, or its name.",
    "contact": "Address for questions: mailto:words@example.org, or a form.",
    "imprint": "Address of your imprint.",
    "privacy": "Address of your privacy policy.",
}
_ENTRY_DESCRIPTIONS = {
    "headword": "Name of the entry, as readers see it.",
    "id": "Part of the entry's address. By default made from the headword. Set it if "
    "links must survive a new headword.",
    "respelling": "Pronunciation in plain letters, the stressed syllable in capitals.",
    "audio_url": "Address of a recording of the pronunciation.",
    "definition": "Plain text. [[id]] or [[id|text]] links to another entry.",
    "professional_definition": "A second definition, for professionals; `definition` "
    "is then for patients.",
    "language": "Language of the texts, if it is not that of the glossary.",
    "audience": "Readers of the definition. By default patient.",
    "category": "Group of entries to which this one belongs.",
    "concept": "Any text that is the same in entries that translate each other.",
    "source": "Origin of the definition: a text or an address.",
    "note": "A remark below the definition. It is not searched.",
    "codes": "Codes in classifications. A query that equals a code finds the entry.",
    "former_ids": "Earlier IDs, which redirect here.",
    "abbreviations": "Short forms of the headword.",
    "variants": "Other names: synonyms, everyday words, other spellings.",
    "hidden_forms": "Known misspellings. They are searched, but never shown.",
    "see_also": "IDs or headwords of entries to read next.",
    "status": "draft: the entry is left out. deprecated: it leads to `replaced_by`.",
    "replaced_by": "ID of the entry that replaces this deprecated one.",
    "link": "Marking of the entry in texts: never, or rarely (only beside other "
    "entries of the glossary). By default wherever a text uses it.",
}
_EXAMPLES = {
    "language": ["en", "es", "pt-BR"],
    "respelling": ["kee-moh-THAYR-uh-pee"],
    "home": ["https://example.org Our clinic"],
    "accent": ["#0a6767", "teal"],
    "contact": ["mailto:words@example.org"],
    "codes": [[{"system": "ICD-10-CM", "code": "D64.9"}]],
}
_VALUES = {
    "audience": get_args(Audience),
    "status": STATUSES,
    "link": get_args(Linking),
}
_WEB = r"^\s*[Hh][Tt]{2}[Pp][Ss]?://[^\s/?#]"
_MAIL = r"^\s*mailto:[^\s@?&]+@[^\s@?&]+\.[^\s@?&]+\s*$"
_Pattern = tuple[str, str]  # and what editors say of a text that does not fit
_VISIBLE = (r"\S", "Write a text, or remove the field.")
_ID = (
    r"^\s*[\p{L}\p{N}][\p{L}\p{N}_.~:-]*\s*$",
    "Use letters, digits, and -_.~: after a letter or digit.",
)
_NAME = (
    r"(?![-–—_.…?])[\p{L}\p{N}\p{S}\p{P}]",
    "Write at least one letter, digit, or sign.",
)
_PATTERNS: Mapping[str, _Pattern] = {
    **dict.fromkeys(("id", "glossary", "former_ids"), _ID),
    **dict.fromkeys(("headword", "abbreviations", "variants", "hidden_forms"), _NAME),
    **dict.fromkeys(
        ("audio_url", "home", "imprint", "privacy"), (_WEB, "Start with https://.")
    ),
    "language": (
        r"^\s*[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\s*$",
        "Use a language tag such as en, es, or pt-BR.",
    ),
    "contact": (f"{_MAIL}|{_WEB}", "Start with mailto: or https://."),
    "accent": (
        r"^\s*(#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|[A-Za-z]+)\s*$",
        "Write a color as #0a6767, or a name such as teal.",
    ),
}
_SINGLE = (  # a text may stand for a list of one
    r"^[^;|,\n]*[^;|,\s][^;|,\n]*$",
    "Write several texts as a list: [one, another].",
)


def make_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a glossary in YAML or JSON."""
    header = {name: _text(name, _HEADER_DESCRIPTIONS[name]) for name in HEADER_FIELDS}
    header["accent"]["type"] = "string"  # in YAML, # without quotes begins a comment
    entries = {
        "description": "The entries of the glossary.",
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/$defs/entry"},
    }
    named = {"description": "Address of this schema, for editors.", "type": "string"}
    return {
        "$schema": _DIALECT,
        "title": "Heardword glossary",
        "description": _ABOUT,
        "type": ["object", "array"],
        "properties": {"$schema": named, **header, "entries": entries},
        "required": ["entries"],
        "additionalProperties": False,
        "items": {"$ref": "#/$defs/entry"},
        "minItems": 1,
        "$defs": {"entry": _entry(), "code": _code()},
    }


def schema_text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(make_schema(), ensure_ascii=False, indent=2) + "\n"


def _entry() -> Schema:
    """Return the schema of an entry.

    Other names of fields are accepted, but not as `properties`, which editors offer.
    """
    return {
        "description": "An entry of the glossary.",
        "type": "object",
        "properties": {name: _field(name) for name in ENTRY_FIELDS},
        "patternProperties": {
            _any_case(names_of(name)): {"$ref": f"#/$defs/entry/properties/{name}"}
            for name in ENTRY_FIELDS
        },
        "additionalProperties": False,
        "allOf": [*map(_require, _REQUIRED), *_status_rules(), _audience_rule()],
    }


def _field(name: str) -> Schema:
    description = _ENTRY_DESCRIPTIONS[name]
    if name == "codes":
        items = {"$ref": "#/$defs/code"}
        return {
            "description": description,
            "type": ["array", "null"],
            "items": items,
            "examples": _EXAMPLES[name],
        }
    if name in LISTS:
        return _list(name, description)
    return _text(name, description)


def _text(name: str, description: str) -> Schema:
    """Return the schema of a text; an optional one may be empty, as in YAML."""
    is_required = name in _REQUIRED
    schema: Schema = {
        "description": description,
        "type": "string" if is_required else ["string", "null"],
    }
    if name in _VALUES:
        return schema | {"enum": [*_VALUES[name], None]}
    schema |= _pattern(name) | {"maxLength": MAX_LENGTHS[name]}
    return schema | ({"examples": _EXAMPLES[name]} if name in _EXAMPLES else {})


def _list(name: str, description: str) -> Schema:
    pattern, message = _SINGLE
    return {
        "description": description,
        "type": ["array", "string", "null"],
        "pattern": pattern,
        "patternErrorMessage": message,
        "items": {
            "type": "string",
            **_pattern(name),
            "maxLength": MAX_LENGTHS[name],
        },
    }


def _pattern(name: str) -> Schema:
    """Return the pattern of a field; the message is for editors, which know it."""
    pattern, message = _PATTERNS.get(name, _VISIBLE)
    return {"pattern": pattern, "patternErrorMessage": message}


def _code() -> Schema:
    parts = {
        "system": "Classification, such as ICD-10-CM.",
        "code": "Code in the classification, such as D64.9.",
    }
    return {
        "description": "A code of the entry in a classification.",
        "type": "object",
        "properties": {
            name: _text(name, description) | {"type": "string"}
            for name, description in parts.items()
        },
        "required": [*parts],
        "additionalProperties": False,
    }


def _any_case(names: Iterable[str]) -> str:
    """Return the pattern of names in capital or small letters, with any separator."""
    alternatives = ("".join(map(_any_case_letter, name)) for name in names)
    return f"^({'|'.join(dict.fromkeys(alternatives))})$"


def _any_case_letter(letter: str) -> str:
    if letter in " _":
        return "[ _-]"
    return f"[{letter.upper()}{letter}]"


def _require(name: str) -> Schema:
    """Return the rule that a field is required under one of its names."""
    other = {"pattern": _any_case(names_of(name))}
    return {
        "if": {"propertyNames": {"not": other}},
        "then": {"required": [name]},
    }


def _status_rules() -> list[Schema]:
    """Return the rules that deprecated entries, and no others, have a successor."""
    is_deprecated = {
        "properties": {"status": {"const": "deprecated"}},
        "required": ["status"],
    }
    has_successor = {
        "properties": {"replaced_by": {"type": "string"}},
        "required": ["replaced_by"],
    }
    return [
        {"if": is_deprecated, "then": has_successor},
        {"if": has_successor, "then": is_deprecated},
    ]


def _audience_rule() -> Schema:
    """Return the rule that a second definition is beside one for patients."""
    second = {"properties": {"professional_definition": {"type": "string"}}}
    return {
        "if": second | {"required": ["professional_definition"]},
        "then": {"properties": {"audience": {"not": {"const": "professional"}}}},
    }
