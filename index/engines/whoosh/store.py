"""Glossary files and the folder of the indexes that Whoosh makes of them."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.analysis.word_vectors import load_installed_vectors
from index.engines.base import BuildRequest
from index.engines.progress import Progress
from index.engines.whoosh.backend import WhooshBackend
from index.engines.whoosh.builder import write_index
from index.loading.file_set import FileSet
from index.loading.loader import MAX_ENTRIES
from index.model.errors import ChangingFilesError, IndexFolderError
from index.model.query import Query, Selection
from index.storage.index_folder import (
    choose_default_root,
    create_folder,
    prepare_root,
    remove_unused,
)

_ATTEMPTS = 3  # files may change, and others tidy up, while an index is built


class WhooshStore:
    """One folder an index, named after the content of the files.

    Loads the word vectors, which all that it opens share. `root` is `None` where the
    choice is left to us. Raises IndexFolderError.
    """

    def __init__(self, root: Path | None, paths: Sequence[Path], *, meaning: bool):
        self._root = choose_default_root() if root is None else prepare_root(root)
        self._files = FileSet(paths, max_entries=MAX_ENTRIES)
        self._vectors = load_installed_vectors() if meaning else None
        self.request = BuildRequest(f"whoosh:{self._root}", self._files.paths, meaning)

    def ping(self) -> None:
        """Nothing has to be reached."""

    def is_missing(self, generation: str) -> bool:
        """No: an opened folder is there for as long as it is open."""
        return False

    def signature(self) -> str:
        """What the files look like from outside."""
        return self._files.signature()

    def find_current(self) -> str | None:
        """The generation of the files as they are, if it is there already."""
        _, name = self._named()
        return name if (self._root / name).is_dir() else None

    @contextmanager
    def build(self, progress: Progress) -> Iterator[str]:
        """Build the generation of the files as they are, unless it is there."""
        name, backend = self._built(progress)
        yield name
        del backend  # holds the folder until here

    def open(self, generation: str) -> WhooshBackend:
        """What answers from a generation; raises IndexFolderError."""
        folder = self._root / generation
        try:
            return WhooshBackend(folder, generation, self._vectors)
        except Exception as error:  # a damaged file fails in many ways
            raise _unusable(folder, error) from error

    def prune(self, keep: str) -> None:
        """Remove the folders that no process holds, but for the one to keep."""
        remove_unused(self._root, self._root / keep)

    def _built(self, progress: Progress) -> tuple[str, WhooshBackend]:
        """A name and what was opened under it; once more when something changed."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(ChangingFilesError, _UnusableError):
                return self._attempt(progress)
        return self._attempt(progress)

    def _attempt(self, progress: Progress) -> tuple[str, WhooshBackend]:
        files, name = self._named()
        folder = self._root / name
        if not folder.is_dir():
            self._build(files, name, progress)
        try:
            return name, self._checked(name)
        except IndexFolderError as error:
            if _is_damaged(error.__cause__):
                shutil.rmtree(folder, ignore_errors=True)
            raise _UnusableError(str(error)) from error

    def _checked(self, name: str) -> WhooshBackend:
        """What answers from a generation, after it answered once."""
        backend = self.open(name)
        try:
            for entry in backend.browse(Selection(limit=1)).entries:
                backend.search(Query(entry.headword))
        except Exception as error:  # a damaged file fails in many ways
            raise _unusable(self._root / name, error) from error
        return backend

    def _build(self, files: Sequence[Path], name: str, progress: Progress) -> None:
        with_meaning = self._vectors is not None
        glossaries = self._files.load(files, name, with_meaning=with_meaning)
        with create_folder(self._root, name) as folder:
            write_index(folder, glossaries, self._vectors, progress)
            self._files.check_unchanged(name, with_meaning=with_meaning)

    def _named(self) -> tuple[list[Path], str]:
        """The files and the name of what they say; raises GlossaryError."""
        return self._files.scan(with_meaning=self._vectors is not None)


class _UnusableError(IndexFolderError):
    """An index disappeared before it was opened, or is damaged."""


def _unusable(folder: Path, error: Exception) -> IndexFolderError:
    return IndexFolderError(f"The index in {folder} cannot be used: {error!r}.")


def _is_damaged(cause: BaseException | None) -> bool:
    """Whether it is the index that is wrong, not the machine."""
    is_gone = isinstance(cause, FileNotFoundError)
    return is_gone or not isinstance(cause, OSError | MemoryError)
