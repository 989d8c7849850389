"""A glossary of one numbered entry, and ways to serve it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.engines.base import BuildRequest, IndexStore
from index.engines.factory import create_store
from index.engines.progress import Quiet
from index.model.backend import Backend
from index.model.errors import EngineUnavailableError

TIMEOUT = 20  # seconds


class Canary:
    """A glossary file with one entry, whose every field holds the same number.

    A response that mixed two generations would show two numbers.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "words.jsonl"
        self.index = folder / "index"
        self.request = BuildRequest(f"whoosh:{self.index}", (self.file,), meaning=False)
        self.write(0)

    def write(self, number: int) -> None:
        entry = {
            "headword": f"Canary{number}",
            "id": "canary",
            "variants": ["clot"],
            "definition": f"A bird with the number {number}.",
        }
        self.write_bytes(json.dumps(entry).encode())

    def write_bytes(self, content: bytes) -> None:
        new = self.file.with_suffix(".new")
        new.write_bytes(content)
        new.replace(self.file)

    def store(self) -> IndexStore:
        return create_store(self.request)

    def build(self) -> str:
        with self.store().build(Quiet()) as generation:
            return generation

    def folders(self) -> list[Path]:
        return list(self.index.iterdir())


class RemoteStore:
    """A store whose engine can be unavailable or lose generations."""

    def __init__(self, canary: Canary) -> None:
        self._store = canary.store()
        self.request = canary.request
        self.is_available = True
        self.pings = 0
        self.missing: set[str] = set()

    def ping(self) -> None:
        self.pings += 1
        if not self.is_available:
            raise EngineUnavailableError("The engine is down.")

    def is_missing(self, generation: str) -> bool:
        return generation in self.missing

    def find_current(self) -> str | None:
        self.ping()
        return self._store.find_current()

    def open(self, generation: str) -> Backend:
        self.ping()
        return self._store.open(generation)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


@contextmanager
def build_here(
    request: BuildRequest, *, show_progress: bool, timeout: float | None = None
) -> Iterator[str]:
    """Build in this process, which is faster than starting another one."""
    with create_store(request).build(Quiet()) as generation:
        yield generation


def headword(backend: Backend) -> str:
    return backend.entry("canary").headword


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, "The condition did not become true."
        time.sleep(0.01)
