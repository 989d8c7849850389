"""Live backend: a damaged index is never served, but rebuilt."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.lifecycle.live_backend import LiveBackend
from index.lifecycle.reloader import ReloadIntervals
from index.model.errors import DamagedIndexError, NotReadyError
from index.model.query import Query
from index.storage.manifest import MANIFEST
from tests.index.lifecycle.canary import Canary, build_here, wait_until

SLOW = ReloadIntervals(poll=1e6, retry_open=0)  # tests poll themselves
FAST = ReloadIntervals(poll=0.01, settle=0.02, retry_open=0.02)
LARGE = "names.by_letters.starts.npy"  # mapped, unlike small files
Damage = Callable[[Path], object]


def overwrite(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


DAMAGE: dict[str, Damage] = {
    "emptied": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "overwritten": overwrite,
}


@pytest.fixture
def serve(canary: Canary) -> Iterator[Callable[..., LiveBackend]]:
    created: list[LiveBackend] = []

    def serve(intervals: ReloadIntervals) -> LiveBackend:
        canary.build()
        backend = LiveBackend(canary.store(), intervals=intervals, build=build_here)
        backend.publish_current()
        backend.start()
        created.append(backend)
        return backend

    yield serve
    for each in created:
        each.stop()


def content_files(canary: Canary) -> list[Path]:
    (folder,) = canary.folders()
    return [path for path in sorted(folder.iterdir()) if path.stat().st_size]


@pytest.mark.parametrize("damage", ["emptied", "cut"])
def test_no_file_that_is_cut_can_be_opened(canary: Canary, damage: str) -> None:
    generation, store = canary.build(), canary.store()
    files = content_files(canary)
    opened = []

    for path in files:
        content = path.read_bytes()
        DAMAGE[damage](path)
        found = store.find_current()
        try:
            store.open(generation)
        except DamagedIndexError:
            pass
        else:
            opened.append(path.name)
        opened += [path.name] if found else []
        path.write_bytes(content)

    assert len(files) > 60
    assert opened == []


@pytest.mark.parametrize("damage", DAMAGE)
def test_served_index_is_refused_once_a_file_is_damaged(
    canary: Canary, serve: Callable[..., LiveBackend], damage: str
) -> None:
    backend = serve(SLOW)
    served = []

    for path in content_files(canary)[::7]:
        if path.name == MANIFEST:
            continue  # read when a folder is opened, and not needed later
        content, status = path.read_bytes(), path.stat()
        os.utime(path, (0, 0))
        DAMAGE[damage](path)
        backend.poll()
        try:
            backend.snapshot()
        except NotReadyError:
            pass
        else:
            served.append(path.name)
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        backend.poll()
        assert backend.search(Query("clot")).total == 1

    assert served == []


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", ["*.toc", "*.seg", "entries.bytes", LARGE])
def test_index_damaged_while_it_is_served_is_rebuilt_each_time(
    canary: Canary, serve: Callable[..., LiveBackend], name: str, damage: str
) -> None:
    backend = serve(FAST)
    (folder,) = canary.folders()

    for times in (1, 2):
        (path,) = folder.glob(name)
        os.utime(path, (0, 0))
        DAMAGE[damage](path)
        wait_until(lambda times=times: backend.reload_state().completed == times)
        backend.poll()
        assert backend.search(Query("clot")).total == 1

    assert canary.folders() == [folder]
    assert canary.store().find_current() == folder.name
