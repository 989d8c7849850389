"""Signature: changes with every change of the files, without reading them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.loading.loader import compute_signature


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "words.jsonl"
    file.write_text('{"headword": "Clot", "definition": "Thick blood."}')
    return file


def test_signature_of_untouched_file_is_stable(file: Path) -> None:
    assert compute_signature([file]) == compute_signature([file])


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.write_text("x"),
        lambda file: file.replace(file.with_suffix(".json")),
        lambda file: file.chmod(0o600),
        lambda file: (file.parent / "more.yaml").touch(),
        lambda file: file.unlink(),
        lambda file: os.utime(file),
    ],
    ids=["written", "renamed", "permissions", "added", "removed", "touched"],
)
def test_signature_of_folder_changes_with_its_files(
    file: Path, change: Callable[[Path], object]
) -> None:
    before = compute_signature([file.parent])

    change(file)

    assert compute_signature([file.parent]) != before


def test_signature_of_folder_ignores_other_files(file: Path) -> None:
    before = compute_signature([file.parent])

    (file.parent / ".words.jsonl.swp").touch()
    (file.parent / "words.jsonl~").touch()

    assert compute_signature([file.parent]) == before
