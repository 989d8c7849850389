"""A real cluster for the tests, which are skipped without one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from tests.opensearch.namespace import ClusterNamespace
from tests.opensearch.nodes import Nodes

HINT = "`make test-opensearch` starts one; or name any in GLOSSARY_TEST_OPENSEARCH"


@pytest.fixture(scope="session")
def hosts() -> str:
    """Return the nodes of the cluster, as an address names them."""
    named = os.environ.get("GLOSSARY_TEST_OPENSEARCH", "")
    if not named:
        pytest.skip(f"there is no OpenSearch cluster: {HINT}")
    return named.removeprefix("http://").rstrip("/")


@pytest.fixture
def namespace(hosts: str) -> Iterator[ClusterNamespace]:
    """Return a new namespace in the cluster, empty before and after."""
    with _temporary_namespace(hosts) as namespace:
        yield namespace


@pytest.fixture(scope="session")
def bundled_namespace(hosts: str) -> Iterator[ClusterNamespace]:
    """Return a namespace with the bundled glossary, for all tests to read."""
    with _temporary_namespace(hosts) as namespace:
        open_backend(namespace.address, [BUNDLED], Quiet(), meaning=False)
        yield namespace


@contextmanager
def _temporary_namespace(hosts: str) -> Iterator[ClusterNamespace]:
    namespace = ClusterNamespace(hosts, f"test-{uuid4().hex[:12]}")
    yield namespace
    namespace.clear()


@pytest.fixture(scope="session")
def nodes(hosts: str, pytestconfig: pytest.Config) -> Nodes:
    """Return nodes that a test may kill and freeze."""
    folder = os.environ.get("GLOSSARY_TEST_OPENSEARCH_NODES", "")
    if not folder:
        pytest.skip("only nodes that `make test-opensearch` started are ours to kill")
    nodes = Nodes(Path(folder))
    pytestconfig.add_cleanup(nodes.stop)
    return nodes
