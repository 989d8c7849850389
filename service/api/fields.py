"""Fields of the JSON responses, with descriptions and examples for `/openapi.json`.

The examples are of an entry of the bundled glossary.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from index.model import glossary

ChannelName = Literal["exact", "words", "spelling", "sound", "meaning"]


_TRUE, _FALSE = (True,), (False,)


def about(description: str) -> Any:
    """Describe a field whose type has fields with examples of their own."""
    return Field(description=description)


def _field(description: str, *examples: object) -> Any:
    return Field(description=description, examples=[*examples])


# Entries
Id = Annotated[str, _field("ID, a part of the address", "deep-vein-thrombosis")]
OtherId = Annotated[str, _field("ID of the other entry", "pulmonary-embolism")]
Headword = Annotated[
    str, _field("name under which the entry is listed", "Deep vein thrombosis")
]
OtherHeadword = Annotated[
    str, _field("headword of the other entry", "Pulmonary embolism")
]
TranslationId = Annotated[
    str, _field("ID of the entry in that language", "trombosis-venosa-profunda")
]
TranslatedHeadword = Annotated[
    str, _field("headword in that language", "Trombosis venosa profunda")
]
OtherLanguage = Annotated[str, _field("language tag of the other entry", "es")]
Abbreviations = Annotated[list[str], _field("short forms of the headword", ["DVT"])]
Variants = Annotated[
    list[str],
    _field("other names: synonyms, lay names, spellings", ["blood clot", "leg clot"]),
]
Respelling = Annotated[
    str | None,
    _field("pronunciation for readers, stress in capitals", "deep vayn throm-BOH-sis"),
]
AudioUrl = Annotated[
    str | None, _field("recording of the pronunciation", "https://example.org/dvt.mp3")
]
DefinitionText = Annotated[
    str, _field("definition", "A blood clot inside a blood vessel.")
]
Language = Annotated[str, _field("language tag of the texts", "en")]
Audience = Annotated[glossary.Audience, _field("readers of the definition", "patient")]
Audiences = Annotated[
    list[glossary.Audience],
    _field("readers for whom the entry has a definition", ["patient", "professional"]),
]
SubstituteFor = Annotated[
    glossary.Audience | None,
    _field("the audience asked for, if there is no definition for it", None),
]
Category = Annotated[
    str | None, _field("group to which the entry belongs", "Blood conditions")
]
Note = Annotated[
    str | None, _field("remark below the definition", "It can follow a long journey.")
]
Source = Annotated[
    str | None, _field("origin of the definition: text or address", "Our own leaflets")
]
GlossaryId = Annotated[str, _field("ID of the glossary", "multiple-myeloma")]
Url = Annotated[
    str,
    _field(
        "address of the page; absolute if GLOSSARY_PUBLIC_URL is set",
        "/glossary/deep-vein-thrombosis",
    ),
]
CodeSystem = Annotated[str, _field("classification", "ICD-10-CM")]
Code = Annotated[str, _field("code in the classification", "I82.40")]
LinkStart = Annotated[int, _field("position of the link's first character", 2)]
LinkEnd = Annotated[int, _field("position after the link's last character", 12)]

# Results
QueryText = Annotated[str, _field("query without the spaces around it", "dvt")]
Total = Annotated[
    int, _field("number of all; only those within reach of `offset` can be read", 1)
]
Offset = Annotated[int, _field("number of entries skipped", 0)]
Limit = Annotated[int, _field("most entries that the response can have", 10)]
Score = Annotated[
    float, _field("from 0 to 1; only orders the results of one response", 0.93)
]
Channel = Annotated[
    ChannelName, _field("how the query found it; word forms are `words`", "exact")
]
MatchedField = Annotated[str, _field("field that matched", "abbreviations")]
MatchedText = Annotated[
    str | None, _field("text that matched; null for a hidden form", "DVT")
]
SegmentText = Annotated[str, _field("part of the text", "Deep vein thrombosis")]
IsMatch = Annotated[Literal[True], _field("present if the query matches here", *_TRUE)]
SameAsTotal = Annotated[
    int, _field("number of entries with the very same definition", 1)
]
Correction = Annotated[
    str, _field("headword, as the glossary spells it", "Deep vein thrombosis")
]
Certainty = Annotated[float, _field("from 0 to 1", 0.81)]
Gloss = Annotated[
    str,
    _field(
        "first sentence of the definition, at most 120 characters",
        "A blood clot inside a blood vessel.",
    ),
]
Letters = Annotated[
    dict[str, int],
    _field("number of filtered entries by first letter", {"d": 2, "other": 1}),
]

# Annotation
AnnotationStart = Annotated[
    int, _field("first character of the name in the body, counted from 0", 0)
]
AnnotationEnd = Annotated[int, _field("first character after the name", 16)]
AnnotatedEntry = Annotated[
    str, _field("ID of the entry that has the name", "thrombocytopenia")
]
AnnotatedEntries = Annotated[
    list[str],
    _field("IDs of all entries that share the name, if there are several", ["a", "b"]),
]
AnnotatedText = Annotated[
    str, _field("body between the two places", "Thrombocytopenia")
]
ListFormat = Annotated[int, _field("version of the format", 1)]
ListedEntries = Annotated[
    list[Any],
    _field("ID of each entry, or its ID, its glossary, and 1 if it is rare", ["vein"]),
]
ListedNames = Annotated[
    dict[str, list[Any]],
    _field("places in `entries` of the entries that have each name", {"vein": [0]}),
]
PrefixDigits = Annotated[
    int, _field("number of digits of a prefix, if the list comes in parts", 2)
]
FirstTokens = Annotated[
    str, _field("bitmap of the hashes of first words, in Base64", "AAEAAA==")
]

# Health
Alive = Annotated[Literal["alive"], _field("always the same", "alive")]
Ready = Annotated[Literal["ready"], _field("always the same", "ready")]
EntryCount = Annotated[int, _field("number of entries", 33)]
Generation = Annotated[
    str,
    _field("name of the index, made of its files", "720a4ed22ef20261efa4edc34d1cf599"),
]
BackendName = Annotated[
    str, _field("search engine, `whoosh` or `opensearch`", "whoosh")
]
Meaning = Annotated[bool, _field("true if entries are also found by meaning", *_TRUE)]
Stale = Annotated[bool, _field("true if the last reload failed", *_FALSE)]

# Problems
ProblemUri = Annotated[
    str, _field("link to the explanation; `about:blank` without one", "about:blank")
]
ProblemTitle = Annotated[str, _field("name of the status", "Bad Request")]
ProblemStatus = Annotated[int, _field("HTTP status", 400)]
ProblemDetail = Annotated[str, _field("what is wrong, and what to do", "Retry later.")]
ProblemInstance = Annotated[
    str, _field("request ID, also in the log", "0f4c8e12a6b94d7f")
]
ParameterName = Annotated[str, _field("name of the parameter", "limit")]
ParameterDetail = Annotated[
    str, _field("what is accepted", "limit is invalid: expected a whole number.")
]
