"""A tiny glossary that tests change while it is served."""

from pathlib import Path

import pytest

from tests.index.lifecycle.canary import Canary


@pytest.fixture
def canary(tmp_path: Path) -> Canary:
    return Canary(tmp_path)
