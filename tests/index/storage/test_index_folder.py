"""Index folders: created atomically, shared, and removed when unused."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.errors import GlossaryError, IndexFolderError
from index.model.query import Query
from index.storage.index_folder import (
    FolderLock,
    candidate_roots,
    choose_default_root,
    create_folder,
    prepare_root,
    remove_unused,
)

ROOT = Path(__file__).parents[3]
LOCKED, OLD = "a" * 32, "0" * 32  # named as fingerprints are
LOCK_IN_CHILD = """
import sys
from pathlib import Path
from index.storage.index_folder import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("locked", flush=True)
sys.stdin.read()
"""


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def create_finished_folder(root: Path, name: str) -> Path:
    with create_folder(root, name) as folder:
        (folder / "words").write_text(name)
    return root / name


# Building


def test_created_folder_is_renamed_when_it_is_complete(tmp_path: Path) -> None:
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
def test_error_during_creation_leaves_nothing(
    tmp_path: Path, error: type[BaseException]
) -> None:
    with pytest.raises(error):
        build_and_raise(tmp_path, error)

    assert names_in(tmp_path) == []


def test_full_disk_raises_index_folder_error_and_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(IndexFolderError, match="No space left on device"),
        create_folder(tmp_path, "name"),
    ):
        raise OSError(28, "No space left on device")

    assert names_in(tmp_path) == []


def test_two_creations_of_one_name_leave_one_folder(tmp_path: Path) -> None:
    with create_folder(tmp_path, "name") as slow:
        (slow / "words").write_text("clot")
        with create_folder(tmp_path, "name") as quick:
            (quick / "words").write_text("clot")

    assert names_in(tmp_path) == ["name"]
    assert (tmp_path / "name" / "words").read_text() == "clot"


def test_concurrent_builds_leave_one_index(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as threads:
        starts = [
            threads.submit(open_backend, f"whoosh:{tmp_path}", [BUNDLED], Quiet())
            for _ in range(6)
        ]
        totals = {start.result().search(Query("clot")).total for start in starts}

    assert len(totals) == 1
    assert len(names_in(tmp_path)) == 1


def test_existing_index_is_not_rebuilt(tmp_path: Path) -> None:
    open_backend(f"whoosh:{tmp_path}", [BUNDLED], Quiet())
    folder = next(tmp_path.iterdir())
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}

    open_backend(f"whoosh:{tmp_path}", [BUNDLED], Quiet())

    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before


def test_invalid_glossary_leaves_no_index(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text("{}")

    with pytest.raises(GlossaryError):
        open_backend(f"whoosh:{tmp_path / 'index'}", [file], Quiet())

    assert names_in(tmp_path / "index") == []


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("gone")])
def test_folder_entry_that_is_not_a_file_is_invalid(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    words = tmp_path / "words"
    words.mkdir()
    make(words / "a.jsonl")

    with pytest.raises(GlossaryError, match="is not a file"):
        open_backend(f"whoosh:{tmp_path / 'index'}", [words], Quiet())


# Removal


@pytest.fixture
def locked_elsewhere(tmp_path: Path) -> Iterator[Path]:
    """An index folder that another process holds."""
    folder = create_finished_folder(tmp_path, LOCKED)
    process = subprocess.Popen(
        [sys.executable, "-c", LOCK_IN_CHILD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "locked\n"
        yield folder
    finally:
        process.communicate(timeout=20)


def test_remove_unused_removes_unlocked_folders(tmp_path: Path) -> None:
    keep = create_finished_folder(tmp_path, "keep")
    create_finished_folder(tmp_path, OLD)

    remove_unused(tmp_path, keep)

    assert names_in(tmp_path) == ["keep"]


def test_remove_unused_removes_abandoned_builds(tmp_path: Path) -> None:
    keep = create_finished_folder(tmp_path, "keep")
    create_finished_folder(tmp_path, ".building-x")

    remove_unused(tmp_path, keep)

    assert names_in(tmp_path) == ["keep"]


def test_remove_unused_keeps_builds_in_progress(tmp_path: Path) -> None:
    keep = create_finished_folder(tmp_path, "keep")

    with create_folder(tmp_path, "new"):
        remove_unused(tmp_path, keep)

    assert names_in(tmp_path) == ["keep", "new"]


def test_remove_unused_keeps_folders_locked_by_this_process(tmp_path: Path) -> None:
    keep, locked = (
        create_finished_folder(tmp_path, "keep"),
        create_finished_folder(tmp_path, LOCKED),
    )
    lock = FolderLock(locked)

    remove_unused(tmp_path, keep)
    was_kept = locked.exists()
    lock.release()
    remove_unused(tmp_path, keep)

    assert was_kept
    assert not locked.exists()


def test_remove_unused_keeps_folders_locked_by_another_process(
    locked_elsewhere: Path,
) -> None:
    root = locked_elsewhere.parent

    remove_unused(root, create_finished_folder(root, "keep"))

    assert names_in(root) == [LOCKED, "keep"]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # numpy has threads
def test_remove_unused_keeps_folders_locked_by_a_fork(tmp_path: Path) -> None:
    keep, locked = (
        create_finished_folder(tmp_path, "keep"),
        create_finished_folder(tmp_path, LOCKED),
    )
    lock = FolderLock(locked)
    ours, theirs = multiprocessing.Pipe()
    fork = os.fork()
    if fork == 0:
        theirs.poll(20)
        os._exit(0)
    lock.release()

    remove_unused(tmp_path, keep)
    was_kept = locked.exists()
    ours.send("end")
    os.waitpid(fork, 0)
    remove_unused(tmp_path, keep)

    assert was_kept
    assert not locked.exists()


def test_open_backend_keeps_working_after_its_successor_is_built(
    tmp_path: Path,
) -> None:
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
def test_remove_unused_never_touches_other_folders(tmp_path: Path, file: str) -> None:
    keep = create_finished_folder(tmp_path, "0" * 32)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / file).write_text("mine")

    remove_unused(tmp_path, keep)

    assert (tmp_path / "photos" / file).read_text() == "mine"


# Default folder


@pytest.fixture
def candidates(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "cache" / "heardword", tmp_path / "temporary"


def no_temporary_folder() -> str:
    raise FileNotFoundError(2, "No usable temporary directory found")


def no_cache(name: str) -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_candidates_are_the_cache_and_the_temporary_folder() -> None:
    roots = candidate_roots(Path("/cache").joinpath, lambda: "/temporary")

    assert [*roots] == [
        Path("/cache/heardword"),
        Path(f"/temporary/heardword-{os.getuid()}"),
    ]


def test_candidates_leave_out_folders_that_do_not_exist() -> None:
    assert [*candidate_roots(no_cache, no_temporary_folder)] == []


def test_default_root_is_the_first_candidate_and_private(
    candidates: tuple[Path, Path],
) -> None:
    cache, temporary = candidates

    assert choose_default_root(candidates) == cache
    assert cache.stat().st_mode & 0o777 == 0o700
    assert not temporary.exists()


def make_file(root: Path) -> None:
    root.write_text("no folder")


def make_link(root: Path) -> None:
    root.symlink_to(root.parent)


def give_away(root: Path) -> None:
    root.mkdir()
    os.chown(root, 65534, 65534)


@pytest.mark.parametrize(
    "spoil",
    [
        make_file,
        make_link,
        pytest.param(
            give_away,
            marks=pytest.mark.skipif(os.getuid() != 0, reason="only root can chown"),
        ),
    ],
)
def test_default_root_skips_untrusted_candidates(
    candidates: tuple[Path, Path], spoil: Callable[[Path], None]
) -> None:
    cache, temporary = candidates
    cache.parent.mkdir()
    spoil(cache)

    assert choose_default_root(candidates) == temporary


def test_missing_default_root_raises_error_that_names_the_setting(
    tmp_path: Path,
) -> None:
    make_file(tmp_path / "file")

    with pytest.raises(IndexFolderError, match="GLOSSARY_BACKEND=whoosh:/folder"):
        choose_default_root([tmp_path / "file"])


def test_prepared_root_is_created_with_its_parents(tmp_path: Path) -> None:
    assert prepare_root(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("inside", [".", "index"])
def test_root_that_is_a_file_raises_index_folder_error(
    tmp_path: Path, inside: str
) -> None:
    (tmp_path / "file").write_text("x")
    named = tmp_path / "file" / inside

    with pytest.raises(IndexFolderError, match="GLOSSARY_BACKEND") as refused:
        open_backend(f"whoosh:{named}", [BUNDLED], Quiet())

    assert str(tmp_path / "file") in str(refused.value)
