"""A real gunicorn takes in a changed glossary, and answers before, while and after."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.support.service_process import Service, children

ASKED_TO_MEET_EVERY_WORKER = 20
MANY = 5_000  # entries; to index them takes seconds


class Owner:
    """Somebody whose service has a glossary with one entry that tells its number."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "words.jsonl"
        self.index = folder / "index"
        self.services: list[Service] = []
        self.write(0)

    def write(self, number: int, more: int = 0) -> None:
        entries = [
            {"headword": f"Canary{number}", "id": "canary", "definition": "A bird."},
            *({"headword": f"Word{n}", "definition": f"No {n}."} for n in range(more)),
        ]
        self.write_raw("\n".join(map(json.dumps, entries)).encode())

    def write_raw(self, content: bytes) -> None:
        new = self.file.with_suffix(".new")
        new.write_bytes(content)
        new.replace(self.file)

    def start(self, **settings: str) -> Service:
        self.services.append(
            Service(
                self.folder,
                {
                    "GLOSSARY_FILES": str(self.file),
                    "GLOSSARY_BACKEND": f"whoosh:{self.index}",
                    "GLOSSARY_MEANING": "off",
                    **settings,
                },
            )
        )
        return self.services[-1]

    def serve(self, **settings: str) -> Service:
        service = self.start(**settings).wait_until_ready()
        return service.wait_until(lambda: len(service.workers) == 2)

    def unfinished(self) -> list[str]:
        return [each.name for each in self.index.glob(".building-*")]


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    somebody = Owner(tmp_path)
    yield somebody
    for service in somebody.services:
        service.end()


def number_in(service: Service) -> str:
    status, _, body = service.get("/entries/canary")
    assert status == 200
    return json.loads(body)["headword"]


def everywhere(service: Service, headword: str) -> bool:
    """Return whether many connections, thus every worker, get the same response."""
    times = range(ASKED_TO_MEET_EVERY_WORKER)
    return all(number_in(service) == headword for _ in times)


def readyz(service: Service) -> tuple[int, dict[str, object]]:
    status, _, body = service.get("/readyz")
    return status, json.loads(body)


# Taken in


@pytest.mark.smoke
def test_sighup_reloads_a_changed_file_in_the_same_worker(owner: Owner) -> None:
    service = owner.serve()
    before = service.workers
    owner.write(1)

    service.signal(signal.SIGHUP)
    service.wait_until(lambda: everywhere(service, "Canary1"))

    assert service.workers == before
    assert service.output.count("Booting worker") == 2


def test_sighup_without_a_change_keeps_the_generation(owner: Owner) -> None:
    service = owner.serve()
    before = readyz(service), service.workers

    for _ in range(3):
        service.signal(signal.SIGHUP)
        time.sleep(0.5)
    service.wait_until_said("Looking for a changed glossary", times=3)

    assert (readyz(service), service.workers) == before


def test_sighup_to_one_worker_reloads_all(owner: Owner) -> None:
    service = owner.serve()
    before = service.workers
    owner.write(1)

    for worker in before:
        os.kill(worker, signal.SIGHUP)
    service.wait_until(lambda: everywhere(service, "Canary1"))

    assert service.workers == before


def test_changed_file_is_reloaded_without_a_signal(owner: Owner) -> None:
    service = owner.serve(GLOSSARY_RELOAD_SECONDS="1")
    owner.write(1)

    service.wait_until(lambda: everywhere(service, "Canary1"))

    assert readyz(service)[1]["stale"] is False


# Refused


def test_invalid_file_is_reported_and_not_served_until_corrected(
    owner: Owner,
) -> None:
    service = owner.serve()
    fresh = readyz(service)
    owner.write_raw(b'{"headword": "Canary1",\n{"headword": ""}\n')

    service.signal(signal.SIGHUP)
    service.wait_until(lambda: readyz(service)[1]["stale"] is True)
    stale = readyz(service)
    still = number_in(service)
    owner.write(2)
    service.signal(signal.SIGHUP)
    service.wait_until(lambda: everywhere(service, "Canary2"))

    service.wait_until(lambda: f"{owner.file}, line 2" in service.output)
    assert stale == (200, fresh[1] | {"stale": True})
    assert still == "Canary0"
    assert service.output.count(f"{owner.file}, line 1: ") == 1
    assert service.output.count(f"{owner.file}, line 2, headword: ") == 1
    assert readyz(service)[1]["stale"] is False


def test_killed_build_process_leaves_the_old_generation(owner: Owner) -> None:
    service = owner.serve()
    owner.write(1, more=MANY)

    service.signal(signal.SIGHUP)
    service.wait_until(lambda: bool(owner.unfinished()))
    os.kill(service.builders()[0], signal.SIGKILL)
    service.wait_until(lambda: readyz(service)[1]["stale"] is True)
    service.wait_until(lambda: "was killed by signal" in service.output)

    assert number_in(service) == "Canary0"
    assert service.output.count("was killed by signal 9") == 1


# Before it is ready


def statuses_while(service: Service, going_on: Callable[[], bool]) -> set[int]:
    """The statuses of the answers while something goes on; one refused is none."""
    seen = set()
    while going_on():
        try:
            seen.add(service.get("/search?q=canary")[0])
        except (OSError, HTTPException):
            time.sleep(0.01)
    return seen


@pytest.mark.smoke
def test_service_sends_503_with_retry_after_until_ready(owner: Owner) -> None:
    owner.write(0, more=MANY)
    service = owner.start()

    service.wait_until(lambda: bool(owner.unfinished()))
    alive = service.get("/healthz")
    early = service.get("/search?q=canary")
    service.wait_until_ready()

    assert alive[0] == 200
    assert early[0] == 503
    assert int(early[1]["Retry-After"]) > 0
    assert early[1]["Content-Type"] == "application/problem+json"
    assert "WORKER TIMEOUT" not in service.output
    assert service.output.count(f"Indexing the words of {MANY + 1:,} entries took") == 1


def test_service_with_an_existing_index_sends_no_503(owner: Owner) -> None:
    owner.serve().end()

    service = owner.start()
    over = time.monotonic() + 4

    assert statuses_while(service, lambda: time.monotonic() < over) == {200}
    assert "Indexing" not in service.output


def test_new_worker_serves_the_generation_of_a_killed_one(owner: Owner) -> None:
    service = owner.serve()
    owner.write(1)
    service.signal(signal.SIGHUP)
    service.wait_until(lambda: everywhere(service, "Canary1"))
    old = service.workers

    for worker in old:
        os.kill(worker, signal.SIGKILL)
    seen = statuses_while(service, lambda: service.output.count("Booting") < 4)

    service.wait_until(lambda: everywhere(service, "Canary1"))
    assert seen <= {200}
    assert not {*old} & {*service.workers}


def test_worker_killed_during_a_build_is_replaced(owner: Owner) -> None:
    owner.write(0, more=MANY)
    service = owner.start()
    service.wait_until(lambda: bool(service.builders() and owner.unfinished()))
    leader = next(each for each in service.workers if children(each))

    os.kill(leader, signal.SIGKILL)
    service.wait_until_ready()

    assert everywhere(service, "Canary0")
    service.wait_until(lambda: not owner.unfinished())


def test_shutdown_is_immediate_while_an_index_is_built(owner: Owner) -> None:
    owner.write(0, more=MANY)
    service = owner.start()
    service.wait_until(lambda: bool(service.builders() and owner.unfinished()))
    builder = service.builders()[0]

    code = service.end()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{builder}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    assert code == 0
    assert "Traceback" not in service.output
    assert not Path(f"/proc/{builder}").exists()
    assert owner.unfinished() == []
