"""Fingerprint: what makes an index be built again, and what does not."""

from pathlib import Path

import pytest

from index.storage.fingerprint import code_fingerprint, program_fingerprint

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
