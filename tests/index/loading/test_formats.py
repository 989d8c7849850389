"""File formats: all read the same, and report syntax errors with their location."""

import json
from typing import Any

import pytest

from index.loading.loader import load_glossaries
from index.loading.rules import SYNTAX
from index.model.glossary import Definition, Entry, Glossary, Reference
from tests.index.loading.glossary_files import (
    CLOT,
    ENDINGS,
    Write,
    issues_in,
)

TINY_YAML = """
glossary: tiny
title: A tiny glossary
language: es
entries:
  - headword: Trombosis
    id: dvt
    former_ids: [tvp, flebotrombosis]
    concept: clot in a vein
    abbreviations: [TVP]
    variants:
      - coágulo   en la pierna
      - TVP profunda
    hidden_forms: [tronbosis]
    respelling: trom-BOH-sees
    audio_url: https://example.org/a.mp3
    definition: >-
      Un coágulo
      en una vena.
    category: Sangre
    see_also: [clot]
    audience: professional
    source: Nosotros
  - headword: Clot
    language: en
    definition: Thick blood.
"""
TINY_FIELDS: dict[str, Any] = {
    "glossary": "tiny",
    "title": "A tiny glossary",
    "language": "es",
    "entries": [
        {
            "headword": "Trombosis",
            "id": "dvt",
            "former_ids": ["tvp", "flebotrombosis"],
            "concept": "clot in a vein",
            "abbreviations": ["TVP"],
            "variants": ["coágulo en la pierna", "TVP profunda"],
            "hidden_forms": ["tronbosis"],
            "respelling": "trom-BOH-sees",
            "audio_url": "https://example.org/a.mp3",
            "definition": "Un coágulo en una vena.",
            "category": "Sangre",
            "see_also": ["clot"],
            "audience": "professional",
            "source": "Nosotros",
        },
        {"headword": "Clot", "language": "en", "definition": "Thick blood."},
    ],
}


@pytest.fixture(params=ENDINGS)
def tiny_entries(request: pytest.FixtureRequest, write: Write) -> tuple[Entry, ...]:
    """Return the entries of the same glossary from a file of each format."""
    if request.param in (".yaml", ".yml"):
        file = write(f"tiny{request.param}", TINY_YAML)
    elif request.param == ".json":
        file = write("tiny.json", json.dumps(TINY_FIELDS, indent=2))
    else:
        entries = ({"language": "es"} | entry for entry in TINY_FIELDS["entries"])
        file = write(f"tiny{request.param}", *entries)
    return load_glossaries([file])[0].entries


def test_every_format_gives_the_same_entries(tiny_entries: tuple[Entry, ...]) -> None:
    assert tiny_entries == (
        Entry(
            id="dvt",
            headword="Trombosis",
            definition=Definition("Un coágulo en una vena.", "professional"),
            language="es",
            glossary="tiny",
            abbreviations=("TVP",),
            variants=("coágulo en la pierna", "TVP profunda"),
            hidden_forms=("tronbosis",),
            respelling="trom-BOH-sees",
            audio_url="https://example.org/a.mp3",
            category="Sangre",
            see_also=(Reference("clot", "Clot"),),
            source="Nosotros",
            former_ids=("tvp", "flebotrombosis"),
        ),
        Entry("clot", "Clot", Definition("Thick blood."), "en", "tiny"),
    )


@pytest.mark.parametrize("file", ["tiny.yaml", "tiny.json"])
def test_header_fields_are_read(write: Write, file: str) -> None:
    text = TINY_YAML if file == "tiny.yaml" else json.dumps(TINY_FIELDS)

    glossary = load_glossaries([write(file, text)])[0]

    assert (glossary.id, glossary.title, glossary.language) == (
        "tiny",
        "A tiny glossary",
        "es",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("my-words.yaml", "entries:\n- {headword: Clot, definition: Thick blood.}"),
        ("my-words.yaml", "- headword: Clot\n  definition: Thick blood."),
        ("my-words.json", json.dumps({"entries": [CLOT]})),
        ("my-words.json", json.dumps([CLOT])),
        ("my-words.JSON", json.dumps([CLOT])),
        ("my-words.jsonl", json.dumps(CLOT)),
        ("my-words.jsonl", "\n \n" + json.dumps(CLOT) + "\r\n\n"),
        ("my-words.json", "\ufeff" + json.dumps([CLOT])),
        ("my-words.jsonl", "\ufeff" + json.dumps(CLOT)),
        ("my-words.yaml", "\ufeff- headword: Clot\n  definition: Thick blood."),
    ],
)
def test_file_without_header_names_the_glossary(
    write: Write, name: str, text: str
) -> None:
    entry = Entry("clot", "Clot", Definition("Thick blood."), "en", "my-words")

    assert load_glossaries([write(name, text)]) == (
        Glossary("my-words", "my-words", "en", (entry,)),
    )


