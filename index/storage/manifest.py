"""Manifest of an index folder: size and checksum of each file, to detect damage.

`manifest.json` holds `{"files": {name: {"size": bytes, "blake2b": hex digits}}}`. It is
the last file written to a folder. Sizes are compared when a folder is opened and while
it is served; checksums when a build finds a complete folder, and on request.
"""

import json
import os
import stat
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from hashlib import blake2b
from pathlib import Path
from typing import Any

from index.model.errors import DamagedIndexError

MANIFEST = "manifest.json"
_CHUNK = 2**20  # bytes
_CHECKSUM_BYTES = 16
_OWNER_ONLY = 0o600
_SYNC_THREADS = 16
_ROOT = 0


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and checksum of a file when it was complete."""

    size: int
    blake2b: str


class Manifest:
    """Sizes and checksums that the files of an index folder must have."""

    def __init__(self, folder: Path, files: Mapping[str, FileRecord]) -> None:
        self._folder = folder
        self._files = files
        self._opened: dict[Path, tuple[int, int]] = {}

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a folder; raises DamagedIndexError and OSError."""
        try:
            text = (folder / MANIFEST).read_bytes()
        except FileNotFoundError as error:
            raise _damage(folder, f"{MANIFEST} is missing") from error
        try:
            records: dict[str, Any] = json.loads(text)["files"]
            files = {name: FileRecord(**record) for name, record in records.items()}
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise _damage(folder, f"{MANIFEST} cannot be read") from error
        return cls(folder, files)

    def __len__(self) -> int:
        return len(self._files)

    def check_files(self) -> None:
        """Raise DamagedIndexError unless all files are present, complete, and trusted.

        They are trusted if only this user and root can change them: Whoosh's own files
        contain pickles, which run code when they are read.
        """
        for path in (self._folder, self._folder / MANIFEST):
            self._check_owner(path.name, path.lstat())
        for name, record in self._files.items():
            path = self._folder / name
            try:
                status = path.lstat()
            except FileNotFoundError as error:
                raise _damage(self._folder, f"{name} is missing") from error
            self._check_owner(name, status)
            if status.st_size != record.size:
                problem = f"{name} has {status.st_size:,} bytes, not {record.size:,}"
                raise _damage(self._folder, problem)
            self._opened[path] = status.st_size, status.st_mtime_ns

    def check_contents(self, pattern: str = "*") -> None:
        """Raise DamagedIndexError unless files have their checksums and are listed.

        `pattern` selects files by name, such as `*.toc`.
        """
        for path in sorted(self._folder.glob(pattern)):
            if not is_content(path.name):
                continue
            if path.name not in self._files:
                raise _damage(self._folder, f"{path.name} is not in {MANIFEST}")
        for name, record in self._files.items():
            if fnmatchcase(name, pattern) and _record(self._folder / name) != record:
                raise _damage(self._folder, f"the content of {name} has changed")

    def is_changed(self) -> bool:
        """Return whether a file was written to since `check_files`.

        Deleted files do not count: they stay readable where they are open.
        """
        return any(
            _stamp(path) not in (opened, None) for path, opened in self._opened.items()
        )

    def _check_owner(self, name: str, status: os.stat_result) -> None:
        mode = status.st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise _damage(self._folder, f"{name} is neither a file nor a folder")
        if status.st_uid not in (_ROOT, os.geteuid()):
            raise _damage(self._folder, f"{name} belongs to another user")
        # root's group is the documented way of container platforms; a group with the
        # number of its user is that user's own
        is_own_group = status.st_gid in (_ROOT, status.st_uid)
        if mode & stat.S_IWOTH or (mode & stat.S_IWGRP and not is_own_group):
            raise _damage(self._folder, f"other users can write to {name}")


def seal(folder: Path) -> None:
    """Write the manifest of a complete folder and everything in it to the disk.

    Files become writable for their owner only. Raises OSError.
    """
    for path in folder.iterdir():
        path.chmod(_OWNER_ONLY)
    paths = sorted(path for path in folder.iterdir() if is_content(path.name))
    # one after another, the 113 files of a small index took 0.57 s instead of 0.04 s
    with ThreadPoolExecutor(_SYNC_THREADS) as threads:
        synced = [threads.submit(sync, path) for path in paths]
        files = {path.name: asdict(_record(path)) for path in paths}
        for each in synced:
            each.result()
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({"files": files}, indent=1), encoding="utf-8")
    manifest.chmod(_OWNER_ONLY)
    for path in (manifest, folder):
        sync(path)


def sync(path: Path) -> None:
    """Wait until a file, or the list of files in a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def verify(folder: Path) -> int:
    """Check the content of every file of an index folder, and return their number.

    Raises DamagedIndexError and OSError.
    """
    manifest = Manifest.read(folder)
    manifest.check_files()
    manifest.check_contents()
    return len(manifest)


def is_content(name: str, others: Iterable[str] = (MANIFEST, "in-use")) -> bool:
    """Return whether a file belongs in the manifest: not itself, not the lock file."""
    return name not in others


def _record(path: Path) -> FileRecord:
    digest = blake2b(digest_size=_CHECKSUM_BYTES)
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FileRecord(size, digest.hexdigest())


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _damage(folder: Path, problem: str) -> DamagedIndexError:
    return DamagedIndexError(f"The index in {folder} is damaged: {problem}.")
