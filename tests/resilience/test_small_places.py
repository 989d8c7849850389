"""The service where little is allowed: any user, no environment, few files, no memory.

What the image allows is in tests/test_shipping.py; a checkout that is read-only and a
home that is not there are in tests/test_process.py.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.service_process import (
    NOBODY,
    RUN,
    Service,
    copy_checkout,
    unprivileged,
)

ANYBODY = 54321  # a user id that no list of users has
CLEAN = ("sh", "-c", 'exec env -i "PORT=$PORT" "$@"', "-")
FEW_FILES = ("sh", "-c", 'ulimit -n 256 && exec "$@"', "-")
LITTLE_MEMORY = ("sh", "-c", 'ulimit -v 1500000 && exec "$@"', "-")  # kilobytes
NO_SHARED_MEMORY = (
    *("unshare", "--mount", "sh", "-c"),
    'mount -t tmpfs -o ro none /dev/shm && exec "$@"',
    "-",
)
Start = Callable[..., Service]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start services, in a folder of their own, that are ended after the test."""
    with ExitStack() as stack:

        def run(settings: dict[str, str] | None = None, **how: object) -> Service:
            service = Service(tmp_path, settings or {}, **how)
            stack.callback(service.end)
            return service

        yield run


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may enter, for homes and checkouts."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
    shutil.rmtree(folder)


def answers(service: Service) -> bool:
    """Return whether a service starts, answers correctly, and ends on SIGTERM."""
    service.wait_until_ready()
    found = json.loads(service.get("/search?q=clot")[2])["total"]
    page = service.get("/?q=clot")[0]
    code = service.end()
    assert "Traceback" not in service.output
    return (found, page, code) == (3, 200, 0)


def as_anybody(user: int, group: int) -> list[str]:
    command = unprivileged(RUN, user, group)
    if command is None:
        pytest.skip("no other user can read this Python; install setpriv (util-linux)")
    return command


@pytest.mark.parametrize("group", [0, NOBODY])
def test_service_runs_as_any_user_with_read_only_home_and_checkout(
    start: Start, place: Path, group: int
) -> None:
    command = as_anybody(ANYBODY, group)
    (place / "home").mkdir(mode=0o555)
    (place / "checkout").mkdir()
    root = copy_checkout(place / "checkout")

    service = start({"HOME": str(place / "home")}, root=root, command=command)

    assert answers(service)
    assert [*(place / "home").iterdir()] == []


@pytest.mark.smoke
def test_service_runs_without_environment(start: Start, place: Path) -> None:
    assert answers(start(root=copy_checkout(place), command=(*CLEAN, *RUN)))


def test_service_runs_as_any_user_without_environment(
    start: Start, place: Path
) -> None:
    command = (*CLEAN, *as_anybody(ANYBODY, 0))

    assert answers(start(root=copy_checkout(place), command=command))


@pytest.mark.smoke
def test_service_with_few_descriptors_serves_beside_many_connections(
    start: Start,
) -> None:
    service = start({"WEB_CONCURRENCY": "1"}, command=(*FEW_FILES, *RUN))
    workers = service.wait_until_ready().workers

    with ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(service.open(b"GET /search?q=clot HT"))
        service.wait_until(lambda: service.get("/search?q=clot")[0] == 200)
        found = [service.get(f"/search?q=clot+{n}")[0] for n in range(20)]

    assert set(found) == {200}
    assert service.workers == workers
    assert answers(service)


def test_service_runs_with_little_memory(start: Start) -> None:
    assert answers(start(command=(*LITTLE_MEMORY, *RUN)))


def test_service_runs_with_read_only_shared_memory(start: Start) -> None:
    trial = [*NO_SHARED_MEMORY, "true"]
    if os.getuid() or subprocess.run(trial, capture_output=True).returncode:
        pytest.skip("nobody but root can mount something over /dev/shm")

    assert answers(start(command=(*NO_SHARED_MEMORY, *RUN)))


def test_service_runs_with_full_shared_memory(start: Start) -> None:
    full = tuple(
        each.replace(
            "-o ro none /dev/shm",
            "-o size=4k none /dev/shm && head -c 4096 /dev/zero > /dev/shm/full",
        )
        for each in NO_SHARED_MEMORY
    )
    if os.getuid() or subprocess.run([*full, "true"], capture_output=True).returncode:
        pytest.skip("nobody but root can mount something over /dev/shm")

    assert answers(start(command=(*full, *RUN)))
