"""A back end's address turned into a back end, or into what it comes from."""

from collections.abc import Sequence
from pathlib import Path

from index.errors import BackendAddressError
from index.progress import Progress
from index.search import Backend
from index.sources import Order, Source
from index.whoosh_source import WhooshSource


def check_address(address: str) -> None:
    """Raise BackendAddressError unless the address names a back end that exists."""
    _whoosh_root(address)


def source_of(order: Order) -> Source:
    """What makes and opens generations as ordered.

    Its own order names the place even where this one leaves the choice. Raises
    BackendAddressError or IndexFolderError.
    """
    return WhooshSource(_whoosh_root(order.address), order.paths, meaning=order.meaning)


def open_backend(
    address: str, paths: Sequence[Path], progress: Progress, *, meaning: bool = True
) -> Backend:
    """The back end at this address, serving the glossaries in these files and folders.

    An index that is already there is opened as it is; otherwise it is built first, in
    this process. `meaning` asks for search by meaning, where the word vectors are
    installed. Raises GlossaryError, ChangingFilesError, BackendAddressError or
    IndexFolderError.
    """
    source = source_of(Order(address, paths, meaning))
    with source.built(progress) as generation:
        backend = source.open(generation)
    source.tidy(kept=generation)
    return backend


def _whoosh_root(address: str) -> Path | None:
    """The folder that the address names, or `None` when it leaves the choice to us."""
    engine, colon, folder = address.partition(":")
    if engine != "whoosh" or not colon:
        raise BackendAddressError("use whoosh: or whoosh:/folder/for/the/index")
    return Path(folder) if folder else None
