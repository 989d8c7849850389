"""Index folders: one folder for each content and code version, built once.

A folder gets its final name by one rename, after it is complete and on the disk, so two
processes may safely build the same index at once, and a power failure leaves none that
is cut off. A process that serves an index holds a shared lock
on its folder, which protects it from pruning.
"""

import fcntl
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from platformdirs import user_cache_path

from index.model.errors import IndexFolderError
from index.storage.fingerprint import FINGERPRINT_BYTES
from index.storage.manifest import seal, sync

_LOCK_FILE = "in-use"
_UNFINISHED = ".building-"
_FOLDER_NAME = re.compile(
    rf"[0-9a-f]{{{2 * FINGERPRINT_BYTES}}}|{re.escape(_UNFINISHED)}.*"
)


def choose_default_root(candidates: Iterable[Path] | None = None) -> Path:
    """Return the first candidate where this user can keep indexes.

    Creates it if necessary. Raises IndexFolderError.
    """
    for root in candidate_roots() if candidates is None else candidates:
        if root.is_absolute() and _is_private_folder(root):
            return root
    raise IndexFolderError(
        "No folder for the index: neither the cache folder nor the temporary folder is "
        "writable. Name a writable one: GLOSSARY_BACKEND=whoosh:/folder/for/the/index."
    )


def candidate_roots(
    cache: Callable[[str], Path] = user_cache_path,
    temporary: Callable[[], str] = tempfile.gettempdir,
) -> Iterator[Path]:
    """Yield the folders in the cache and the temporary folder of this user."""
    with suppress(RuntimeError):  # a user without HOME and without a passwd entry
        yield cache("heardword")
    with suppress(OSError):  # there may be no temporary folder at all
        yield Path(temporary()) / f"heardword-{os.getuid()}"


def prepare_root(root: Path) -> Path:
    """Create a configured folder with its parents; raises IndexFolderError."""
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _write_error(root, error) from error
    return root


@contextmanager
def create_folder(root: Path, name: str) -> Iterator[Path]:
    """Yield a temporary folder that is renamed to `name` when the block succeeds.

    Raises IndexFolderError.
    """
    building = root / f"{_UNFINISHED}{uuid4().hex}"
    try:
        building.mkdir(mode=0o700)  # inside, so that no signal can leave it behind
        (building / _LOCK_FILE).touch()
        lock = FolderLock(building)
        yield building
        seal(building)
        _rename(building, root / name)
        sync(root)
        lock.release()
    except OSError as error:
        raise _write_error(root, error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


class FolderLock:
    """Shared lock on a folder, also held by forks, until this object is deleted."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _LOCK_FILE
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        self.release = weakref.finalize(self, os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        self._inode = os.fstat(descriptor).st_ino

    def is_replaced(self) -> bool:
        """Return whether the path leads to another folder than the locked one."""
        try:
            return self._path.stat().st_ino != self._inode
        except OSError:
            return False  # deleted: what is open stays readable


def is_index_folder(folder: Path) -> bool:
    """Return whether a folder is an index, complete or not."""
    return (folder / _LOCK_FILE).exists()


def list_folders(root: Path) -> list[Path]:
    """Return the complete index folders in a root folder."""
    return [
        folder
        for folder in sorted(root.iterdir())
        if _FOLDER_NAME.fullmatch(folder.name)
        and not folder.name.startswith(_UNFINISHED)
    ]


def remove_unused(root: Path, keep: Path) -> None:
    """Remove the index folders that no process has locked, except one."""
    for lock_file in root.glob(f"*/{_LOCK_FILE}"):
        folder = lock_file.parent
        if folder != keep and _FOLDER_NAME.fullmatch(folder.name):
            _remove_if_unlocked(lock_file)


def _remove_if_unlocked(lock_file: Path) -> None:
    try:
        with lock_file.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock_file.parent, ignore_errors=True)
    except OSError:
        return  # locked by a process, removed by another one, or not ours


def _rename(building: Path, folder: Path) -> None:
    try:
        building.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was faster, with the same files
            raise


def _is_private_folder(root: Path) -> bool:
    """Return whether it is writable and owned by this user: opened indexes are trusted.

    Creates it if necessary.
    """
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            return not root.is_symlink() and root.stat().st_uid == os.getuid()
    except OSError:
        return False


def _write_error(root: Path, error: OSError) -> IndexFolderError:
    # numpy raises without a reason when it could write only part of an array
    reason = error.strerror or "No space left on device"
    return IndexFolderError(
        f"Cannot write the index in {root}: {reason}. Free disk space, grant write "
        "permission, or name another folder in GLOSSARY_BACKEND."
    )
