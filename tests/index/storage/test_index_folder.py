"""Folders for indexes: named by content, built whole, shared, and tidied up."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.errors import GlossaryError, IndexFolderError
from index.model.query import Query
from index.storage.fingerprint import index_fingerprint
from index.storage.index_folder import (
    FolderLock,
    choose_default_root,
    create_folder,
    prepare_root,
    remove_unused,
)

ROOT = Path(__file__).parents[3]
HELD, OLD = "a" * 32, "0" * 32  # named as fingerprints are
HOLDING = """
import sys
from pathlib import Path
from index.storage.index_folder import FolderLock
hold = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def finished_folder(root: Path, name: str) -> Path:
    with create_folder(root, name) as folder:
        (folder / "words").write_text(name)
    return root / name


# Names


def test_a_fingerprint_is_stable(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("x")

    assert index_fingerprint([file]) == index_fingerprint([file])


def test_a_fingerprint_changes_with_the_content(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("x")
    before = index_fingerprint([file])

    file.write_text("y")

    assert index_fingerprint([file]) != before


def test_a_fingerprint_changes_with_the_files_name(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("x")
    before = index_fingerprint([file])

    assert index_fingerprint([file.rename(tmp_path / "b.jsonl")]) != before


def test_a_fingerprint_stays_when_a_folder_moves(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("x")
    before = index_fingerprint([file])
    (tmp_path / "elsewhere").mkdir()

    assert (
        index_fingerprint([file.rename(tmp_path / "elsewhere" / "a.jsonl")]) == before
    )


def test_a_fingerprint_tells_how_content_is_parted_into_files(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text("xy")
    second.write_text("z")
    before = index_fingerprint([first, second])

    first.write_text("x")
    second.write_text("yz")

    assert index_fingerprint([first, second]) != before
    assert index_fingerprint([first, second]) != index_fingerprint([second, first])


def test_a_file_name_in_another_encoding_has_a_fingerprint(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.jsonl"))
    file.write_text("x")

    assert index_fingerprint([file])


# Building


def test_a_new_folder_has_its_name_when_it_is_complete(tmp_path: Path) -> None:
    with create_folder(tmp_path, "name") as folder:
        (folder / "words").write_text("clot")

        assert not (tmp_path / "name").exists()

    assert (tmp_path / "name" / "words").read_text() == "clot"
    assert names_in(tmp_path) == ["name"]


def build_and_raise(root: Path, error: type[BaseException]) -> None:
    with create_folder(root, "name") as folder:
        (folder / "words").write_text("clot")
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_inside_leaves_nothing(
    tmp_path: Path, error: type[BaseException]
) -> None:
    with pytest.raises(error):
        build_and_raise(tmp_path, error)

    assert names_in(tmp_path) == []


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(IndexFolderError, match="No space left on device"),
        create_folder(tmp_path, "name"),
    ):
        raise OSError(28, "No space left on device")

    assert names_in(tmp_path) == []


def test_two_builders_of_one_name_do_no_harm(tmp_path: Path) -> None:
    with create_folder(tmp_path, "name") as slow:
        (slow / "words").write_text("clot")
        with create_folder(tmp_path, "name") as quick:
            (quick / "words").write_text("clot")

    assert names_in(tmp_path) == ["name"]
    assert (tmp_path / "name" / "words").read_text() == "clot"


def test_many_starts_at_once_build_one_index(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as threads:
        starts = [
            threads.submit(open_backend, f"whoosh:{tmp_path}", [BUNDLED], Quiet())
            for _ in range(6)
        ]
        totals = {start.result().search(Query("clot")).total for start in starts}

    assert len(totals) == 1
    assert len(names_in(tmp_path)) == 1


def test_an_index_is_not_built_twice(tmp_path: Path) -> None:
    open_backend(f"whoosh:{tmp_path}", [BUNDLED], Quiet())
    folder = next(tmp_path.iterdir())
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}

    open_backend(f"whoosh:{tmp_path}", [BUNDLED], Quiet())

    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before


def test_a_refused_glossary_leaves_no_index(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text("{}")

    with pytest.raises(GlossaryError):
        open_backend(f"whoosh:{tmp_path / 'index'}", [file], Quiet())

    assert names_in(tmp_path / "index") == []


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("gone")])
def test_a_folder_entry_that_is_no_file_is_a_mistake(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    words = tmp_path / "words"
    words.mkdir()
    make(words / "a.jsonl")

    with pytest.raises(GlossaryError, match="is no file"):
        open_backend(f"whoosh:{tmp_path / 'index'}", [words], Quiet())


# Tidying up


@pytest.fixture
def held_elsewhere(tmp_path: Path) -> Iterator[Path]:
    """An index folder that another process holds."""
    folder = finished_folder(tmp_path, HELD)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield folder
    finally:
        process.communicate(timeout=20)


def test_tidying_up_removes_what_nobody_holds(tmp_path: Path) -> None:
    kept = finished_folder(tmp_path, "kept")
    finished_folder(tmp_path, OLD)

    remove_unused(tmp_path, kept)

    assert names_in(tmp_path) == ["kept"]


def test_tidying_up_removes_what_a_dead_builder_left(tmp_path: Path) -> None:
    kept = finished_folder(tmp_path, "kept")
    finished_folder(tmp_path, ".building-x")

    remove_unused(tmp_path, kept)

    assert names_in(tmp_path) == ["kept"]


def test_tidying_up_spares_what_is_being_built(tmp_path: Path) -> None:
    kept = finished_folder(tmp_path, "kept")

    with create_folder(tmp_path, "new"):
        remove_unused(tmp_path, kept)

    assert names_in(tmp_path) == ["kept", "new"]


def test_tidying_up_spares_what_this_process_holds(tmp_path: Path) -> None:
    kept, held = finished_folder(tmp_path, "kept"), finished_folder(tmp_path, HELD)
    hold = FolderLock(held)

    remove_unused(tmp_path, kept)
    spared = held.exists()
    hold.release()
    remove_unused(tmp_path, kept)

    assert spared
    assert not held.exists()


def test_tidying_up_spares_what_another_process_holds(held_elsewhere: Path) -> None:
    root = held_elsewhere.parent

    remove_unused(root, finished_folder(root, "kept"))

    assert names_in(root) == [HELD, "kept"]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # numpy has threads
def test_tidying_up_spares_what_a_fork_still_holds(tmp_path: Path) -> None:
    kept, held = finished_folder(tmp_path, "kept"), finished_folder(tmp_path, HELD)
    hold = FolderLock(held)
    ours, theirs = multiprocessing.Pipe()
    fork = os.fork()
    if fork == 0:
        theirs.poll(20)
        os._exit(0)
    hold.release()

    remove_unused(tmp_path, kept)
    spared = held.exists()
    ours.send("end")
    os.waitpid(fork, 0)
    remove_unused(tmp_path, kept)

    assert spared
    assert not held.exists()


def test_a_back_end_in_use_survives_its_successor(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"headword": "Clot", "definition": "Thick blood."}')
    address = f"whoosh:{tmp_path / 'index'}"
    old = open_backend(address, [file], Quiet())
    file.write_text('{"headword": "Vein", "definition": "A vessel."}')

    new = open_backend(address, [file], Quiet())

    assert [hit.entry.id for hit in old.search(Query("clot")).hits] == ["clot"]
    assert [hit.entry.id for hit in new.search(Query("vein")).hits] == ["vein"]
    assert len(names_in(tmp_path / "index")) == 2


@pytest.mark.parametrize(
    "file",
    [
        "letters.txt",
        pytest.param("in-use"),
    ],
)
def test_tidying_up_never_touches_foreign_folders(tmp_path: Path, file: str) -> None:
    kept = finished_folder(tmp_path, "0" * 32)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / file).write_text("mine")

    remove_unused(tmp_path, kept)

    assert (tmp_path / "photos" / file).read_text() == "mine"


# Places


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The cache folder and the temporary folder of somebody who has nothing yet."""
    cache, temporary = tmp_path / "cache", tmp_path / "temporary"
    cache.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return cache / "heardword", temporary / f"heardword-{os.getuid()}"


def test_an_index_goes_to_the_cache(places: tuple[Path, Path]) -> None:
    cache, temporary = places

    assert choose_default_root() == cache
    assert cache.stat().st_mode & 0o777 == 0o700
    assert not temporary.exists()


def test_without_a_cache_an_index_goes_to_the_temporary_folder(
    places: tuple[Path, Path],
) -> None:
    cache, temporary = places
    cache.write_text("no folder")

    assert choose_default_root() == temporary


def test_a_link_is_not_trusted(places: tuple[Path, Path], tmp_path: Path) -> None:
    cache, temporary = places
    cache.symlink_to(tmp_path)

    assert choose_default_root() == temporary


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_trusted(places: tuple[Path, Path]) -> None:
    cache, temporary = places
    cache.mkdir()
    os.chown(cache, 65534, 65534)

    assert choose_default_root() == temporary


def test_without_any_place_the_setting_is_named(places: tuple[Path, Path]) -> None:
    for place in places:
        place.write_text("no folder")

    with pytest.raises(IndexFolderError, match="GLOSSARY_BACKEND=whoosh:/folder"):
        choose_default_root()


def test_a_cache_is_enough_where_nothing_temporary_is(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)

    assert choose_default_root() == places[0]


def test_a_named_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    assert prepare_root(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("inside", [".", "index"])
def test_a_named_folder_that_is_a_file_is_told(tmp_path: Path, inside: str) -> None:
    (tmp_path / "file").write_text("x")
    named = tmp_path / "file" / inside

    with pytest.raises(IndexFolderError, match="GLOSSARY_BACKEND") as refused:
        open_backend(f"whoosh:{named}", [BUNDLED], Quiet())

    assert str(tmp_path / "file") in str(refused.value)
