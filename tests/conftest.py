"""Fixtures of most tests: the bundled glossary, tiny glossaries, an HTTP client."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask.testing import FlaskClient

from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.backend import Backend
from service.app import create_app
from service.settings import Settings

MakeBackend = Callable[..., Backend]

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
def client(bundled: Backend) -> FlaskClient:
    return create_app(Settings(), backend=bundled).test_client()
