"""Manifest: every kind of damage to an index folder is detected."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.model.errors import DamagedIndexError
from index.storage.index_folder import create_folder
from index.storage.manifest import MANIFEST, Manifest, verify

OTHER_USER = 65534
Damage = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_folder(tmp_path, "a" * 32) as building:
        (building / "words.toc").write_bytes(b"words")
        (building / "numbers.npy").write_bytes(bytes(range(100)))
    return tmp_path / ("a" * 32)


def overwrite(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"x")


def link(path: Path) -> None:
    path.symlink_to(path.rename(path.parent.parent / "elsewhere"))


WRONG_SIZES: dict[str, Damage] = {
    "emptied": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "grown": grow,
    "gone": Path.unlink,
    "link": link,
}


def test_complete_folder_has_no_damage(folder: Path) -> None:
    assert verify(folder) == 2


@pytest.mark.parametrize("name", ["words.toc", "numbers.npy", MANIFEST])
@pytest.mark.parametrize("damage", WRONG_SIZES.values(), ids=WRONG_SIZES)
def test_sizes_reveal_damage_of_every_file(
    folder: Path, name: str, damage: Damage
) -> None:
    if name == MANIFEST and damage is grow:
        pytest.skip("its own size is not recorded, only its content is parsed")
    damage(folder / name)

    with pytest.raises(DamagedIndexError, match=name):
        Manifest.read(folder).check_files()


def test_checksums_reveal_changed_content(folder: Path) -> None:
    overwrite(folder / "numbers.npy")

    manifest = Manifest.read(folder)
    manifest.check_files()
    manifest.check_contents("*.toc")
    with pytest.raises(DamagedIndexError, match=r"numbers\.npy"):
        manifest.check_contents()


def test_unlisted_file_is_refused(folder: Path) -> None:
    (folder / "newer.toc").write_bytes(b"words")

    with pytest.raises(DamagedIndexError, match=r"newer\.toc"):
        Manifest.read(folder).check_contents("*.toc")


@pytest.mark.parametrize("damage", [overwrite, WRONG_SIZES["cut"]])
def test_change_after_opening_is_noticed(folder: Path, damage: Damage) -> None:
    manifest = Manifest.read(folder)
    manifest.check_files()
    before = manifest.is_changed()
    os.utime(folder / "numbers.npy", (0, 0))  # clocks of file systems are coarse
    damage(folder / "numbers.npy")

    assert (before, manifest.is_changed()) == (False, True)


def test_deletion_after_opening_is_no_change(folder: Path) -> None:
    manifest = Manifest.read(folder)
    manifest.check_files()
    (folder / "numbers.npy").unlink()

    assert not manifest.is_changed()


@pytest.mark.parametrize("name", [".", MANIFEST, "words.toc"])
def test_files_that_anybody_can_write_are_refused(folder: Path, name: str) -> None:
    (folder / name).chmod(0o777)

    with pytest.raises(DamagedIndexError, match="other users can write"):
        Manifest.read(folder).check_files()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("name", [".", MANIFEST, "words.toc"])
def test_files_of_another_user_are_refused(folder: Path, name: str) -> None:
    os.chown(folder / name, OTHER_USER, 0)

    with pytest.raises(DamagedIndexError, match="belongs to another user"):
        Manifest.read(folder).check_files()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize(("group", "is_refused"), [(0, False), (100, True)])
def test_group_may_write_if_it_is_the_group_of_root(
    folder: Path, group: int, *, is_refused: bool
) -> None:
    os.chown(folder / "words.toc", 0, group)
    (folder / "words.toc").chmod(0o664)

    if is_refused:
        with pytest.raises(DamagedIndexError, match="other users can write"):
            Manifest.read(folder).check_files()
    else:
        Manifest.read(folder).check_files()


def test_files_are_on_the_disk_before_the_folder_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file, its folder before the rename, and the parent after it."""
    calls: list[str] = []
    sync, rename = os.fsync, Path.rename

    def record_sync(descriptor: int) -> None:
        calls.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        sync(descriptor)

    def record_rename(path: Path, target: Path) -> Path:
        calls.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", record_sync)
    monkeypatch.setattr(Path, "rename", record_rename)

    with create_folder(tmp_path, "name") as building:
        (building / "words").write_bytes(b"words")

    assert calls == ["words", MANIFEST, building.name, "rename", tmp_path.name]
