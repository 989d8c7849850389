"""Fingerprint: which changes rebuild an index, and which do not."""

import os
from pathlib import Path

import pytest

from index.storage.fingerprint import (
    code_fingerprint,
    index_fingerprint,
    program_fingerprint,
)

MODULE = '''"""A module."""

_KEPT = 20  # words


def tokens(text: str) -> list[str]:
    """Split a text."""
    if not text:
        raise ValueError("There is no text.")
    _log.info("splitting")
    return text.split()[:_KEPT]
'''


@pytest.fixture
def index(tmp_path: Path) -> Path:
    for package in ("analysis", "cli"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "module.py").write_text(MODULE)
    return tmp_path


def change(module: Path, old: str, new: str) -> None:
    assert old in MODULE
    module.write_text(MODULE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""A module."""', '"""Another docstring."""'),
        ('    """Split a text."""', '    """Split a text into tokens."""'),
        ("  # words", ""),
        ("\n\n\ndef", "\n\n# A comment.\ndef"),
        ("There is no text.", "The text is empty."),
        ('"splitting"', '"Splitting a text"'),
    ],
)
def test_fingerprint_ignores_prose(index: Path, old: str, new: str) -> None:
    before = code_fingerprint(index)

    change(index / "analysis" / "module.py", old, new)

    assert code_fingerprint(index) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("_KEPT = 20", "_KEPT = 21"),
        ("text.split()", "text.lower().split()"),
        ("if not text", "if text is None"),
    ],
)
def test_fingerprint_changes_with_shaping_code(index: Path, old: str, new: str) -> None:
    before = code_fingerprint(index)

    change(index / "analysis" / "module.py", old, new)

    assert code_fingerprint(index) != before


def test_fingerprint_changes_when_a_module_is_renamed(index: Path) -> None:
    before = code_fingerprint(index)

    (index / "analysis" / "module.py").rename(index / "analysis" / "renamed.py")

    assert code_fingerprint(index) != before


def test_fingerprint_ignores_packages_that_only_read_indexes(index: Path) -> None:
    before = code_fingerprint(index)

    change(index / "cli" / "module.py", "_KEPT = 20", "_KEPT = 21")

    assert code_fingerprint(index) == before


def test_fingerprint_covers_the_packages_of_the_project() -> None:
    assert program_fingerprint() != code_fingerprint(Path("nowhere"))


def test_fingerprint_of_unchanged_file_is_stable(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("x")

    assert index_fingerprint([file]) == index_fingerprint([file])


def test_fingerprint_changes_with_the_content(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("x")
    before = index_fingerprint([file])

    file.write_text("y")

    assert index_fingerprint([file]) != before


def test_fingerprint_changes_with_the_name_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("x")
    before = index_fingerprint([file])

    assert index_fingerprint([file.rename(tmp_path / "b.jsonl")]) != before


def test_fingerprint_ignores_the_folder_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("x")
    before = index_fingerprint([file])
    (tmp_path / "elsewhere").mkdir()

    assert (
        index_fingerprint([file.rename(tmp_path / "elsewhere" / "a.jsonl")]) == before
    )


def test_fingerprint_changes_with_file_boundaries_and_order(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text("xy")
    second.write_text("z")
    before = index_fingerprint([first, second])

    first.write_text("x")
    second.write_text("yz")

    assert index_fingerprint([first, second]) != before
    assert index_fingerprint([first, second]) != index_fingerprint([second, first])


def test_fingerprint_accepts_file_names_that_are_not_utf_8(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.jsonl"))
    file.write_text("x")

    assert index_fingerprint([file])
