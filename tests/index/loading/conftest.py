"""Glossary files of any format."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.index.loading.glossary_files import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write texts, bytes, and entries as lines to a file."""

    def write(name: str, *content: str | bytes | dict[str, Any]) -> Path:
        file = tmp_path / name
        parts = [json.dumps(e) + "\n" if isinstance(e, dict) else e for e in content]
        encoded = [e.encode() if isinstance(e, str) else e for e in parts]
        file.write_bytes(b"".join(encoded))
        return file

    return write
