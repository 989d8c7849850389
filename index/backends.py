"""A back end's address turned into a back end that is ready to answer."""

from collections.abc import Sequence
from pathlib import Path

from index.errors import (
    BackendAddressError,
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
from index.loading import glossary_files, load
from index.progress import Progress
from index.search import Backend
from index.vectors import WordVectors
from index.whoosh_backend import WhooshBackend, write_index

_ATTEMPTS = 3  # another process may tidy up between finding a folder and holding it


def check_address(address: str) -> None:
    """Raise BackendAddressError unless the address names a back end that exists."""
    _whoosh_root(address)


def open_backend(
    address: str, paths: Sequence[Path], progress: Progress, *, meaning: bool = True
) -> Backend:
    """The back end at this address, serving the glossaries in these files and folders.

    An index that is already there is opened as it is; otherwise it is built first.
    `meaning` asks for search by meaning, where the word vectors are installed.
    Raises GlossaryError, BackendAddressError or IndexFolderError.
    """
    root = _whoosh_root(address)
    root = default_root() if root is None else prepare_root(root)
    files = glossary_files(paths)
    vectors = _vectors() if meaning else None
    for _ in range(_ATTEMPTS):
        name = _readable_fingerprint(files, with_meaning=vectors is not None)
        if not (root / name).is_dir():
            _build(root, name, files, vectors, progress)
        try:
            backend = WhooshBackend(root / name, name, vectors)
        except OSError:
            continue
        remove_unused(root, kept=root / name)
        return backend
    raise IndexFolderError(
        f"The index in {root} keeps disappearing. Name another folder."
    )


def _whoosh_root(address: str) -> Path | None:
    """The folder that the address names, or `None` when it leaves the choice to us."""
    engine, colon, folder = address.partition(":")
    if engine != "whoosh" or not colon:
        raise BackendAddressError("use whoosh: or whoosh:/folder/for/the/index")
    return Path(folder) if folder else None


def _vectors() -> WordVectors | None:
    """The word vectors, unless they are not installed or not as expected."""
    try:
        return WordVectors()
    except MeaningUnavailableError:
        return None


def _readable_fingerprint(files: Sequence[Path], *, with_meaning: bool) -> str:
    try:
        return fingerprint(files, with_meaning=with_meaning)
    except OSError:
        load(files)  # says of every file what is wrong
        raise


def _build(
    root: Path,
    name: str,
    files: Sequence[Path],
    vectors: WordVectors | None,
    progress: Progress,
) -> None:
    glossaries = load(files)
    with new_folder(root, name) as folder:
        write_index(folder, glossaries, vectors, progress)
