"""Where an index is kept: one folder for each content and schema, built once.

A folder appears under its final name only when it is complete, by one rename; two
processes that build the same index at once do no harm. A process that serves from a
folder holds a shared lock on it, so that tidying up spares whatever is in use.
"""

import fcntl
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from platformdirs import user_cache_path

from index.model.errors import IndexFolderError
from index.storage.fingerprint import FINGERPRINT_BYTES

_IN_USE = "in-use"
_UNFINISHED = ".building-"
_OURS = re.compile(rf"[0-9a-f]{{{2 * FINGERPRINT_BYTES}}}|{re.escape(_UNFINISHED)}.*")


def choose_default_root() -> Path:
    """The first place where this user may keep an index, outside the code's folder."""
    for root in _usual_roots():
        if root.is_absolute() and _is_own_folder(root):
            return root
    raise IndexFolderError(
        "No folder for the index: neither a cache nor a temporary folder can be "
        "written. Name one that can, as GLOSSARY_BACKEND=whoosh:/folder/for/the/index."
    )


def prepare_root(root: Path) -> Path:
    """Make the folder that somebody named; raises IndexFolderError."""
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(root, error) from error
    return root


@contextmanager
def create_folder(root: Path, name: str) -> Iterator[Path]:
    """A folder to build in, which gets its name when the block ends well."""
    try:
        building = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=root))
    except OSError as error:
        raise _unusable(root, error) from error
    try:
        (building / _IN_USE).touch()
        hold = FolderLock(building)
        yield building
        _give_name(building, root / name)
        hold.release()
    except OSError as error:
        raise _unusable(root, error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


class FolderLock:
    """A shared lock on a folder, here and in every fork, until nobody refers to it."""

    def __init__(self, folder: Path) -> None:
        descriptor = os.open(folder / _IN_USE, os.O_RDONLY | os.O_CLOEXEC)
        self.release = weakref.finalize(self, os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_SH)


def remove_unused(root: Path, keep: Path) -> None:
    """Remove the index folders that no process holds, but for the one to keep."""
    for marker in root.glob(f"*/{_IN_USE}"):
        if marker.parent != keep and _OURS.fullmatch(marker.parent.name):
            _remove_if_unused(marker)


def _remove_if_unused(marker: Path) -> None:
    try:
        with marker.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(marker.parent, ignore_errors=True)
    except OSError:
        return  # held by a process, removed by another one, or not ours


def _give_name(building: Path, folder: Path) -> None:
    try:
        building.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise

        # another process was quicker; its folder holds the very same


def _usual_roots() -> Iterator[Path]:
    with suppress(RuntimeError):  # a user that nobody listed, without HOME
        yield user_cache_path("heardword")
    with suppress(OSError):  # there may be no temporary folder at all
        yield Path(tempfile.gettempdir()) / f"heardword-{os.getuid()}"


def _is_own_folder(root: Path) -> bool:
    """Whether it is writable and nobody else's: an index is trusted when opened."""
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            return not root.is_symlink() and root.stat().st_uid == os.getuid()
    except OSError:
        return False


def _unusable(root: Path, error: OSError) -> IndexFolderError:
    # numpy only tells how much of an array it wrote
    reason = error.strerror or "No space left on device"
    return IndexFolderError(
        f"The index cannot be kept in {root}: {reason}. Make room or give the "
        "right to write, or name another folder in GLOSSARY_BACKEND."
    )
