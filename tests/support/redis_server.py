"""Real Redis servers for tests."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.service_process import PATIENCE, free_port, listens


class RedisServer:
    """Debian's redis-server with a password, on a free port unless one is given."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        if shutil.which("redis-server") is None:
            pytest.skip("no redis-server here; apt-get install redis-server")
        self.port = port or free_port()
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "dir": folder}
        options |= {"requirepass": "s3cret", "appendonly": "no"}
        arguments = [
            str(part)
            for name, value in options.items()
            for part in (f"--{name}", value)
        ]
        self._process = subprocess.Popen(
            ["redis-server", *arguments], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not listens(self.port) and time.monotonic() < deadline:
            time.sleep(0.02)

    @property
    def url(self) -> str:
        """Its URL, with the password."""
        return f"redis://:s3cret@127.0.0.1:{self.port}/0"

    def kill(self) -> None:
        """Kill it and wait for its end."""
        self._process.kill()
        self._process.wait(PATIENCE)
