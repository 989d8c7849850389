"""Glossary files: what they may say, and every mistake that is named."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.loading.formats import READERS
from index.loading.loader import list_glossary_files, load_glossaries
from index.model.errors import GlossaryError, Issue
from index.model.glossary import Definition, Entry, Glossary, Reference, Translation
from tests.support.service_process import without_rights

ENDINGS = list(READERS)
CLOT = {"headword": "Clot", "definition": "Thick blood."}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Keep a text, bytes or lines of entries in a file."""

    def keep(name: str, *content: str | bytes | dict[str, Any]) -> Path:
        file = tmp_path / name
        lines = [json.dumps(e) + "\n" if isinstance(e, dict) else e for e in content]
        encoded = [e.encode() if isinstance(e, str) else e for e in lines]
        file.write_bytes(b"".join(encoded))
        return file

    return keep


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that other users may enter, unlike `tmp_path`."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def mistakes_in(*files: Path) -> tuple[Issue, ...]:
    with pytest.raises(GlossaryError) as refused:
        load_glossaries(list_glossary_files(files))
    return refused.value.issues


def ids(*files: Path) -> list[list[str]]:
    return [[entry.id for entry in each.entries] for each in load_glossaries(files)]


# What a file may say


YAML = """
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
STATED: dict[str, Any] = {
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
def tiny(request: pytest.FixtureRequest, write: Write) -> tuple[Entry, ...]:
    """The entries of one and the same glossary, kept in a file of each ending."""
    if request.param in (".yaml", ".yml"):
        file = write(f"tiny{request.param}", YAML)
    elif request.param == ".json":
        file = write("tiny.json", json.dumps(STATED, indent=2))
    else:
        entries = ({"language": "es"} | entry for entry in STATED["entries"])
        file = write(f"tiny{request.param}", *entries)
    return load_glossaries([file])[0].entries


def test_every_format_says_the_same(tiny: tuple[Entry, ...]) -> None:
    assert tiny == (
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
def test_header_names_the_glossary(write: Write, file: str) -> None:
    text = YAML if file == "tiny.yaml" else json.dumps(STATED)

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
def test_without_a_header_the_file_names_the_glossary(
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
def test_yaml_takes_a_word_as_it_stands(write: Write, word: str) -> None:
    text = f"entries:\n- headword: {word}\n  variants: [{word}]\n  definition: {word}"

    entry = load_glossaries([write("words.yaml", text)])[0].entries[0]

    assert (entry.headword, entry.variants) == (word, (word,))
    assert entry.definition.text == word


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_an_empty_field_in_yaml_is_not_there(write: Write, nothing: str) -> None:
    text = f"- headword: Clot\n  definition: Thick.\n  category: {nothing}"

    assert load_glossaries([write("words.yaml", text)])[0].entries[0].category is None


def test_quotes_make_a_text_of_null(write: Write) -> None:
    text = "- headword: 'null'\n  definition: Nothing."

    assert load_glossaries([write("words.yaml", text)])[0].entries[0].headword == "null"


def test_spaces_are_tidied_and_a_definition_keeps_its_lines(write: Write) -> None:
    file = write("a.jsonl", {"headword": " A \t b ", "definition": " x  y\r\n\n z "})

    entry = load_glossaries([file])[0].entries[0]

    assert (entry.headword, entry.definition.text) == ("A b", "x y\n\nz")


def test_a_designation_stands_once(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"variants": ["lump", "lump", " lump"]})

    assert load_glossaries([file])[0].entries[0].variants == ("lump",)


# Ids and references


def test_ids_are_made_from_headwords(write: Write) -> None:
    file = write(
        "a.jsonl",
        CLOT | {"headword": "M-Protein (Ménière’s)"},
        CLOT | {"headword": "日本"},
    )

    assert ids(file) == [["m-protein-menieres", "日本"]]


def test_doubled_made_ids_are_counted_up(write: Write) -> None:
    file = write("a.jsonl", CLOT, CLOT, CLOT | {"headword": "clot!"})

    assert ids(file) == [["clot", "clot-2", "clot-3"]]


def test_made_ids_do_not_depend_on_what_follows(write: Write) -> None:
    short = ids(write("a.jsonl", CLOT, CLOT))
    longer = ids(write("b.jsonl", CLOT, CLOT, CLOT, CLOT | {"headword": "x"}))

    assert longer[0][:2] == short[0]


def test_a_given_id_wins_over_one_that_is_made(write: Write) -> None:
    first = write("a.jsonl", CLOT, CLOT)
    second = write("b.jsonl", CLOT | {"headword": "x", "id": "clot"})

    assert ids(first, second) == [["clot-2", "clot-3"], ["clot"]]


@pytest.mark.parametrize("given", ["a", "A-1_b.c~d:e", "é", "日本", "9"])
def test_an_id_can_be_part_of_an_address(write: Write, given: str) -> None:
    assert ids(write("a.jsonl", CLOT | {"id": given})) == [[given]]


def test_an_id_that_is_null_is_made(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"id": None}, CLOT | {"id": None})

    assert ids(file) == [["clot", "clot-2"]]


def test_references_reach_across_files(write: Write) -> None:
    first = write("a.jsonl", CLOT | {"see_also": ["vein", "clot"]})
    second = write("b.yaml", "- headword: Vein\n  definition: A vessel.")

    glossaries = load_glossaries([first, second])

    assert glossaries[0].entries[0].see_also == (
        Reference("vein", "Vein"),
        Reference("clot", "Clot"),
    )


# Former ids and translations


def test_a_former_id_stands_once(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"former_ids": ["lump", "clot-1", "lump"]})

    (entry,) = load_glossaries([file])[0].entries

    assert (entry.id, entry.former_ids) == ("clot", ("lump", "clot-1"))


@pytest.mark.parametrize(
    ("former", "problem", "hint"),
    [
        ("clot", "'clot' is the entry's id still", "remove it"),
        ("vein", "'vein' is the id of {file}, line 1", "give that entry another `id`"),
        ("lump", "'lump' is a former id of {file}, line 1 too", "in one of the two"),
    ],
)
def test_a_former_id_leads_to_one_entry_only(
    write: Write, former: str, problem: str, hint: str
) -> None:
    first = write("a.jsonl", CLOT | {"headword": "Vein", "former_ids": ["lump"]})
    second = write("b.jsonl", CLOT | {"former_ids": [former]})

    (found,) = mistakes_in(first, second)

    assert (found.file, found.location) == (str(second), "line 1")
    assert found.field == "former_ids"
    assert found.problem == problem.format(file=first)
    assert hint in found.hint


def test_a_former_id_may_not_be_the_id_of_a_later_entry(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"former_ids": ["b"]}, CLOT | {"id": "b"})

    place, field, problem = problem_of(file)

    assert (place, field) == ("line 1", "former_ids")
    assert problem == f"'b' is the id of {file}, line 2"


def test_a_mention_by_a_former_id_is_told_the_new_one(write: Write) -> None:
    file = write(
        "a.jsonl",
        CLOT | {"headword": "Vein", "see_also": ["lump"]},
        CLOT | {"former_ids": ["lump"]},
    )

    (found,) = mistakes_in(file)

    assert found.problem == "'lump' is the id of no entry"
    assert found.hint == "write 'clot'"


def translated(
    file: Path, *, of: str = "clot", part: Callable[[Translation], str]
) -> list[str]:
    entries = {entry.id: entry for entry in load_glossaries([file])[0].entries}
    return [part(each) for each in entries[of].translations]


def test_translations_are_ordered_by_their_language(write: Write) -> None:
    tags = ("pt", "en", "en-GB", "de", "ES")
    same = (CLOT | {"language": tag, "concept": "c"} for tag in tags)

    found = translated(
        write("a.jsonl", *same), of="clot-2", part=lambda each: each.language
    )

    assert found == ["de", "en-GB", "ES", "pt"]


def test_entries_of_one_language_do_not_translate_each_other(write: Write) -> None:
    file = write(
        "a.jsonl",
        CLOT | {"id": "clot", "concept": "c"},
        CLOT | {"id": "lump", "concept": "c", "language": "EN"},
        CLOT | {"id": "coagulo", "concept": "c", "language": "es"},
        CLOT | {"id": "cuajo", "concept": "c", "language": "es"},
        CLOT | {"id": "vena", "concept": "d", "language": "es"},
        CLOT | {"id": "nada", "language": "es"},
    )

    assert translated(file, part=lambda each: each.id) == ["coagulo", "cuajo"]
    assert translated(file, of="nada", part=lambda each: each.id) == []


def test_capitals_and_spaces_of_a_concept_do_not_count(write: Write) -> None:
    file = write(
        "a.jsonl",
        CLOT | {"concept": "Blood clot"},
        CLOT | {"id": "es", "language": "es", "concept": " blood  CLOT"},
        CLOT | {"id": "fr", "language": "fr", "concept": "blood-clot"},
    )

    assert translated(file, part=lambda each: each.id) == ["es"]


def test_translations_name_the_final_id(write: Write) -> None:
    first = write("a.jsonl", CLOT | {"concept": "c"})
    second = write("b.jsonl", CLOT | {"language": "es", "concept": "c"})

    english, spanish = (
        glossary.entries[0] for glossary in load_glossaries([first, second])
    )

    assert english.translations == (Translation("clot-2", "Clot", "es"),)
    assert spanish.translations == (Translation("clot", "Clot", "en"),)


def test_a_concept_that_is_a_category_is_named_once(write: Write) -> None:
    crowd = [CLOT | {"concept": "Blood"} for _ in range(150)]

    place, field, problem = problem_of(write("a.jsonl", *crowd))

    assert (place, field) == ("line 101", "concept")
    assert problem == "'Blood' stands at more than 100 entries"


# Files and folders


def test_a_folder_gives_its_glossaries_in_order(write: Write, tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.yaml", "notes.txt", "c.JSON"):
        write(name)

    found = list_glossary_files([tmp_path])

    assert [file.name for file in found] == ["a.yaml", "b.jsonl", "c.JSON"]


def test_files_and_folders_are_read_in_the_order_given_and_once(
    write: Write, tmp_path: Path
) -> None:
    first, second = write("b.jsonl", CLOT), write("a.jsonl", CLOT)

    assert list_glossary_files([first, tmp_path]) == [first, second]
    assert [glossary.id for glossary in load_glossaries([first, second])] == ["b", "a"]


def test_paths_that_lead_nowhere_are_all_named(write: Write, tmp_path: Path) -> None:
    paths = [tmp_path / "gone.yaml", write("a.docx"), tmp_path / "empty"]
    paths[2].mkdir()

    found = mistakes_in(*paths)

    assert [(each.file, each.problem) for each in found] == [
        (str(paths[0]), "is no file"),
        (str(paths[1]), "has the unknown ending '.docx'"),
        (str(paths[2]), "holds no glossary"),
    ]
    assert all(each.hint for each in found)


def test_a_path_that_is_too_long_is_named() -> None:
    found = mistakes_in(Path("x" * 5000 + ".yaml"))

    assert "read" in found[0].problem or "no file" in found[0].problem


def test_a_file_that_may_not_be_read_is_named(public_folder: Path) -> None:
    file = public_folder / "a.jsonl"
    file.write_text(json.dumps(CLOT))
    file.chmod(0)

    with without_rights():
        found = mistakes_in(file)

    assert found[0].problem == "cannot be read (Permission denied)"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_with_the_name_of_a_file_is_named(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"words{ending}").mkdir()

    assert "is no file" in mistakes_in(tmp_path)[0].problem


# Mistakes


def problem_of(file: Path) -> tuple[str, str, str]:
    """Place, field and problem of the one mistake in a file."""
    found = mistakes_in(file)
    assert len(found) == 1, found
    assert found[0].file == str(file)
    assert found[0].hint
    return found[0].location, found[0].field, found[0].problem


@pytest.mark.parametrize(
    ("stated", "field", "problem", "hint"),
    [
        ({"defintion": "x"}, "defintion", "is not a field", "write `definition`"),
        ({"zzz": "x"}, "zzz", "is not a field", "use one of headword, id, "),
        ({"glossary": "x"}, "glossary", "is not a field", "use one of "),
        ({"headword": None}, "headword", "is missing", "add `headword`"),
        ({"headword": " \t"}, "headword", "is empty", "write its text"),
        ({"headword": "?!"}, "headword", "holds no letter and no digit", "reader"),
        ({"headword": "\u200b"}, "headword", "holds no letter", "reader"),
        ({"definition": None}, "definition", "is missing", "add `definition`"),
        ({"definition": ""}, "definition", "is empty", "write its text"),
        ({"headword": 5}, "headword", "is not a text", "quotes"),
        ({"headword": ["x"]}, "headword", "is not a text", "quotes"),
        ({"definition": {"x": 1}}, "definition", "is not a text", "quotes"),
        ({"category": True}, "category", "is not a text", "quotes"),
        ({"id": 7}, "id", "is not a text", "quotes"),
        ({"variants": "x"}, "variants", "is not a list", "variants: [one, another]"),
        ({"variants": {"x": 1}}, "variants", "is not a list", "[one, another]"),
        ({"variants": [1]}, "variants", "is not a text", "quotes"),
        ({"variants": [None]}, "variants", "is not a text", "quotes"),
        ({"hidden_forms": [""]}, "hidden_forms", "is empty", "write"),
        ({"abbreviations": ["-"]}, "abbreviations", "holds no letter", "reader"),
        ({"see_also": "vein"}, "see_also", "is not a list", "see_also: [one"),
        ({"headword": "x" * 201}, "headword", "has 201 characters", "at most 200"),
        ({"variants": ["x" * 201]}, "variants", "has 201 characters", "at most 200"),
        (
            {"definition": "x" * 20_001},
            "definition",
            "has 20,001 characters",
            "at most 20,000",
        ),
        ({"headword": "a\x00b"}, "headword", "holds a control character", "remove"),
        ({"definition": "a\x1b[31m"}, "definition", "holds a control char", "remove"),
        ({"variants": ["a\x7f"]}, "variants", "holds a control character", "remove"),
        ({"headword": "a\ud800b"}, "headword", "holds a control character", "remove"),
        ({"headword": "a\ufffeb"}, "headword", "holds U+FFFE, which is no", "remove"),
        ({"definition": "a\uffff"}, "definition", "holds U+FFFF, which", "remove"),
        ({"variants": ["\ufdd0a"]}, "variants", "holds U+FDD0, which", "remove"),
        ({"source": "a\U0010ffff"}, "source", "holds U+10FFFF, which", "remove"),
        ({"id": "a\ufffe"}, "id", "holds U+FFFE, which is no", "remove"),
        ({"former_ids": "a"}, "former_ids", "is not a list", "former_ids: [one"),
        ({"former_ids": [1]}, "former_ids", "is not a text", "quotes"),
        ({"former_ids": ["a b"]}, "former_ids", "'a b' cannot be part", "try 'a-b'"),
        ({"former_ids": ["x" * 201]}, "former_ids", "has 201 char", "at most 200"),
        ({"concept": ["x"]}, "concept", "is not a text", "quotes"),
        ({"concept": " "}, "concept", "is empty", "write its text"),
        ({"concept": "x" * 201}, "concept", "has 201 characters", "at most 200"),
        ({"concpt": "x"}, "concpt", "is not a field", "write `concept`"),
        ({"id": "a b"}, "id", "'a b' cannot be part of an address", "try 'a-b'"),
        ({"id": "a/b"}, "id", "'a/b' cannot be part of an address", "try 'a-b'"),
        ({"id": "../x"}, "id", "'../x' cannot be part of an address", "try 'x'"),
        ({"id": "?"}, "id", "'?' cannot be part of an address", "try 'a-1'"),
        ({"language": "english!"}, "language", "is not a language tag", "such as en"),
        ({"language": "e"}, "language", "'e' is not a language tag", "such as en"),
        ({"language": "en_GB"}, "language", "is not a language tag", "such as en"),
        ({"audience": "doctor"}, "audience", "'doctor' is unknown", "patient or"),
        ({"audio_url": "a.mp3"}, "audio_url", "is not a web address", "https://"),
        ({"audio_url": "javascript:x"}, "audio_url", "is not a web address", "https"),
        ({"audio_url": "http://["}, "audio_url", "is not a web address", "https://"),
        ({"see_also": ["gone"]}, "see_also", "'gone' is the id of no entry", "mend"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(
    write: Write, stated: dict[str, Any], field: str, problem: str, hint: str
) -> None:
    file = write("a.jsonl", CLOT | {"headword": "Good"}, "\n", CLOT | stated)

    found = mistakes_in(file)

    assert [(each.file, each.location, each.field) for each in found] == [
        (str(file), "line 3", field)
    ]
    assert problem in found[0].problem
    assert hint in found[0].hint


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.yaml", "entries:\n- headword: A\n  definition: x\n- headword: B", "line 4"),
        ("a.yaml", "- headword: A\n  definition: x\n\n- headword: B\n", "line 4"),
        (
            "a.json",
            '[{"headword": "A",\n"definition": "x"},{"headword": "B"}]',
            "entry 2",
        ),
        (
            "a.jsonl",
            '{"headword": "A", "definition": "x"}\n{"headword": "B"}',
            "line 2",
        ),
    ],
)
def test_a_mistake_is_placed(write: Write, name: str, text: str, place: str) -> None:
    assert problem_of(write(name, text)) == (place, "definition", "is missing")


@pytest.mark.parametrize("stated", ["5", "null", '"text"', "[]", "[[]]", "true"])
def test_an_entry_is_an_object(write: Write, stated: str) -> None:
    file = write("a.jsonl", CLOT, stated)

    assert problem_of(file) == ("line 2", "", "is not an entry")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.yaml",
            "glossery: x\nlanguage: '!'\nentries: [{headword: A, definition: x}]",
        ),
        ("a.json", json.dumps({"glossery": "x", "language": "!", "entries": [CLOT]})),
    ],
)
def test_a_header_can_be_wrong(write: Write, name: str, text: str) -> None:
    found = mistakes_in(write(name, text))

    assert [(each.field, each.problem) for each in found] == [
        ("glossery", "is not a field"),
        ("language", "'!' is not a language tag"),
    ]
    assert found[0].hint == "write `glossary`"


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_title_that_would_break_xml_is_named(write: Write, name: str) -> None:
    text = '{"title": "a\\uffff", "entries": [{"headword": "A", "definition": "x"}]}'

    found = problem_of(write(name, text))

    assert found == ("", "title", "holds U+FFFF, which is no character")


def test_rare_but_real_characters_are_no_mistake(write: Write) -> None:
    rare = "\ufffd\ufdcf\ue000\u200d\u0378 👩\u200d⚕️"

    entry = load_glossaries([write("a.jsonl", CLOT | {"source": rare})])[0].entries[0]

    assert entry.source == rare


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"], ids=repr)
def test_an_empty_file_is_refused(write: Write, ending: str, text: str) -> None:
    assert len(mistakes_in(write(f"a{ending}", text))) == 1


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
def test_a_file_without_entries_is_refused(write: Write, name: str, text: str) -> None:
    found = mistakes_in(write(name, text))

    assert len({each.problem for each in found}) == len(found)
    assert all(each.hint for each in found)


def test_doubled_ids_are_named_within_and_across_files(write: Write) -> None:
    first = write("a.jsonl", CLOT | {"id": "x"}, CLOT | {"id": "x"})
    second = write("b.jsonl", CLOT | {"id": "x"})

    found = mistakes_in(first, second)

    assert [(each.file, each.location, each.field) for each in found] == [
        (str(first), "line 2", "id"),
        (str(second), "line 1", "id"),
    ]
    assert {each.problem for each in found} == {f"'x' is taken by {first}, line 1"}


@pytest.mark.parametrize("stated", [{"id": "gone"}, {"headword": "Gone"}])
def test_a_reference_to_a_refused_entry_is_no_second_mistake(
    write: Write, stated: dict[str, str]
) -> None:
    refused = CLOT | stated | {"audience": "doctor"}

    found = mistakes_in(write("a.jsonl", CLOT | {"see_also": ["gone"]}, refused))

    assert [each.field for each in found] == ["audience"]


def test_a_reference_to_an_entry_with_a_wrong_id_is_no_second_mistake(
    write: Write,
) -> None:
    file = write("a.jsonl", CLOT | {"see_also": ["m/gus"]}, CLOT | {"id": "m/gus"})

    assert [each.field for each in mistakes_in(file)] == ["id"]


@pytest.mark.parametrize("name", ["b.yaml", "b.json", "b.jsonl"])
def test_a_reference_into_an_unreadable_file_is_no_second_mistake(
    write: Write, name: str
) -> None:
    good = write("a.jsonl", CLOT | {"see_also": ["vein"]})
    broken = write(name, '{"headword": "Vein", "definition": "A vessel}')

    assert {each.file for each in mistakes_in(good, broken)} == {str(broken)}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("encoding", "byte"), [("utf-16", "0xff"), ("latin-1", "0xe9")]
)
def test_another_encoding_is_named(
    write: Write, ending: str, encoding: str, byte: str
) -> None:
    text = '{"headword": "Ménière", "definition": "x"}'

    found = mistakes_in(write(f"a{ending}", text.encode(encoding)))

    assert found[0].location == "line 1"
    assert found[0].problem == f"is not UTF-8 (byte {byte})"
    assert "UTF-8" in found[0].hint


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_wrong_byte_is_placed_by_line(write: Write, ending: str) -> None:
    file = write(f"a{ending}", b'{"headword": "A", "definition": "x"}\n{"\xe9": 1}')

    assert mistakes_in(file)[0].location == "line 2"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.yaml", "entries:\n- headword: A: b\n", "line 2"),
        ("a.yaml", "entries:\n- headword: 'A\n", "line 3"),
        ("a.yaml", "entries:\n\t- headword: A\n", "line 2"),
        ("a.yaml", "entries: [\n", "line 2"),
        pytest.param("a.yaml", "- headword: A\n  definition: a\x1bb\n", "line 2"),
        ("a.json", '{"entries": [\n{"headword": "A",}\n]}', "line 2"),
        ("a.json", '{"entries": [', "line 1"),
        ("a.json", "[]\n[]", "line 2"),
        ("a.jsonl", json.dumps(CLOT) + "\n{'headword': 'A'}", "line 2"),
        ("a.jsonl", json.dumps(CLOT) + '\n{"headword": "A\n"}', "line 2"),
        ("a.jsonl", json.dumps(CLOT) + json.dumps(CLOT), "line 1"),
    ],
)
def test_what_cannot_be_parsed_is_placed(
    write: Write, name: str, text: str, place: str
) -> None:
    found = mistakes_in(write(name, text))

    assert found[0].location == place
    assert f"is not {'YAML' if name == 'a.yaml' else 'JSON'}" in found[0].problem


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.yaml", "- headword: A\n  definition: x\n  headword: B", "line 1"),
        pytest.param(
            "a.json",
            '[{"headword": "A", "headword": "B", "definition": "x"}]',
            "entry 1",
        ),
        ("a.jsonl", '{"headword": "A", "headword": "B", "definition": "x"}', "line 1"),
    ],
)
def test_a_field_that_stands_twice_is_named(
    write: Write, name: str, text: str, place: str
) -> None:
    found = problem_of(write(name, text))

    assert found == (place, "headword", "stands twice")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", '- {headword: A, definition: x, "z\\n": 1, "z\\n": 2}'),
        ("a.jsonl", '{"headword": "A", "definition": "x", "z\\n": 1, "z\\n": 2}'),
    ],
)
def test_a_name_cannot_break_a_line_of_the_list(
    write: Write, name: str, text: str
) -> None:
    assert all(str(each).isprintable() for each in mistakes_in(write(name, text)))


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nentries: *c"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        (BOMB, "line 1", "uses an anchor (& or *)"),
        ("- headword: A\n  definition: *x", "line 2", "uses an anchor (& or *)"),
        ("- headword: !!str A\n", "line 1", "uses a tag (!)"),
        ("- !!python/object/apply:os.system [ls]", "line 1", "uses a tag (!)"),
        ("- headword: A\n  definition: x\n---\n- headword: B", "line 3", "second docu"),
        ("[[[[[[[]]]]]]]", "line 1", "is nested too deep"),
        (
            "a:\n  b:\n    c:\n      d:\n        e:\n          f: 1",
            "line 5",
            "too deep",
        ),
    ],
)
def test_yaml_that_no_glossary_needs_is_refused(
    write: Write, text: str, place: str, problem: str
) -> None:
    found = problem_of(write("a.yaml", text))

    assert found[0] == place
    assert problem in found[2]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("nest", ["[", '{"a":', "- "])
def test_deep_nesting_is_refused(write: Write, ending: str, nest: str) -> None:
    assert len(mistakes_in(write(f"a{ending}", nest * 100_000))) == 1


@pytest.mark.parametrize("ending", [".json", ".jsonl"])
@pytest.mark.parametrize("value", ["9" * 10_000, "NaN", "-Infinity", "1e999"])
def test_odd_numbers_are_no_texts(write: Write, ending: str, value: str) -> None:
    text = f'{{"headword": {value}, "definition": "x"}}'
    file = write(f"a{ending}", f"[{text}]" if ending == ".json" else text)

    assert len(mistakes_in(file)) == 1


def test_ten_mistakes_are_all_listed(write: Write) -> None:
    file = write(
        "a.jsonl",
        {"definition": "x"},
        {"headword": "A"},
        CLOT | {"headword": ""},
        CLOT | {"variants": "lump"},
        CLOT | {"respeling": "klot"},
        CLOT | {"id": "a b"},
        CLOT | {"language": "?"},
        CLOT | {"audience": "x", "audio_url": "x"},
        "{]\n",
        CLOT | {"id": "twice"},
        CLOT | {"id": "twice", "see_also": ["gone"]},
        b"\xff\n",
    )

    found = mistakes_in(file)

    assert {(each.location, each.field) for each in found} == {
        ("line 1", "headword"),
        ("line 2", "definition"),
        ("line 3", "headword"),
        ("line 4", "variants"),
        ("line 5", "respeling"),
        ("line 6", "id"),
        ("line 7", "language"),
        ("line 8", "audience"),
        ("line 8", "audio_url"),
        ("line 9", ""),
        ("line 11", "id"),
        ("line 11", "see_also"),
        ("line 12", ""),
    }


def test_one_mistake_of_an_entry_does_not_hide_its_others(write: Write) -> None:
    wrong = {"audience": "x", "see_also": ["gone"], "id": "twice"}
    file = write("a.jsonl", CLOT | {"id": "twice"}, CLOT | wrong)

    found = mistakes_in(file)

    assert {(each.location, each.field) for each in found} == {
        ("line 2", "audience"),
        ("line 2", "see_also"),
        ("line 2", "id"),
    }


def test_mistakes_read_as_lines_of_one_list(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"audiance": "patient"}, {"headword": "A"})

    with pytest.raises(GlossaryError) as refused:
        load_glossaries([file])

    assert str(refused.value).splitlines() == [
        "The glossary is invalid: 2 errors.",
        f"  {file}, line 1, audiance: is not a field; write `audience`.",
        f"  {file}, line 2, definition: is missing; add `definition`.",
    ]


def test_a_very_long_list_is_cut_and_says_so(write: Write) -> None:
    file = write("a.jsonl", "{}\n" * 2000)

    with pytest.raises(GlossaryError) as refused:
        load_glossaries([file])

    lines = str(refused.value).splitlines()
    assert lines[0] == "The glossary is invalid: 4,000 errors."
    assert lines[-1] == "  … and 3,000 more."
    assert len(lines) == 1002


# Any file at all


def test_a_large_file_loads(write: Write) -> None:
    entries = (
        {"headword": f"Word {number % 15_000}", "definition": f"Meaning {number}."}
        for number in range(20_000)
    )
    file = write("large.jsonl", *entries)

    found = load_glossaries([file])[0].entries

    assert len(found) == len({entry.id for entry in found}) == 20_000
    assert found[19_999].id == "word-4999-2"


def test_too_many_entries_are_refused(write: Write) -> None:
    file = write("a.jsonl", CLOT, CLOT, CLOT)

    with pytest.raises(GlossaryError, match="brings the entries to 3; keep at most 2"):
        load_glossaries([file], max_entries=2)


def test_who_loads_may_allow_any_number_of_entries(write: Write) -> None:
    file = write("a.jsonl", CLOT, CLOT, CLOT)

    assert len(load_glossaries([file], max_entries=None)[0].entries) == 3


ENTRY = b'{"headword": "A", "definition": "x"}'
STRANGE = b'{"headword": "A\\u0000", "id": null, "definition": "\\ud800"}'
PIECES = st.sampled_from(
    [ENTRY, STRANGE, b"\xef\xbb\xbf", b"\xff", b"\xe2\x80\xa8", b"\xc2\x85", b"\0"]
    + [b"- headword: A\n  definition: x\n", b"entries", b'"see_also": ["A"]']
    + [bytes([sign]) for sign in b"\n\r\t []{}\"',:-?&*!#%|>"]
    + b"--- ... &a *a !!str %YAML null 1e9".split()
)


@pytest.mark.parametrize("ending", ENDINGS)
@given(content=st.binary() | st.lists(PIECES, max_size=30).map(b"".join))
@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_bytes_load_or_are_refused(
    tmp_path: Path, ending: str, content: bytes
) -> None:
    file = tmp_path / f"any{ending}"
    file.write_bytes(content)

    try:
        found = load_glossaries([file])[0].entries
    except GlossaryError as error:
        str(error).encode()
    else:
        assert found


FIELD = st.sampled_from(
    [
        "headword",
        "definition",
        "id",
        "variants",
        "see_also",
        "former_ids",
        "concept",
        "language",
        "audio_url",
        "x",
    ]
)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(stated=st.dictionaries(FIELD | st.text(st.characters(codec=None)), VALUE))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_values_load_or_are_refused(tmp_path: Path, stated: dict[str, Any]) -> None:
    file = tmp_path / "any.jsonl"
    file.write_text(json.dumps(CLOT | stated))

    try:
        found = load_glossaries([file])[0].entries
    except GlossaryError as error:
        str(error).encode()
    else:
        assert len(found) == 1
