"""Index files that are cut off or emptied while they are served: a rebuild follows.

A worker that reads a mapped file within the quarter of a second until it notices is
ended by the system (SIGBUS) and replaced. No request gets a 500 or a wrong result.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.data import BUNDLED
from index.storage.manifest import MANIFEST, verify
from tests.resilience.extent import SHORT
from tests.support.service_process import Service

QUERY = "/search?q=clot"
EVERY = 16 if SHORT else 1
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Path]]:
    folder = tmp_path_factory.mktemp("damaged")
    settings = {
        "GLOSSARY_FILES": str(BUNDLED),
        "GLOSSARY_BACKEND": f"whoosh:{folder / 'index'}",
        "GLOSSARY_CACHE_MB": "0",
    }
    service = Service(folder, settings)
    try:
        service.wait_until_ready()
        (index,) = (folder / "index").iterdir()
        yield service, index
    finally:
        service.end()


def is_rebuilt(service: Service, index: Path, built: int) -> bool:
    """Return whether a new folder is complete and both workers answer from it."""
    try:
        if built_at(index) == built:
            return False
        verify(index)
    except Exception:
        return False
    return all(is_ready(service) for _ in range(8))


def built_at(index: Path) -> int:
    return (index / MANIFEST).stat().st_mtime_ns


def is_ready(service: Service) -> bool:
    try:
        return service.get("/readyz")[0] == 200
    except OSError:
        return False  # a worker was replaced


def damage_and_wait(service: Service, path: Path, damage: Damage) -> list[int]:
    """Damage a file, query until the index is rebuilt, and return all statuses."""
    index, statuses = path.parent, []
    built = built_at(index)
    damage(path)

    def query_until_rebuilt() -> bool:
        try:
            statuses.append(service.get(QUERY)[0])
        except OSError:
            statuses.append(0)  # the connection ended with its worker
        return is_rebuilt(service, index, built)

    service.wait_until(query_until_rebuilt)
    return statuses


@pytest.mark.smoke
@pytest.mark.parametrize("kept_share", [0, 2], ids=["emptied", "cut to half"])
def test_every_damaged_file_ends_in_a_rebuild(
    served: tuple[Service, Path], kept_share: int
) -> None:
    service, index = served
    names = sorted(each.name for each in index.iterdir() if each.stat().st_size)
    statuses: dict[str, list[int]] = {}
    # Whoosh's files have other names after a rebuild, and the manifest is read only
    # when a folder is opened
    stable = [n for n in names if n.endswith((".npy", ".bytes"))][::EVERY]

    for pattern in ("*.seg", "*.toc", *stable):
        (path,) = index.glob(pattern)
        size = path.stat().st_size // kept_share if kept_share else 0
        statuses[pattern] = damage_and_wait(
            service, path, lambda path, size=size: os.truncate(path, size)
        )
        assert json.loads(service.get(QUERY)[2])["total"] == 3

    seen = {status for each in statuses.values() for status in each}
    print({status: sum(s.count(status) for s in statuses.values()) for status in seen})
    assert seen <= {200, 503, 0}
    assert "Traceback" not in service.output
