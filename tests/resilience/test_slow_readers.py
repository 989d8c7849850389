"""Hundreds of connections that ask for large responses and read 400 bytes of each."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.service_process import Service

READERS = 550
READ_BYTES = 400
ENTRIES, DEFINITION = 700, "word " * 1500  # a page of 200 entries takes 1.5 MB
HELD_SECONDS = 15
MAX_GROWTH_MB = 200  # of a worker: 64 MB of unread responses, the cache, and rendering
MAX_REST_MB = 60  # that stay with a worker's allocator and its cache
MAX_KERNEL_MB = 250  # of send buffers


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    file = tmp_path / "long.jsonl"
    entries = (
        {"headword": f"Word{n}", "definition": f"{n} {DEFINITION}"}
        for n in range(ENTRIES)
    )
    file.write_text("\n".join(map(json.dumps, entries)))
    settings = {"GLOSSARY_FILES": str(file), "GLOSSARY_CACHE_MB": "8"}
    service = Service(tmp_path, settings)
    try:
        yield service.wait_until_ready().wait_until(lambda: len(service.workers) == 2)
    finally:
        service.end()


def memory_mb(process: int) -> float:
    """Resident memory of a process that no other shares."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    private = [int(line.split()[1]) for line in lines if line.startswith("Private_")]
    return sum(private) / 1024


def kernel_mb() -> float:
    """Memory of all TCP sockets of the machine."""
    sockets = Path("/proc/net/sockstat").read_text()
    pages = int(sockets.partition("TCP: ")[2].split("mem ")[1].split()[0])
    return pages * 4096 / 2**20


def start_reader(service: Service, number: int) -> socket.socket:
    """Ask for a large response, and read its beginning."""
    path = f"/entries?limit=200&offset={number % 450}"
    ask = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    peer = service.open(ask.encode(), buffer=4096)
    assert peer.recv(READ_BYTES).startswith(b"HTTP/1.1 200 ")
    return peer


def is_cut_off(peer: socket.socket) -> bool:
    """Return whether a connection was reset; read what had arrived before."""
    peer.settimeout(0)
    try:
        while peer.recv(65_536):
            continue
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return False


@pytest.mark.smoke
def test_slow_readers_neither_end_nor_fill_a_worker(service: Service) -> None:
    workers = service.workers
    before, kernel_before = [memory_mb(each) for each in workers], kernel_mb()

    with ExitStack() as stack:
        readers = []
        for number in range(READERS):
            readers.append(stack.enter_context(start_reader(service, number)))
        end = time.monotonic() + HELD_SECONDS
        peak, kernel_peak, statuses = before, kernel_before, set()
        while time.monotonic() < end:
            peak = [max(p, memory_mb(w)) for p, w in zip(peak, workers, strict=True)]
            kernel_peak = max(kernel_peak, kernel_mb())
            statuses.add(service.get("/healthz")[0])
            time.sleep(0.5)
        cut_off = sum(map(is_cut_off, readers))
    service.wait_until(
        lambda: all(
            memory_mb(worker) < memory + MAX_REST_MB
            for worker, memory in zip(workers, before, strict=True)
        )
    )
    after = [memory_mb(each) for each in workers]

    print(f"{cut_off} of {READERS} cut off; kernel {kernel_peak:.0f} MB")
    for each in zip(before, peak, after, strict=True):
        print("worker: {:.0f} MB before, {:.0f} at most, {:.0f} after".format(*each))
    assert service.workers == workers
    assert cut_off > READERS / 2
    assert statuses == {200}
    assert max(p - b for p, b in zip(peak, before, strict=True)) < MAX_GROWTH_MB
    assert kernel_peak - kernel_before < MAX_KERNEL_MB
    assert service.get("/search?q=word1")[0] == 200
    assert "Traceback" not in service.output
