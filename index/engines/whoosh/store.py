"""Index store on a local disk: one index folder for each state of the files."""

import shutil
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from index.analysis.sentence_encoder import MODEL, load_installed_encoder
from index.analysis.word_vectors import load_installed_vectors
from index.engines.base import BuildRequest, RunBlocking, run_here
from index.engines.progress import Progress
from index.engines.whoosh.backend import ALL_FILES, PICKLES, WhooshBackend
from index.engines.whoosh.builder import write_index
from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.loading.file_set import FileSet
from index.loading.loader import MAX_ENTRIES
from index.model.errors import (
    ChangingFilesError,
    DamagedIndexError,
    IndexFolderError,
)
from index.model.query import Query, Selection
from index.storage.index_folder import (
    choose_default_root,
    create_folder,
    list_folders,
    prepare_root,
    remove_unused,
)
from index.storage.manifest import Manifest, verify

_ATTEMPTS = 3  # files may change, or others prune, while an index is built


class WhooshStore:
    """Store of index folders, each named after the content of the glossary files.

    Loads the word vectors and the sentence encoder, which all opened back ends share.
    Where `root` is `None`, a default folder is used; `run_blocking` opens folders.
    Raises IndexFolderError.
    """

    def __init__(
        self,
        root: Path | None,
        paths: Sequence[Path],
        *,
        meaning: bool,
        run_blocking: RunBlocking = run_here,
        columns: ColumnMap = NO_COLUMNS,
    ):
        self._run_blocking = run_blocking
        self._root = choose_default_root() if root is None else prepare_root(root)
        self._vectors = load_installed_vectors() if meaning else None
        self._opened = weakref.WeakValueDictionary[str, WhooshBackend]()
        self._suspects: set[str] = set()  # generations changed while open
        self._encoder = load_installed_encoder() if self._vectors else None
        variant = MODEL if self._encoder else ""
        self._files = FileSet(
            paths, max_entries=MAX_ENTRIES, variant=variant, columns=columns
        )
        self.request = BuildRequest(
            f"whoosh:{self._root}", self._files.paths, meaning, columns
        )

    def ping(self) -> None:
        """Do nothing: there is no engine to reach."""

    def is_missing(self, generation: str) -> bool:
        """Return whether the opened folder of a generation is damaged or replaced.

        A deleted one is not missing: it stays as long as it is open.
        """
        backend = self._opened.get(generation)
        if backend is None or not backend.is_damaged():
            return False
        self._suspects.add(generation)
        return True

    def signature(self) -> str:
        """Return the sizes and times of the files, without reading them."""
        return self._files.signature()

    def find_current(self) -> str | None:
        """Return the generation of the files as they are, if it is built."""
        _, name = self._scan()
        try:
            Manifest.read(self._root / name).check_files()
        except (OSError, DamagedIndexError):
            return None
        return name

    @contextmanager
    def build(self, progress: Progress) -> Iterator[str]:
        """Build the generation of the files as they are, unless it is built."""
        name, backend = self._find_or_build(progress)
        yield name
        del backend  # locks the folder until here

    def open(self, generation: str) -> WhooshBackend:
        """Open a generation; raises IndexFolderError."""
        folder = self._root / generation
        try:
            verified = ALL_FILES if generation in self._suspects else PICKLES
            open_folder = partial(
                WhooshBackend,
                folder,
                generation,
                self._vectors,
                self._encoder,
                verified=verified,
            )
            backend: WhooshBackend = self._run_blocking(open_folder)
        except DamagedIndexError:
            raise
        except Exception as error:  # a damaged file fails in many ways
            raise _unusable(folder, error) from error
        self._suspects.discard(generation)
        self._opened[generation] = backend
        return backend

    def prune(self, keep: str) -> set[str]:
        """Remove the folders that no process has open, except the one to keep.

        Return the names of the others.
        """
        remove_unused(self._root, self._root / keep)
        return {folder.name for folder in list_folders(self._root)} - {keep}

    def _find_or_build(self, progress: Progress) -> tuple[str, WhooshBackend]:
        """Return a generation and its back end; retry when files change meanwhile."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(ChangingFilesError, _UnusableError):
                return self._attempt(progress)
        return self._attempt(progress)

    def _attempt(self, progress: Progress) -> tuple[str, WhooshBackend]:
        files, name = self._scan()
        folder = self._root / name
        is_old = folder.is_dir()
        if not is_old:
            self._build(files, name, progress)
        try:
            if is_old:
                _verify(folder)
            return name, self._open_and_check(name)
        except IndexFolderError as error:
            if _is_damaged(error):
                shutil.rmtree(folder, ignore_errors=True)
            raise _UnusableError(str(error)) from error

    def _open_and_check(self, name: str) -> WhooshBackend:
        """Open a generation and let it answer a query."""
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
            write_index(
                folder,
                glossaries,
                self._vectors,
                progress,
                sentence_encoder=self._encoder,
            )
            self._files.check_unchanged(name, with_meaning=with_meaning)

    def _scan(self) -> tuple[list[Path], str]:
        """Return the files and the name of their content; raises GlossaryError."""
        return self._files.scan(with_meaning=self._vectors is not None)


def _verify(folder: Path) -> None:
    try:
        verify(folder)
    except OSError as error:
        raise _unusable(folder, error) from error


class _UnusableError(IndexFolderError):
    """Index that disappeared before it was opened, or that is damaged."""


def _unusable(folder: Path, error: Exception) -> IndexFolderError:
    return IndexFolderError(f"The index in {folder} cannot be used: {error!r}.")


def _is_damaged(error: IndexFolderError) -> bool:
    """Return whether the index is at fault, not the machine."""
    cause = error.__cause__
    if isinstance(error, DamagedIndexError):
        return True
    is_gone = isinstance(cause, FileNotFoundError)
    return is_gone or not isinstance(cause, OSError | MemoryError)
