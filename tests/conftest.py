"""Fixtures of most tests: the bundled glossary, tiny glossaries, an HTTP client.

With GLOSSARY_TEST_WORKER=gthread, or another worker class of gunicorn, a running
service answers what tests ask of the bundled glossary: `make test-gthread`.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from werkzeug.test import Client

from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.backend import Backend
from service.app import create_app
from service.settings import Settings
from tests.support.worker_classes import serve_bundled, service_client

MakeBackend = Callable[..., Backend]
WORKER = os.environ.get("GLOSSARY_TEST_WORKER")
in_process = pytest.mark.skipif(
    bool(WORKER), reason="needs the application in this process"
)

# Without deadlines: on a busy machine, a slow example is no failure.
hypothesis.settings.register_profile("no-deadline", deadline=None)
hypothesis.settings.load_profile("no-deadline")


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    folder = tmp_path_factory.mktemp("bundled")
    return open_backend(f"whoosh:{folder}", [BUNDLED], Quiet())


@pytest.fixture
def make_backend(tmp_path: Path) -> MakeBackend:
    """Return a function that opens a back end for the given entries."""

    def make(*entries: dict[str, Any], meaning: bool = True) -> Backend:
        file = tmp_path / "tiny.jsonl"
        file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        address = f"whoosh:{tmp_path / 'index'}"
        return open_backend(address, [file], Quiet(), meaning=meaning)

    return make


@pytest.fixture(scope="session")
def client(
    bundled: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """A client of the application, or of the service if a worker class is named."""
    if not WORKER:
        yield create_app(Settings(), backend=bundled).test_client()
        return
    with serve_bundled(tmp_path_factory.mktemp(WORKER), WORKER) as service:
        yield service_client(service)
