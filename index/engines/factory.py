"""A back end's address turned into a back end, or into what it comes from."""

from collections.abc import Sequence
from pathlib import Path

from index.engines.base import BuildRequest, IndexStore
from index.engines.opensearch.cluster.address import (
    FORM,
    SCHEMES,
    address_with_secrets,
    parse_address,
)
from index.engines.progress import Progress
from index.engines.whoosh.store import WhooshStore
from index.model.backend import Backend
from index.model.errors import BackendAddressError


def check_address(address: str) -> None:
    """Raise BackendAddressError unless the address names a back end that exists."""
    if _is_cluster(address):
        parse_address(address)
    else:
        _whoosh_root(address)


def with_secrets(address: str, *, password: str = "", api_key: str = "") -> str:
    """The address with what should not stand in it openly, where that is of use.

    Raises BackendAddressError.
    """
    if not _is_cluster(address):
        return address
    return address_with_secrets(address, password=password, api_key=api_key)


def create_store(request: BuildRequest) -> IndexStore:
    """What makes and opens generations as ordered.

    Its own order names the place even where this one leaves the choice. Raises
    BackendAddressError or IndexFolderError.
    """
    if _is_cluster(request.address):
        return _opensearch_store(request)
    return WhooshStore(
        _whoosh_root(request.address), request.paths, meaning=request.meaning
    )


def open_backend(
    address: str, paths: Sequence[Path], progress: Progress, *, meaning: bool = True
) -> Backend:
    """The back end at this address, serving the glossaries in these files and folders.

    An index that is already there is opened as it is; otherwise it is built first, in
    this process. `meaning` asks for search by meaning, where the word vectors are
    installed. Raises GlossaryError, ChangingFilesError, BackendAddressError,
    IndexFolderError or EngineUnavailableError.
    """
    store = create_store(BuildRequest(address, paths, meaning))
    with store.build(progress) as generation:
        backend = store.open(generation)
    store.prune(keep=generation)
    return backend


def _is_cluster(address: str) -> bool:
    return address.partition(":")[0] in SCHEMES


def _opensearch_store(request: BuildRequest) -> IndexStore:
    """What asks a cluster; its client is not loaded for those who have none."""
    try:
        from index.engines.opensearch.indexing.store import OpenSearchStore
    except ImportError as error:
        raise BackendAddressError(
            "OpenSearch needs one more package: install opensearch-py, or heardword "
            "with the extra opensearch"
        ) from error
    return OpenSearchStore(parse_address(request.address), request)


def _whoosh_root(address: str) -> Path | None:
    """The folder that the address names, or `None` when it leaves the choice to us."""
    engine, colon, folder = address.partition(":")
    if engine != "whoosh" or not colon:
        raise BackendAddressError(
            f"use whoosh: or whoosh:/folder/for/the/index or {FORM}"
        )
    return Path(folder) if folder else None
