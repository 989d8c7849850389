"""dictd: an index of names, and articles made for terminals."""

from pathlib import Path

import pytest

from index.loading.file_set import FileSet
from index.loading.formats.dictionaries import dict_file
from index.loading.formats.dictionaries.article import respell, unwrap
from index.loading.loader import list_glossary_files, load_glossaries, validate_files
from index.model.glossary import Entry
from tests.index.loading.dictionary_files import write_dictionary
from tests.index.loading.glossary_files import only_issue_in

CLOT = (["clot", "clots"], b"Clot\n   Thick {blood}.\n")


def entries_of(file: Path) -> tuple[Entry, ...]:
    return load_glossaries(list_glossary_files([file]))[0].entries


@pytest.mark.parametrize("packed", [True, False])
def test_dictionary_is_read_by_any_of_its_files(
    tmp_path: Path, *, packed: bool
) -> None:
    metadata = [
        (["00-database-short"], b"00-database-short\n   Our words\n"),
        (["00databaseinfo"], b"Made by us.\n"),
        (["00-database-utf8"], b"\n"),
    ]
    index = write_dictionary(tmp_path, [*metadata, CLOT], packed=packed)

    for file in (index, dict_file.list_parts(index)[1], tmp_path):
        (glossary,) = load_glossaries(list_glossary_files([file]))
        (entry,) = glossary.entries
        assert (glossary.id, glossary.title) == ("words", "Our words")
        assert glossary.owner.about == "Made by us."
        assert (entry.headword, entry.variants) == ("Clot", ("clots",))
        assert entry.definition.text == "Thick blood."


@pytest.mark.parametrize(
    ("names", "text", "headword", "respelling", "definition"),
    [
        (
            ["abdomen"],
            b'Abdomen \\Ab*do"men\\, n. [L.]\n   The belly.\n',
            *("Abdomen", "ab-DO-men", "n. [L.]\nThe belly."),
        ),
        (
            ["adipsia", "adipsy"],
            b'Adipsia \\A*dip"si*a\\, Adipsy \\A*dip"sy\\([a^]d"), n.\n   No thirst.',
            *("Adipsia", "a-DIP-si-a", "n.\nNo thirst."),
        ),
        (
            ["knuth"],
            b"Knuth\n\n   /knooth/ 1. A man.\n",
            "Knuth",
            "knooth",
            "1. A man.",
        ),
        (["ac"], b"AC\n", "AC", None, "AC"),
        (["a"], b"b[[c]] {d e}\n", "a", None, "b[[c]] d e"),
        (
            ["café"],
            b"caf\xe9\n  Coffee\x92s.\x07",
            "café",
            None,
            "Coffee’s.",
        ),
    ],
)
def test_article_is_split_into_names_pronunciation_and_text(
    tmp_path: Path,
    names: list[str],
    text: bytes,
    headword: str,
    respelling: str | None,
    definition: str,
) -> None:
    (entry,) = entries_of(write_dictionary(tmp_path, [(names, text)]))

    assert (entry.headword, entry.respelling) == (headword, respelling)
    assert entry.definition.text == definition


def test_wrapped_lines_are_joined_and_others_kept() -> None:
    text = """
   A common form of distributed system in which software is split
   between server tasks and clients.

   1. short
   2. lines
"""

    first, *others = unwrap(text).strip().splitlines()
    assert first.endswith("software is split between server tasks and clients.")
    assert [line.strip() for line in others] == ["", "1. short", "2. lines"]


@pytest.mark.parametrize("marked", ["Say", "a[^]b*c", "", '"', "*", "1*2"])
def test_marks_without_a_stressed_syllable_are_no_respelling(marked: str) -> None:
    assert respell(marked) is None


def test_long_article_is_cut(tmp_path: Path) -> None:
    (entry,) = entries_of(write_dictionary(tmp_path, [(["a"], b"long " * 5000)]))

    assert len(entry.definition.text) <= 20_000
    assert entry.definition.text.endswith(" …")


def test_changed_articles_change_signature_and_fingerprint(tmp_path: Path) -> None:
    files = FileSet([write_dictionary(tmp_path, [CLOT])], max_entries=None)
    before = files.signature(), files.scan(with_meaning=False)[1]

    write_dictionary(tmp_path, [(CLOT[0], b"Clot\n   Thin blood. \n")])

    after = files.signature(), files.scan(with_meaning=False)[1]
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    ("index", "articles", "location", "problem"),
    [
        (b"a\tA\tB\n", None, "", "has no articles"),
        (b"a\tA\tB\n", b"no gzip", "", "has articles that cannot be unpacked"),
        (b"a\tA\tB\n", b"\x1f\x8b\x08", "", "has articles that cannot be unpacked"),
        (b"a\tA\n", b"", "line 1", "does not name an article"),
        (b"a\tA\t/////\n", b"", "line 1", "does not name an article"),
        (b"a\t!\tA\n", b"", "line 1", "does not name an article"),
    ],
)
def test_damaged_dictionary_is_reported(
    tmp_path: Path, index: bytes, articles: bytes | None, location: str, problem: str
) -> None:
    file = write_dictionary(tmp_path, [CLOT])
    file.write_bytes(index)
    if articles is None:
        (tmp_path / "words.dict.dz").unlink()
    elif articles:
        (tmp_path / "words.dict.dz").write_bytes(articles)

    found = only_issue_in(file)

    assert (found[0], problem in found[2]) == (location, True), found


def test_articles_that_unpack_to_too_much_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_dictionary(tmp_path, [(["a"], b"x" * 3000)])
    monkeypatch.setattr(dict_file, "MAX_BYTES", 2000)

    assert "has articles of more than" in only_issue_in(file)[2]


def test_what_is_left_out_or_cut_is_a_warning(tmp_path: Path) -> None:
    file = write_dictionary(tmp_path, [CLOT, (["_"], b"x"), (["a"], b"long " * 5000)])

    (validated,) = validate_files([file])

    warnings = [(each.rule, each.detail) for each in validated.report.warnings]
    assert sorted(warnings) == [("left-out", "cut"), ("left-out", "no name")]
