"""A side as it is measured: its process on one core, whoever asks on the other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryFile

from benchmarks import load
from benchmarks.datasets import BUILD, Case
from benchmarks.gate import ROOT
from benchmarks.load import Answered
from benchmarks.process_cpu import pin, seconds_between, spent
from tests.support.service_process import free_port

SERVER_CORE, LOAD_CORE = 0, 1
_PATIENCE = 1_800  # seconds; an index of 147,306 entries is built meanwhile
_READY = load.autocomplete_path("a")


class SideError(Exception):
    """A side that does not start; what it said is in the message."""


@dataclass(frozen=True, slots=True)
class Server:
    """A side that answers: its first process and its port."""

    name: str
    pid: int
    port: int

    def ask(self, paths: Sequence[str], most_seconds: float = 600.0) -> "Asked":
        """Ask for these paths, and see what that costs the side."""
        before = spent(self.pid)
        answered = load.ask(self.port, paths, most_seconds)
        return Asked(answered, seconds_between(before, spent(self.pid)))

    def get(self, path: str) -> tuple[list[tuple[str, str]], bytes]:
        """The headers and the body of one answer, as a browser would get them."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            accepted = {"Accept": "application/json", "Accept-Encoding": "gzip"}
            connection.request("GET", path, headers=accepted)
            response = connection.getresponse()
            return response.getheaders(), response.read()
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was answered, and the processor seconds that it took."""

    answered: Answered
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Requests per CPU-second."""
        return self.answered.answers / self.cpu_seconds


@dataclass(frozen=True, slots=True)
class Side:
    """What can be picked: how it is started for a glossary, and what that needs."""

    name: str
    command: Callable[[Case, int], Sequence[str]]
    settings: Callable[[Case], Mapping[str, str]] = lambda case: {}
    needs: Callable[[], bool] = lambda: True
    prepare: Callable[[Case], None] = lambda case: None


@contextmanager
def running(side: Side, case: Case) -> Iterator[Server]:
    """A side that answers questions, with one core for itself; it ends with the block.

    Raises SideError when it does not start.
    """
    pin(LOAD_CORE)
    side.prepare(case)
    with started(side, case) as server:
        wait_until_it_answers(server)
        yield server.server


@dataclass(frozen=True, slots=True)
class Started:
    """A side that was started and may not answer yet."""

    server: Server
    process: "subprocess.Popen[bytes]"
    log: Path


@contextmanager
def started(side: Side, case: Case) -> Iterator[Started]:
    """A side from the moment it is started on; it ends with the block."""
    port = free_port()
    log = case.folder / f"said-{port}.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            side.command(case, port),
            cwd=ROOT,
            env=environment(port) | dict(side.settings(case)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: pin(SERVER_CORE),
            start_new_session=True,  # Ctrl-C is for us, who end it then
        )
    try:
        yield Started(Server(side.name, process.pid, port), process, log)
    finally:
        end(process)
        log.unlink()


def environment(port: int = 0) -> dict[str, str]:
    """What a side finds around it; no setting of whoever measures."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(BUILD),
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "PYTHONPATH": str(ROOT),
        "NODE_ENV": "production",
    }


def wait_until_it_answers(
    started: Started, path: str = _READY, pause: float = 0.02
) -> None:
    """Return when it answers with 200; raises SideError when it does not."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and started.process.poll() is None:
        if _answers(started.server.port, path):
            return
        time.sleep(pause)
    raise SideError(f"{started.server.name} said:\n{started.log.read_text()[-3000:]}")


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process to end, and kill it when it does not."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(command: Sequence[str], settings: Mapping[str, str] | None = None) -> float:
    """The processor seconds of a command and all that it waited for.

    Raises SideError with what it said when it fails.
    """
    with TemporaryFile("wb+") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment() | dict(settings or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: pin(SERVER_CORE),
            start_new_session=True,  # Ctrl-C is for us, who end it then
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            end(process)
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode:
            raise SideError(output.read().decode(errors="replace")[-3000:])
    return usage.ru_utime + usage.ru_stime


def end_on_sigterm() -> None:
    """Let SIGTERM end this process as Ctrl-C does, so that the sides end first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def said(line: str) -> None:
    """Show what is being done."""
    print(line, file=sys.stderr, flush=True)


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
