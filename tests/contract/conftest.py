"""Fixtures of contract tests: every engine, OpenSearch if a cluster is named."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.backend import Backend
from tests.conftest import MakeBackend
from tests.opensearch.namespace import ClusterNamespace

OpenFiles = Callable[..., Backend]
NewAddress = Callable[[], str]

CLUSTER = os.environ.get("GLOSSARY_TEST_OPENSEARCH", "")
ENGINES = ["whoosh", "opensearch"] if CLUSTER else ["whoosh"]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Name each engine in turn."""
    engine: str = request.param
    return engine


@pytest.fixture(scope="session")
def new_address(
    engine: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NewAddress]:
    """Return a function that gives a new, empty address of the engine."""
    hosts = CLUSTER.removeprefix("http://").rstrip("/")
    namespaces: list[ClusterNamespace] = []

    def address() -> str:
        if engine == "whoosh":
            return f"whoosh:{tmp_path_factory.mktemp('index')}"
        namespaces.append(ClusterNamespace(hosts, f"test-{uuid4().hex[:12]}"))
        return namespaces[-1].address

    yield address
    for namespace in namespaces:
        namespace.clear()


@pytest.fixture(scope="session")
def bundled(new_address: NewAddress) -> Backend:
    return open_backend(new_address(), [BUNDLED], Quiet())


@pytest.fixture
def make_backend(new_address: NewAddress, tmp_path: Path) -> MakeBackend:
    """Return a function that builds a back end for a tiny glossary of raw entries."""

    def make(*entries: dict[str, Any], meaning: bool = True) -> Backend:
        file = tmp_path / "tiny.jsonl"
        file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        return open_backend(new_address(), [file], Quiet(), meaning=meaning)

    return make


@pytest.fixture
def opened(new_address: NewAddress, tmp_path: Path) -> OpenFiles:
    """Return a function that builds a back end for files, always at one address."""
    address = new_address()

    def open_files(**files: dict[str, Any]) -> Backend:
        paths = [tmp_path / f"{name}.json" for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_text(json.dumps(content))
        return open_backend(address, paths, Quiet(), meaning=False)

    return open_files