@pytest.mark.parametrize(
    "word",
    ["NO", "yes", "5", "1.0", "2024-01-01", "0x1F", "on", ".inf", "Null hypothesis"],
)
def test_yaml_scalars_are_read_as_text(write: Write, word: str) -> None:
    text = f"entries:\n- headword: {word}\n  variants: [{word}]\n  definition: {word}"

    entry = load_glossaries([write("words.yaml", text)])[0].entries[0]

    assert (entry.headword, entry.variants) == (word, (word,))
    assert entry.definition.text == word


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_yaml_null_is_an_absent_field(write: Write, nothing: str) -> None:
    text = f"- headword: Clot\n  definition: Thick.\n  category: {nothing}"

    assert load_glossaries([write("words.yaml", text)])[0].entries[0].category is None


def test_quoted_yaml_null_is_a_text(write: Write) -> None:
    text = "- headword: 'null'\n  definition: Nothing."

    assert load_glossaries([write("words.yaml", text)])[0].entries[0].headword == "null"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"], ids=repr)
def test_empty_file_is_reported(write: Write, ending: str, text: str) -> None:
    assert len(issues_in(write(f"a{ending}", text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "entries: []"),
        ("a.yaml", "entries:"),
        ("a.yaml", "title: x"),
        ("a.yaml", "just a text"),
        ("a.yaml", "{}"),
        ("a.yaml", "[]"),
        ("a.json", "{}"),
        ("a.json", "[]"),
        ("a.json", "5"),
        ("a.json", "null"),
        ("a.json", '{"entries": {"headword": "A"}}'),
    ],
)
def test_file_without_entries_is_reported(write: Write, name: str, text: str) -> None:
    issues = issues_in(write(name, text))

    assert len({each.problem for each in issues}) == len(issues)
    assert all(each.hint for each in issues)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("encoding", "byte"), [("utf-16", "0xff"), ("latin-1", "0xe9")]
)
def test_other_encoding_is_reported(
    write: Write, ending: str, encoding: str, byte: str
) -> None:
    text = '{"headword": "Ménière", "definition": "x"}'

    issues = issues_in(write(f"a{ending}", text.encode(encoding)))

    assert issues[0].location == "line 1"
    assert issues[0].problem == f"is not UTF-8 (byte {byte})"
    assert "UTF-8" in issues[0].hint


@pytest.mark.parametrize("ending", ENDINGS)
def test_invalid_byte_is_reported_with_its_line(write: Write, ending: str) -> None:
    file = write(f"a{ending}", b'{"headword": "A", "definition": "x"}\n{"\xe9": 1}')

    assert issues_in(file)[0].location == "line 2"


@pytest.mark.parametrize(
    ("name", "text", "location"),
    [
        ("a.yaml", "entries:\n- headword: A: b\n", "line 2"),
        ("a.yaml", "entries:\n- headword: 'A\n", "line 2"),
        ("a.yaml", "entries:\n\t- headword: A\n", "line 2"),
        ("a.yaml", "entries: [\n", "line 1"),
        ("a.json", '{"entries": [\n{"headword": "A",}\n]}', "line 2"),
        ("a.json", '{"entries": [', "line 1"),
        ("a.json", "[]\n[]", "line 2"),
        ("a.jsonl", json.dumps(CLOT) + "\n{'headword': 'A'}", "line 2"),
        ("a.jsonl", json.dumps(CLOT) + '\n{"headword": "A\n"}', "line 2"),
        ("a.jsonl", json.dumps(CLOT) + json.dumps(CLOT), "line 1"),
    ],
)
def test_syntax_error_is_reported_with_its_location(
    write: Write, name: str, text: str, location: str
) -> None:
    issues = issues_in(write(name, text))

    assert issues[0].location == location
    assert issues[0].rule == SYNTAX


YAML_BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nentries: *c"


@pytest.mark.parametrize(
    ("text", "location", "problem"),
    [
        (YAML_BOMB, "line 1", "uses an anchor (& or *)"),
        ("- headword: A\n  definition: *x", "line 2", "uses an anchor (& or *)"),
        ("- headword: !!str A\n", "line 1", "uses a tag (!)"),
        ("- !!python/object/apply:os.system [ls]", "line 1", "uses a tag (!)"),
        ("- headword: A\n  definition: x\n---\n- headword: B", "line 3", "a second"),
        ("[[[[[[[]]]]]]]", "line 1", "is nested too deeply"),
        (
            "a:\n  b:\n    c:\n      d:\n        e:\n          f: 1",
            "line 6",
            "too deeply",
        ),
    ],
)
def test_unsupported_yaml_is_reported(
    write: Write, text: str, location: str, problem: str
) -> None:
    first = issues_in(write("a.yaml", text))[0]

    assert first.location == location
    assert problem in first.problem


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("nest", ["[", '{"a":', "- "])
def test_deep_nesting_is_reported(write: Write, ending: str, nest: str) -> None:
    assert len(issues_in(write(f"a{ending}", nest * 100_000))) == 1


@pytest.mark.parametrize("ending", [".json", ".jsonl"])
@pytest.mark.parametrize("value", ["9" * 10_000, "NaN", "-Infinity", "1e999"])
def test_odd_numbers_are_reported(write: Write, ending: str, value: str) -> None:
    text = f'{{"headword": {value}, "definition": "x"}}'
    file = write(f"a{ending}", f"[{text}]" if ending == ".json" else text)

    assert len(issues_in(file)) == 1
