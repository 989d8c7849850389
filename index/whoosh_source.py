"""Glossary files and the folder of the indexes that Whoosh makes of them."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import (
    ChangingFilesError,
    GlossaryError,
    IndexFolderError,
    MeaningUnavailableError,
)
from index.folders import (
    default_root,
    fingerprint,
    new_folder,
    prepare_root,
    remove_unused,
)
from index.loading import glossary_files, load, signature
from index.progress import Progress
from index.search import Query, Selection
from index.sources import Order
from index.vectors import WordVectors
from index.whoosh_backend import WhooshBackend, write_index

_ATTEMPTS = 3  # files may change, and others tidy up, while an index is built


class WhooshSource:
    """One folder an index, named after the content of the files.

    Loads the word vectors, which all that it opens share. `root` is `None` where the
    choice is left to us. Raises IndexFolderError.
    """

    is_far = False

    def __init__(self, root: Path | None, paths: Sequence[Path], *, meaning: bool):
        self._root = default_root() if root is None else prepare_root(root)
        self._paths = tuple(paths)
        self._vectors = _vectors() if meaning else None
        self.order = Order(f"whoosh:{self._root}", self._paths, meaning)

    def signature(self) -> str:
        """What the files look like from outside."""
        return signature(self._paths)

    def ready(self) -> str | None:
        """The generation of the files as they are, if it is there already."""
        _, name = self._named()
        return name if (self._root / name).is_dir() else None

    @contextmanager
    def built(self, progress: Progress) -> Iterator[str]:
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

    def tidy(self, kept: str) -> None:
        """Remove the folders that no process holds, but for the one to keep."""
        remove_unused(self._root, self._root / kept)

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
        try:
            glossaries = load(files)
        except GlossaryError:
            self._refuse_other_than(name)
            raise
        with new_folder(self._root, name) as folder:
            write_index(folder, glossaries, self._vectors, progress)
            self._refuse_other_than(name)

    def _refuse_other_than(self, name: str) -> None:
        """Raise ChangingFilesError unless the files still are what the name says."""
        if self._named()[1] != name:
            raise ChangingFilesError(
                "The glossary's files change while they are read. Try again when they "
                "are complete."
            )

    def _named(self) -> tuple[list[Path], str]:
        """The files and the name of what they say; raises GlossaryError."""
        files = glossary_files(self._paths)
        try:
            return files, fingerprint(files, with_meaning=self._vectors is not None)
        except OSError:
            load(files)  # says of every file what is wrong
            raise


class _UnusableError(IndexFolderError):
    """An index disappeared before it was opened, or is damaged."""


def _unusable(folder: Path, error: Exception) -> IndexFolderError:
    return IndexFolderError(f"The index in {folder} cannot be used: {error!r}.")


def _is_damaged(cause: BaseException | None) -> bool:
    """Whether it is the index that is wrong, not the machine."""
    is_gone = isinstance(cause, FileNotFoundError)
    return is_gone or not isinstance(cause, OSError | MemoryError)


def _vectors() -> WordVectors | None:
    """The word vectors, unless they are not installed or not as expected."""
    try:
        return WordVectors()
    except MeaningUnavailableError:
        return None
