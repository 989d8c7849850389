"""The log of a forked worker goes through a bounded queue."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.server.connections import read_response
from tests.support.service_process import ROOT, RUN, Service

# A fork writes so many lines, and one more after the others; it counts what it lost.
FORK = """
import os, sys, time
from service.server.log_stream import QueuedStream
stream = QueuedStream(1, max_lines=50)
if os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
lost = 0
for number in range(int(sys.argv[1]) + 1):
    if number == int(sys.argv[1]):
        time.sleep(0.3)
    try:
        stream.write(b"line %d\\n" % number)
    except OSError:
        lost += 1
print(lost, file=sys.stderr)
"""


def write_lines(count: int, stdout: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", FORK, str(count)],
        cwd=ROOT,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )


@pytest.fixture
def full_pipe() -> Iterator[int]:
    """The writing end of a pipe that is full and never read."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while os.write(writing, b"x" * 4096):
            continue
    os.set_blocking(writing, True)
    yield writing
    os.close(reading)
    os.close(writing)


def test_queued_lines_are_written_in_order_before_exit() -> None:
    process = write_lines(40, subprocess.PIPE)

    assert process.stdout.splitlines() == [f"line {number}" for number in range(41)]
    assert process.stderr == "0\n"


def test_lines_beyond_the_queue_are_counted_as_lost() -> None:
    process = write_lines(5000, subprocess.PIPE)

    assert len(process.stdout.splitlines()) + int(process.stderr) == 5001


def test_process_ends_while_nobody_reads_its_lines(full_pipe: int) -> None:
    process = write_lines(200, full_pipe)

    assert int(process.stderr) > 100


def test_lines_that_cannot_be_written_are_counted_as_lost() -> None:
    with Path("/dev/full").open("wb") as full:
        process = write_lines(1, full.fileno())

    assert process.stderr == "1\n"


@pytest.mark.smoke
def test_service_answers_while_nobody_reads_its_output(tmp_path: Path) -> None:
    pipe = tmp_path / "stdout"
    os.mkfifo(pipe)
    command = ("sh", "-c", f'exec "$@" 1<>{pipe}', "-", *RUN)
    service = Service(tmp_path, {"WEB_CONCURRENCY": "1"}, command=command)
    ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

    try:
        service.wait_until_ready()
        with service.open() as peer:
            for _ in range(2000):  # 320 lines fill the pipe
                peer.sendall(ask)
                assert read_response(peer, len('{"status":"alive"}'))
    finally:
        assert service.end() == 0
