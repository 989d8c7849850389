"""Command `verify`: damage is named and gives exit code 1."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.cli.verify import verify
from index.model.errors import BackendAddressError, IndexFolderError
from index.storage.index_folder import create_folder

NAMES = ("a" * 32, "b" * 32)


def run(*arguments: object, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(verify, [*map(str, arguments)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in NAMES:
        with create_folder(tmp_path, name) as folder:
            (folder / "words.seg").write_bytes(b"words")
    (tmp_path / "photos").mkdir()
    return tmp_path


def test_every_index_folder_is_checked(root: Path) -> None:
    result = run(root)

    assert result.exit_code == 0
    assert result.output.count("1 files, no damage") == 2


def test_one_index_folder_can_be_named(root: Path) -> None:
    assert run(root / NAMES[1]).output.count("no damage") == 1


@pytest.mark.parametrize(
    "arguments", [("--backend", "whoosh:{root}"), ("{root}",)], ids=["backend", "root"]
)
def test_damage_is_named(root: Path, arguments: tuple[str, ...]) -> None:
    os.truncate(root / NAMES[0] / "words.seg", 2)

    result = run(*(each.format(root=root) for each in arguments))

    assert result.exit_code == 1
    assert "words.seg has 2 bytes, not 5" in result.stderr
    assert result.stdout.count("no damage") == 1
    assert "Damaged: 1 of 2" in str(result.exception)


def test_changed_content_is_damage(root: Path) -> None:
    (root / NAMES[0] / "words.seg").write_bytes(b"other")

    assert "the content of words.seg has changed" in run(root).stderr


def test_backend_is_read_from_the_environment(root: Path) -> None:
    assert run(GLOSSARY_BACKEND=f"whoosh:{root}").exit_code == 0


def test_folder_without_an_index_is_an_error(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path).exception, IndexFolderError)


def test_cluster_is_an_error() -> None:
    result = run("--backend", "opensearch://127.0.0.1:9200/words")

    assert isinstance(result.exception, BackendAddressError)
