"""Fixtures of the command line's tests."""

from pathlib import Path

import pytest

from tests.support.query_logs import WriteLog


@pytest.fixture
def write_log(tmp_path: Path) -> WriteLog:
    def write(*lines: bytes, name: str = "queries.log") -> Path:
        file = tmp_path / name
        file.write_bytes(b"".join(lines))
        return file

    return write
