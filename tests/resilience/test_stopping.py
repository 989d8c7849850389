"""The service is told to end: under load, beside slow clients, while it starts."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resilience.extent import often
from tests.support.readers import Readers
from tests.support.service_process import Service, listens
from tests.support.slow_clients import Crowd

STOPS = often(
    5
)  # of each kind; what is lost at the end is lost in a moment that is short
MOST_SECONDS = 20  # that platforms give a service to end
SLOW = 50


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index that every start here finds built."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A glossary whose index takes some seconds to build."""
    file = tmp_path / "words.jsonl"
    lines = (
        f'{{"headword": "Word{n} of blood", "definition": "What number {n} means."}}\n'
        for n in range(5000)
    )
    file.write_text("".join(lines))
    return file


@pytest.fixture
def service(tmp_path: Path, index: Path) -> Iterator[Service]:
    """A service that has just been started."""
    service = Service(tmp_path, {"GLOSSARY_BACKEND": f"whoosh:{index}"})
    try:
        yield service
    finally:
        service.end()


def lives(process: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(") ")[2][0] not in "ZX"


def gone(processes: list[int]) -> bool:
    """Return whether none of these processes runs within a moment."""
    deadline = time.monotonic() + 5
    while any(map(lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(lives, processes))


def end_by(service: Service, number: int) -> float:
    """Seconds until a signal has ended it; it has to end well and leave nobody."""
    processes = [service.pid, *service.workers, *service.builders()]
    lookup = time.monotonic()
    service.signal(number)
    assert service.wait(MOST_SECONDS) == 0, service.output
    took = time.monotonic() - lookup
    assert gone(processes)
    assert not listens(service.port)
    assert "Traceback" not in service.output
    return took


@pytest.mark.smoke
@pytest.mark.parametrize("turn", range(STOPS))
def test_requests_in_flight_are_completed_on_shutdown(
    service: Service, turn: int
) -> None:
    service.wait_until_ready()

    with Readers(service, count=16) as readers:
        time.sleep(1 + turn / 10)
        took = end_by(service, signal.SIGTERM)

    print(f"ended after {took:.1f} s; {readers}; {readers.turned_away} turned away")
    assert readers.lost == []
    assert readers.wrong == []
    assert readers.answered > 0
    assert readers.turned_away > 0, "they were to ask until after the end"


@pytest.mark.smoke
def test_slow_clients_do_not_delay_shutdown(service: Service) -> None:
    service.wait_until_ready()

    with Crowd(service.port, SLOW), Readers(service) as readers:
        time.sleep(3)
        took = end_by(service, signal.SIGTERM)

    print(f"ended after {took:.1f} s; {readers}; {readers.turned_away} turned away")
    assert readers.lost == []
    assert readers.wrong == []
    assert readers.answered > 0


def test_half_sent_head_may_be_completed_on_shutdown(
    service: Service,
) -> None:
    service.wait_until_ready()
    head = b"GET /search?q=clot HTTP/1.1\r\nHost: localhost\r\n\r\n"

    with service.open(head[:30]) as peer:
        time.sleep(0.3)
        service.signal(signal.SIGTERM)
        time.sleep(0.3)
        peer.sendall(head[30:])
        answer = b"".join(iter(lambda: peer.recv(65_536), b""))

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nConnection: close\r\n" in answer
    assert service.wait() == 0


def test_interrupt_ends_the_service_quickly(service: Service) -> None:
    service.wait_until_ready()

    with Readers(service) as readers:
        time.sleep(1)
        interrupted = end_by(service, signal.SIGINT)

    print(f"ended after {interrupted:.1f} s; {readers}")
    assert readers.wrong == []
    assert readers.answered > 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_shutdown_is_clean_while_workers_start(
    service: Service, number: int, after: float
) -> None:
    service.wait_until_said("Listening at", times=1)
    time.sleep(after)

    took = end_by(service, number)

    print(f"ended after {took:.1f} s")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
def test_shutdown_is_clean_while_the_index_is_built(
    tmp_path: Path, words: Path, number: int
) -> None:
    service = Service(tmp_path, {"GLOSSARY_FILES": str(words)})

    try:
        service.wait_until(lambda: bool(service.builders()))
        took = end_by(service, number)
    finally:
        service.end()

    print(f"ended after {took:.1f} s")
    kept = tmp_path / ".cache" / "heardword"
    assert [each.name for each in kept.glob(".building-*")] == []


@pytest.mark.parametrize("turn", range(STOPS))
def test_shutdown_is_clean_if_all_processes_get_the_signal_twice(
    service: Service, turn: int
) -> None:
    service.wait_until_ready()
    workers = service.workers

    with Readers(service) as readers:
        time.sleep(0.5 + turn / 10)
        for worker in workers:  # as Heroku does, and systemd where nobody says more
            os.kill(worker, signal.SIGTERM)
        service.signal(signal.SIGTERM)
        service.signal(signal.SIGTERM)
        code = service.wait()

    assert code == 0
    assert readers.lost == []
    assert gone(workers)
