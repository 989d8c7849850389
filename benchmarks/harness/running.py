"""Measured systems as processes: each on one core, the load generator on another."""

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

from benchmarks.gate import ROOT
from benchmarks.harness import load
from benchmarks.harness.datasets import BUILD, Dataset
from benchmarks.harness.load import LoadResult
from benchmarks.harness.process_cpu import cpu_seconds, cpu_times, pin_to_core
from tests.support.service_process import free_port

SERVER_CORE, LOAD_CORE = 0, 1
_TIMEOUT = 1_800  # seconds; the index of 147,306 entries is built within it
_READY_PATH = load.autocomplete_path("a")


class StartError(Exception):
    """A system does not start or has ended; the message has its output."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running system: its first process and its port."""

    name: str
    pid: int
    port: int

    def send_all(
        self, paths: Sequence[str], max_seconds: float = 600.0
    ) -> "RoundResult":
        """Request paths and measure the CPU time that the system spends on them."""
        before = cpu_times(self.pid)
        result = load.send_all(self.port, paths, max_seconds)
        return RoundResult(result, cpu_seconds(before, cpu_times(self.pid)))

    def get(self, path: str) -> tuple[list[tuple[str, str]], bytes]:
        """Return the headers and the body of one response, as browsers request it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.getheaders(), response.read()
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class RoundResult:
    """Responses of one round, and the CPU seconds of the system."""

    load: LoadResult
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Requests per CPU-second."""
        return self.load.responses / self.cpu_seconds


@dataclass(frozen=True, slots=True)
class System:
    """A system to measure: how to prepare and start it for a dataset."""

    name: str
    command: Callable[[Dataset, int], Sequence[str]]
    settings: Callable[[Dataset], Mapping[str, str]] = lambda dataset: {}
    needs: Callable[[], bool] = lambda: True
    prepare: Callable[[Dataset], None] = lambda dataset: None


@contextmanager
def running(system: System, dataset: Dataset) -> Iterator[Server]:
    """Run a system on a core of its own for a block; raise StartError."""
    pin_to_core(LOAD_CORE)
    system.prepare(dataset)
    with start(system, dataset) as started:
        wait_until_ready(started)
        yield started.server


@dataclass(frozen=True, slots=True)
class StartedSystem:
    """A system that may not be ready yet."""

    server: Server
    process: "subprocess.Popen[bytes]"
    log: Path


@contextmanager
def start(system: System, dataset: Dataset) -> Iterator[StartedSystem]:
    """Start a system for a block."""
    port = free_port()
    output_file = dataset.folder / f"output-{port}.txt"
    with output_file.open("wb") as output:
        process = subprocess.Popen(
            system.command(dataset, port),
            cwd=ROOT,
            env=clean_environment(port) | dict(system.settings(dataset)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: pin_to_core(SERVER_CORE),
            start_new_session=True,  # Ctrl-C reaches this process, which ends the other
        )
    try:
        server = Server(system.name, process.pid, port)
        yield StartedSystem(server, process, output_file)
    finally:
        terminate(process)
        output_file.unlink()


def clean_environment(port: int = 0) -> dict[str, str]:
    """Return the environment of a system, without the user's own settings."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(BUILD),
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "PYTHONPATH": str(ROOT),
        "NODE_ENV": "production",
    }


def wait_until_ready(
    started: StartedSystem, path: str = _READY_PATH, interval: float = 0.02
) -> None:
    """Wait until a path has status 200; raise StartError if it never has."""
    deadline = time.monotonic() + _TIMEOUT
    while time.monotonic() < deadline and started.process.poll() is None:
        if _is_ready(started.server.port, path):
            return
        time.sleep(interval)
    output = started.log.read_text()[-3000:]
    raise StartError(f"{started.server.name} did not start:\n{output}")


def terminate(process: "subprocess.Popen[bytes] | subprocess.Popen[str]") -> None:
    """Terminate a process, and kill it after 20 seconds."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run_command(
    command: Sequence[str], settings: Mapping[str, str] | None = None
) -> float:
    """Run a command and return the CPU seconds of it and its children.

    Raises StartError with its output if it fails.
    """
    with TemporaryFile("wb+") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=clean_environment() | dict(settings or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: pin_to_core(SERVER_CORE),
            start_new_session=True,  # Ctrl-C reaches this process, which ends the other
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            terminate(process)
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode:
            raise StartError(output.read().decode(errors="replace")[-3000:])
    return usage.ru_utime + usage.ru_stime


def end_on_sigterm() -> None:
    """Treat SIGTERM as Ctrl-C, so that the measured systems end first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def log(line: str) -> None:
    """Print a line of progress to standard error."""
    print(line, file=sys.stderr, flush=True)


def _is_ready(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
