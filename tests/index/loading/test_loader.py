"""Loader: files and folders, ids, the text of the error, and any content at all."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.loading.loader import list_glossary_files, load_glossaries
from index.model.errors import GlossaryError
from tests.index.loading.glossary_files import (
    CLOT,
    ENDINGS,
    Write,
    issues_in,
)
from tests.support.service_process import without_rights


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that other users may enter, unlike `tmp_path`."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def load_ids(*files: Path) -> list[list[str]]:
    return [[entry.id for entry in each.entries] for each in load_glossaries(files)]


def test_folder_is_expanded_in_alphabetical_order(write: Write, tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.yaml", "notes.txt", "c.JSON"):
        write(name)

    files = list_glossary_files([tmp_path])

    assert [file.name for file in files] == ["a.yaml", "b.jsonl", "c.JSON"]


def test_files_keep_the_given_order_and_are_listed_once(
    write: Write, tmp_path: Path
) -> None:
    first, second = write("b.jsonl", CLOT), write("a.jsonl", CLOT)

    assert list_glossary_files([first, tmp_path]) == [first, second]
    assert [glossary.id for glossary in load_glossaries([first, second])] == ["b", "a"]


def test_all_invalid_paths_are_reported(write: Write, tmp_path: Path) -> None:
    paths = [tmp_path / "gone.yaml", write("a.docx"), tmp_path / "empty"]
    paths[2].mkdir()

    issues = issues_in(*paths)

    assert [(each.file, each.problem) for each in issues] == [
        (str(paths[0]), "is not a file"),
        (str(paths[1]), "has the unsupported extension '.docx'"),
        (str(paths[2]), "contains no glossary file"),
    ]
    assert all(each.hint for each in issues)


def test_path_that_is_too_long_is_reported() -> None:
    issues = issues_in(Path("x" * 5000 + ".yaml"))

    assert "read" in issues[0].problem or "not a file" in issues[0].problem


def test_file_without_read_permission_is_reported(public_folder: Path) -> None:
    file = public_folder / "a.jsonl"
    file.write_text(json.dumps(CLOT))
    file.chmod(0)

    with without_rights():
        issues = issues_in(file)

    assert issues[0].problem == "cannot be read (Permission denied)"


@pytest.mark.parametrize("ending", ENDINGS)
def test_folder_named_like_a_glossary_file_is_reported(
    tmp_path: Path, ending: str
) -> None:
    (tmp_path / f"words{ending}").mkdir()

    assert "is not a file" in issues_in(tmp_path)[0].problem


def test_missing_ids_are_generated_from_headwords(write: Write) -> None:
    file = write(
        "a.jsonl",
        CLOT | {"headword": "M-Protein (Ménière’s)"},
        CLOT | {"headword": "日本"},
    )

    assert load_ids(file) == [["m-protein-menieres", "日本"]]


def test_equal_generated_ids_are_numbered(write: Write) -> None:
    file = write("a.jsonl", CLOT, CLOT, CLOT | {"headword": "clot!"})

    assert load_ids(file) == [["clot", "clot-2", "clot-3"]]


def test_generated_ids_do_not_depend_on_later_entries(write: Write) -> None:
    short = load_ids(write("a.jsonl", CLOT, CLOT))
    longer = load_ids(write("b.jsonl", CLOT, CLOT, CLOT, CLOT | {"headword": "x"}))

    assert longer[0][:2] == short[0]


def test_given_id_takes_precedence_over_a_generated_one(write: Write) -> None:
    first = write("a.jsonl", CLOT, CLOT)
    second = write("b.jsonl", CLOT | {"headword": "x", "id": "clot"})

    assert load_ids(first, second) == [["clot-2", "clot-3"], ["clot"]]


@pytest.mark.parametrize("given", ["a", "A-1_b.c~d:e", "é", "日本", "9"])
def test_valid_ids_are_accepted(write: Write, given: str) -> None:
    assert load_ids(write("a.jsonl", CLOT | {"id": given})) == [[given]]


def test_null_id_is_generated(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"id": None}, CLOT | {"id": None})

    assert load_ids(file) == [["clot", "clot-2"]]


def test_duplicate_ids_are_reported_within_and_across_files(write: Write) -> None:
    first = write("a.jsonl", CLOT | {"id": "x"}, CLOT | {"id": "x"})
    second = write("b.jsonl", CLOT | {"id": "x"})

    issues = issues_in(first, second)

    assert [(each.file, each.location, each.field) for each in issues] == [
        (str(first), "line 2", "id"),
        (str(second), "line 1", "id"),
    ]
    assert {each.problem for each in issues} == {
        f"'x' is already the id of {first}, line 1"
    }


def test_error_text_has_one_line_per_issue(write: Write) -> None:
    file = write("a.jsonl", CLOT | {"audiance": "patient"}, {"headword": "A"})

    with pytest.raises(GlossaryError) as error:
        load_glossaries([file])

    assert str(error.value).splitlines() == [
        "The glossary is invalid: 2 errors.",
        f"  {file}, line 1, audiance: is not a field; use `audience`.",
        f"  {file}, line 2, definition: is missing; add `definition`.",
    ]


def test_error_text_is_cut_after_1000_issues(write: Write) -> None:
    file = write("a.jsonl", "{}\n" * 2000)

    with pytest.raises(GlossaryError) as error:
        load_glossaries([file])

    lines = str(error.value).splitlines()
    assert lines[0] == "The glossary is invalid: 4,000 errors."
    assert lines[-1] == "  … and 3,000 more."
    assert len(lines) == 1002


def test_large_file_is_loaded(write: Write) -> None:
    entries = (
        {"headword": f"Word {number % 15_000}", "definition": f"Meaning {number}."}
        for number in range(20_000)
    )
    file = write("large.jsonl", *entries)

    loaded = load_glossaries([file])[0].entries

    assert len(loaded) == len({entry.id for entry in loaded}) == 20_000
    assert loaded[19_999].id == "word-4999-2"


def test_too_many_entries_are_reported(write: Write) -> None:
    file = write("a.jsonl", CLOT, CLOT, CLOT)

    with pytest.raises(GlossaryError, match="entries to 3; use at most 2"):
        load_glossaries([file], max_entries=2)


def test_number_of_entries_can_be_unlimited(write: Write) -> None:
    file = write("a.jsonl", CLOT, CLOT, CLOT)

    assert len(load_glossaries([file], max_entries=None)[0].entries) == 3


VALID_ENTRY = b'{"headword": "A", "definition": "x"}'
STRANGE_ENTRY = b'{"headword": "A\\u0000", "id": null, "definition": "\\ud800"}'
PIECES = st.sampled_from(
    [
        VALID_ENTRY,
        STRANGE_ENTRY,
        b"\xef\xbb\xbf",
        b"\xff",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        b"\0",
    ]
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
def test_any_bytes_load_or_raise_glossary_error(
    tmp_path: Path, ending: str, content: bytes
) -> None:
    file = tmp_path / f"any{ending}"
    file.write_bytes(content)

    try:
        entries = load_glossaries([file])[0].entries
    except GlossaryError as error:
        str(error).encode()
    else:
        assert entries


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


@given(fields=st.dictionaries(FIELD | st.text(st.characters(codec=None)), VALUE))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_values_load_or_raise_glossary_error(
    tmp_path: Path, fields: dict[str, Any]
) -> None:
    file = tmp_path / "any.jsonl"
    file.write_text(json.dumps(CLOT | fields))

    try:
        entries = load_glossaries([file])[0].entries
    except GlossaryError as error:
        str(error).encode()
    else:
        assert len(entries) == 1
