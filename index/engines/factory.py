"""Index stores and back ends by address."""

from collections.abc import Sequence
from pathlib import Path

from index.engines.base import BuildRequest, IndexStore, RunBlocking, run_here
from index.engines.opensearch.cluster.address import (
    ADDRESS_FORMAT,
    SCHEMES,
    add_credentials,
    parse_address,
)
from index.engines.progress import Progress
from index.engines.whoosh.store import WhooshStore
from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.model.backend import Backend
from index.model.errors import BackendAddressError
from index.storage.index_folder import choose_default_root


def check_address(address: str) -> None:
    """Raise BackendAddressError unless the address names a known back end."""
    if _is_cluster(address):
        parse_address(address)
    else:
        _whoosh_root(address)


def add_secrets(address: str, *, password: str = "", api_key: str = "") -> str:
    """Add the credentials of a cluster to its address; other addresses stay as is.

    Raises BackendAddressError.
    """
    if not _is_cluster(address):
        return address
    return add_credentials(address, password=password, api_key=api_key)


def create_store(
    request: BuildRequest, run_blocking: RunBlocking = run_here
) -> IndexStore:
    """Create the store that builds and opens generations for a request.

    The store's own request names the folder, even if this one leaves the choice.
    `run_blocking` is called with work that reads files for long; an event loop runs it
    in a thread. Raises BackendAddressError or IndexFolderError.
    """
    if _is_cluster(request.address):
        return _opensearch_store(request)
    return WhooshStore(
        _whoosh_root(request.address),
        request.paths,
        meaning=request.meaning,
        run_blocking=run_blocking,
        columns=request.columns,
    )


def open_backend(
    address: str,
    paths: Sequence[Path],
    progress: Progress,
    *,
    meaning: bool = True,
    columns: ColumnMap = NO_COLUMNS,
) -> Backend:
    """Open the back end at this address for the glossaries in these files and folders.

    An index that exists is opened as it is; otherwise it is built first, in this
    process. `meaning` turns the semantic channel on, if word vectors are installed.
    Raises GlossaryError, ChangingFilesError, BackendAddressError, IndexFolderError or
    EngineUnavailableError.
    """
    store = create_store(BuildRequest(address, paths, meaning, columns))
    with store.build(progress) as generation:
        backend = store.open(generation)
    store.prune(keep=generation)
    return backend


def index_root(address: str) -> Path:
    """Return the folder that holds the index folders of an address.

    Raises BackendAddressError for a cluster, which has none, and IndexFolderError.
    """
    root = _whoosh_root(address)
    return choose_default_root() if root is None else root


def _is_cluster(address: str) -> bool:
    return address.partition(":")[0] in SCHEMES


def _opensearch_store(request: BuildRequest) -> IndexStore:
    """Create the store of a cluster; imports its client only now."""
    try:
        from index.engines.opensearch.indexing.store import OpenSearchStore
    except ImportError as error:
        raise BackendAddressError(
            "OpenSearch needs the package opensearch-py: install it, or Heardword with "
            "the extra opensearch"
        ) from error
    return OpenSearchStore(parse_address(request.address), request)


def _whoosh_root(address: str) -> Path | None:
    """Return the folder that an address names, or `None` for the default folder."""
    engine, colon, folder = address.partition(":")
    if engine != "whoosh" or not colon:
        raise BackendAddressError(
            f"expected whoosh:, whoosh:/folder/for/the/index or {ADDRESS_FORMAT}"
        )
    return Path(folder) if folder else None
