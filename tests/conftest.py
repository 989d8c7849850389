"""What most tests start from: the bundled glossary, a tiny one, a client."""

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

# A busy machine is no mistake: no example is timed.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Backend:
    folder = tmp_path_factory.mktemp("bundled")
    return open_backend(f"whoosh:{folder}", [BUNDLED], Quiet())


@pytest.fixture
def make_backend(tmp_path: Path) -> MakeBackend:
    """A back end for a tiny glossary, its entries given as a file would state them."""

    def make(*entries: dict[str, Any], meaning: bool = True) -> Backend:
        file = tmp_path / "tiny.jsonl"
        file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        address = f"whoosh:{tmp_path / 'index'}"
        return open_backend(address, [file], Quiet(), meaning=meaning)

    return make


@pytest.fixture(scope="session")
def client(bundled: Backend) -> FlaskClient:
    return create_app(Settings(), backend=bundled).test_client()
