"""Reloads under load, with bad files, a full disk and a folder that is read-only.

One entry, the canary, carries a number in its headword, a variant and its definition:
an answer that shows two numbers mixes two generations.
"""

import json
import os
import re
import resource
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from index.data import BUNDLED
from index.loading.loader import MAX_ENTRIES
from tests.resilience.extent import often
from tests.support.service_process import PATIENCE, RUN, Service, unprivileged
from tests.support.thread_group import Crowd

RELOADS = often(100)
NEW_WITHIN = 5.0  # seconds, of most reloads: the machine may do something else as well
READERS = 6
PAUSE = 0.01  # seconds; some hundred questions a second in all, and no overload
QUESTIONS = (
    "/entries/canary",
    "/search?q=yellow+bird&limit=50",
    "/search?q=clot",
    "/autocomplete?q=canar",
    "/entries?letter=c&limit=200",
    "/entries/canary",
    "/search?q=new+tro+pee+nia",
)
NUMBERS = re.compile(rb"(?:Canary|number) ?(\d+)")


class Canary:
    """Somebody who changes one entry of a glossary that is being served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "canary.jsonl"
        self.index = folder / "index"
        self.number = 0
        self.write()

    def write(self) -> None:
        number = self.number
        entry = {
            "headword": f"Canary{number}",
            "id": "canary",
            "variants": [f"yellow bird number {number}"],
            "definition": f"A small bird. It has the number {number}.",
        }
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(entry) + "\n")
        remove(self.file)
        new.replace(self.file)

    def next(self) -> int:
        self.number += 1
        self.write()
        return self.number

    def serve(self, *, index: Path | None = None, **how: object) -> Service:
        files = os.pathsep.join([str(BUNDLED), str(self.file)])
        settings = {
            "GLOSSARY_FILES": files,
            "GLOSSARY_BACKEND": f"whoosh:{index or self.index}",
        }
        return Service(self.folder, settings, **how)


def remove(file: Path) -> None:
    if file.is_dir() and not file.is_symlink():
        file.rmdir()
    else:
        file.unlink(missing_ok=True)


@contextmanager
def running(service: Service) -> Iterator[Service]:
    try:
        yield service.wait_until_ready().wait_until(lambda: len(service.workers) == 2)
    finally:
        service.end()


@pytest.fixture
def canary(tmp_path: Path) -> Canary:
    return Canary(tmp_path)


class Readers(Crowd):
    """Readers who go on asking over kept connections, and what they saw."""

    def __init__(self, port: int) -> None:
        self._port = port
        super().__init__(READERS)
        self.asked = 0
        self.failed: list[str] = []
        self.mixed: list[bytes] = []
        self.etags: defaultdict[int, set[str]] = defaultdict(set)

    def one_of_them(self, number: int) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        turn = number
        while not self._over.is_set():
            turn += 1
            self._ask(connection, QUESTIONS[turn % len(QUESTIONS)])
            time.sleep(PAUSE)
        connection.close()

    def _ask(self, connection: HTTPConnection, path: str) -> None:
        self.asked += 1
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
        except (OSError, HTTPException) as error:
            self.failed.append(f"{path}: {error!r}")
            connection.close()
            return
        if response.status != 200:
            self.failed.append(f"{path}: {response.status}")
        numbers = {int(number) for number in NUMBERS.findall(body)}
        if len(numbers) > 1:
            self.mixed.append(body)
        elif numbers and path == "/entries/canary":
            self.etags[numbers.pop()].add(str(response.getheader("ETag")))


def number_at(service: Service) -> int:
    """The number in an answer to a connection of its own, so from any worker."""
    status, _, body = service.get("/entries/canary")
    assert status == 200
    return int(json.loads(body)["headword"].removeprefix("Canary"))


def everywhere(service: Service, number: int) -> bool:
    return all(number_at(service) == number for _ in range(12))


def is_stale(service: Service) -> bool:
    status, _, body = service.get("/readyz")
    assert status == 200
    return bool(json.loads(body)["stale"])


def taken_in(service: Service, number: int) -> float:
    """Seconds from SIGHUP until nobody answers with another number."""
    started = time.monotonic()
    service.signal(signal.SIGHUP)
    service.wait_until(lambda: everywhere(service, number))
    return time.monotonic() - started


# Under load


def test_reloads_under_load_lose_no_request_and_mix_no_response(canary: Canary) -> None:
    with running(canary.serve()) as service, Readers(service.port) as readers:
        workers = service.workers
        took = [taken_in(service, canary.next()) for _ in range(RELOADS)]
        same_workers = service.workers == workers

    ordered = sorted(took)
    print(f"{readers.asked:,} questions, {len(readers.failed)} failed")
    print(f"new after {ordered[RELOADS // 2]:.1f} s, at worst {ordered[-1]:.1f} s")
    assert readers.failed == []
    assert readers.mixed == []
    assert all(len(tags) == 1 for tags in readers.etags.values())
    assert len(set.union(*readers.etags.values())) == len(readers.etags)
    assert len(readers.etags) > RELOADS * 0.9
    assert same_workers
    assert ordered[RELOADS // 2] <= NEW_WITHIN


@pytest.mark.smoke
def test_twenty_sighups_at_once_lose_no_request(canary: Canary) -> None:
    with running(canary.serve()) as service, Readers(service.port) as readers:
        workers = service.workers
        for _ in range(20):
            canary.next()
            service.signal(signal.SIGHUP)
            time.sleep(0.05)
        service.wait_until(lambda: everywhere(service, canary.number))
        same_workers = service.workers == workers

    assert readers.asked > 0
    assert (readers.failed, readers.mixed) == ([], [])
    assert same_workers


# Bad files


def in_place(content: bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(content)


def instead(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def replace(file: Path) -> None:
        remove(file)
        make(file)

    return replace


def too_many(file: Path) -> None:
    with file.open("w") as opened:
        for n in range(MAX_ENTRIES + 1):
            opened.write(f'{{"headword": "Word{n}", "definition": "No {n}."}}\n')


DOUBLED = b'{"headword": "A", "id": "a", "definition": "B."}\n' * 2
BAD = {
    "cut off": in_place(b'{"headword": "Canary", "definition": "A bi'),
    "half written": in_place(b'{"headword": "A", "definition": "B."}\n{"headw'),
    "empty": in_place(b""),
    "wrong encoding": in_place(
        '{"headword": "Öl", "definition": "Ü"}'.encode("cp1252")
    ),
    "doubled ids": in_place(DOUBLED),
    "binary": in_place(bytes(range(256)) * 1000),
    "far too large": too_many,
    "gone": Path.unlink,
    "a folder": instead(Path.mkdir),
    "a loop of links": instead(lambda file: file.symlink_to(file)),
    "a pipe": instead(os.mkfifo),
    "a device": instead(lambda file: file.symlink_to("/dev/zero")),
    "unreadable": instead(lambda file: file.symlink_to("/proc/self/mem")),
}


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Service, Canary]]:
    canary = Canary(tmp_path_factory.mktemp("bad"))
    with running(canary.serve()) as service:
        yield service, canary


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_invalid_file_is_reported_and_the_old_generation_serves(
    served: tuple[Service, Canary], spoil: Callable[[Path], object]
) -> None:
    service, canary = served
    before = len(service.output)
    spoil(canary.file)

    with Readers(service.port) as readers:
        service.signal(signal.SIGHUP)
        service.wait_until(lambda: is_stale(service), patience=120)
    service.wait_until(lambda: str(canary.file) in service.output[before:])
    said = service.output[before:]
    still = everywhere(service, canary.number)
    taken_in(service, canary.next())

    assert (readers.failed, readers.mixed) == ([], [])
    assert still
    assert "Traceback" not in said
    assert not is_stale(service)


# Nowhere to build


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of some megabytes, or `None` where nobody may mount one."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "none", str(disk)]
    mounted = subprocess.run(mount, stderr=subprocess.DEVNULL).returncode == 0
    try:
        yield disk if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while filler.write(b"x" * 4096):
                continue
        except OSError:
            return


def lines_about(service: Service, text: str) -> list[str]:
    return [line for line in service.output.splitlines() if text in line]


@pytest.mark.smoke
def test_full_disk_leaves_the_old_generation(canary: Canary) -> None:
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(canary.folder))
        if disk is None:
            pytest.skip("nobody but root can mount a small disk")
        service = stack.enter_context(running(canary.serve(index=disk / "index")))
        fill(disk)
        canary.next()

        service.signal(signal.SIGHUP)
        service.wait_until(lambda: is_stale(service))
        still = number_at(service)
        (disk / "filler").unlink()
        taken_in(service, canary.number)

    told = lines_about(service, "Cannot write the index in")
    assert still == canary.number - 1
    assert len(told) == 1
    assert "Traceback" not in service.output


def test_file_size_limit_leaves_the_old_generation(canary: Canary) -> None:
    with running(canary.serve()) as service:
        for worker in service.workers:  # what they start is bound by it too
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (20_000, 20_000))
        canary.next()

        service.signal(signal.SIGHUP)
        service.wait_until(lambda: is_stale(service))
        still = number_at(service)

    assert still == canary.number - 1
    assert len(lines_about(service, "Cannot write the index in")) == 1
    assert "Traceback" not in service.output


def test_read_only_folder_leaves_the_old_generation(canary: Canary) -> None:
    command = unprivileged(RUN)
    if command is None:
        pytest.skip("no other user can read this Python; install setpriv (util-linux)")
    for each in (*canary.folder.parents, canary.folder):
        if each.is_relative_to(canary.folder.parents[2]):
            each.chmod(0o777)
    canary.index.mkdir()
    canary.index.chmod(0o777)

    with running(canary.serve(command=command)) as service:
        canary.index.chmod(0o555)
        canary.next()
        service.signal(signal.SIGHUP)
        service.wait_until(lambda: is_stale(service))
        still = number_at(service)
        canary.index.chmod(0o777)
        taken_in(service, canary.number)

    assert still == canary.number - 1
    assert len(lines_about(service, "Cannot write the index in")) == 1
    assert "Traceback" not in service.output
