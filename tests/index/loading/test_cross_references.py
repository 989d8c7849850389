"""Cross-references: see also, former ids, and translations."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.loading.loader import load_glossaries
from index.model.glossary import Reference, Translation
from tests.index.loading.glossary_files import CLOT, Write, issues_in, only_issue_in


def translations_in(
    file: Path, *, of: str = "clot", part: Callable[[Translation], str]
) -> list[str]:
    entries = {entry.id: entry for entry in load_glossaries([file])[0].entries}
    return [part(each) for each in entries[of].translations]


def test_references_resolve_across_files(write: Write) -> None:
    first = write("a.jsonl", CLOT | {"see_also": ["vein", "clot"]})
    second = write("b.yaml", "- headword: Vein\n  definition: A vessel.")

    glossaries = load_glossaries([first, second])

    assert glossaries[0].entries[0].see_also == (
        Reference("vein", "Vein"),
        Reference("clot", "Clot"),
    )


@pytest.mark.parametrize("fields", [{"id": "gone"}, {"headword": "Gone"}])
def test_reference_to_an_invalid_entry_is_not_reported(
    write: Write, fields: dict[str, str]
) -> None:
    invalid = CLOT | fields | {"audience": "doctor"}

    issues = issues_in(write("a.jsonl", CLOT | {"see_also": ["gone"]}, invalid))

    assert [each.field for each in issues] == ["audience"]


def test_reference_to_an_invalid_id_is_not_reported(
    write: Write,
) -> None:
    file = write("a.jsonl", CLOT | {"see_also": ["m/gus"]}, CLOT | {"id": "m/gus"})

    assert [each.field for each in issues_in(file)] == ["id"]


@pytest.mark.parametrize("name", ["b.yaml", "b.json", "b.jsonl"])
def test_reference_into_an_unreadable_file_is_not_reported(
    write: Write, name: str
) -> None:
    good = write("a.jsonl", CLOT | {"see_also": ["vein"]})
    broken = write(name, '{"headword": "Vein", "definition": "A vessel}')

    assert {each.file for each in issues_in(good, broken)} == {str(broken)}


def test_repeated_former_ids_are_read_once(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"former_ids": ["lump", "clot-1", "lump"]})

    (entry,) = load_glossaries([file])[0].entries

    assert (entry.id, entry.former_ids) == ("clot", ("lump", "clot-1"))


@pytest.mark.parametrize(
    ("former", "problem", "hint"),
    [
        ("clot", "'clot' is the entry's current id", "remove it"),
        ("vein", "'vein' is the id of {file}, line 1", "give that entry another `id`"),
        ("lump", "'lump' is also a former id of {file}, line 1", "in one of the two"),
    ],
)
def test_former_id_in_use_is_reported(
    write: Write, former: str, problem: str, hint: str
) -> None:
    first = write("a.jsonl", CLOT | {"headword": "Vein", "former_ids": ["lump"]})
    second = write("b.jsonl", CLOT | {"former_ids": [former]})

    (issue,) = issues_in(first, second)

    assert (issue.file, issue.location) == (str(second), "line 1")
    assert issue.field == "former_ids"
    assert issue.problem == problem.format(file=first)
    assert hint in issue.hint


def test_former_id_that_is_the_id_of_a_later_entry_is_reported(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"former_ids": ["b"]}, CLOT | {"id": "b"})

    location, field, problem = only_issue_in(file)

    assert (location, field) == ("line 1", "former_ids")
    assert problem == f"'b' is the id of {file}, line 2"


def test_reference_by_a_former_id_is_reported_with_the_current_one(
    write: Write,
) -> None:
    file = write(
        "a.jsonl",
        CLOT | {"headword": "Vein", "see_also": ["lump"]},
        CLOT | {"former_ids": ["lump"]},
    )

    (issue,) = issues_in(file)

    assert issue.problem == "'lump' is not the id or headword of an entry"
    assert issue.hint == "use 'clot'"


def test_translations_are_ordered_by_language(write: Write) -> None:
    tags = ("pt", "en", "en-GB", "de", "ES")
    same = (CLOT | {"language": tag, "concept": "c"} for tag in tags)

    languages = translations_in(
        write("a.jsonl", *same), of="clot-2", part=lambda each: each.language
    )

    assert languages == ["de", "en-GB", "ES", "pt"]


def test_entries_of_one_language_are_not_translations(write: Write) -> None:
    file = write(
        "a.jsonl",
        CLOT | {"id": "clot", "concept": "c"},
        CLOT | {"id": "lump", "concept": "c", "language": "EN"},
        CLOT | {"id": "coagulo", "concept": "c", "language": "es"},
        CLOT | {"id": "cuajo", "concept": "c", "language": "es"},
        CLOT | {"id": "vena", "concept": "d", "language": "es"},
        CLOT | {"id": "nada", "language": "es"},
    )

    assert translations_in(file, part=lambda each: each.id) == ["coagulo", "cuajo"]
    assert translations_in(file, of="nada", part=lambda each: each.id) == []


def test_concepts_ignore_case_and_spaces(write: Write) -> None:
    file = write(
        "a.jsonl",
        CLOT | {"concept": "Blood clot"},
        CLOT | {"id": "es", "language": "es", "concept": " blood  CLOT"},
        CLOT | {"id": "fr", "language": "fr", "concept": "blood-clot"},
    )

    assert translations_in(file, part=lambda each: each.id) == ["es"]


def test_translations_have_generated_ids(write: Write) -> None:
    first = write("a.jsonl", CLOT | {"concept": "c"})
    second = write("b.jsonl", CLOT | {"language": "es", "concept": "c"})

    english, spanish = (
        glossary.entries[0] for glossary in load_glossaries([first, second])
    )

    assert english.translations == (Translation("clot-2", "Clot", "es"),)
    assert spanish.translations == (Translation("clot", "Clot", "en"),)


def test_concept_of_too_many_entries_is_reported_once(write: Write) -> None:
    entries = [CLOT | {"concept": "Blood"} for _ in range(150)]

    location, field, problem = only_issue_in(write("a.jsonl", *entries))

    assert (location, field) == ("line 101", "concept")
    assert problem == "'Blood' is the concept of more than 100 entries"


def test_reference_may_be_a_headword_of_one_entry(write: Write) -> None:
    file = write(
        "a.csv",
        "id,Term,Meaning,See also\n",
        "c-1,Clot,Thick blood.,vein\n",
        "v-1,Vein,A vessel.,Clot\n",
    )

    clot, vein = load_glossaries([file])[0].entries

    assert [each.id for each in clot.see_also] == ["v-1"]
    assert [each.id for each in vein.see_also] == ["c-1"]


def test_reference_to_a_headword_of_two_entries_is_reported(write: Write) -> None:
    two = "Mercury,A planet.,\nMercury,A metal.,\n"
    file = write("a.csv", f"Term,Meaning,See also\n{two}Sun,A star.,MERCURY\n")

    (issue,) = issues_in(file)

    assert issue.problem == "'MERCURY' is not the id or headword of an entry"


def test_references_with_commas_are_reported_with_the_separator(write: Write) -> None:
    file = write("a.csv", 'Term,Meaning,See also\nClot,Thick blood.,"Vein, Lung"\n')

    (issue,) = issues_in(file)

    assert issue.hint == "put ; between several"
