"""The service as its owner runs it: a gunicorn process of its own on a free port."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RUN = (sys.executable, "-m", "gunicorn", "wsgi:app")
CHECKOUT = ("index", "service", "wsgi.py", "gunicorn.conf.py")
NOBODY = 65534  # the user and the group without rights
PATIENCE = 60  # seconds; a start takes one, on a machine that does much else

Answer = tuple[int, Mapping[str, str], bytes]


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Return whether a port accepts connections."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def copy_checkout(folder: Path) -> Path:
    """A copy of what the service needs to run, which everybody may read."""
    for name in CHECKOUT:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o555 if each.is_dir() else 0o444)
    return folder


class Service:
    """One run of the service, with what it printed; ended by `end`, or by `kill`."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        *,
        root: Path = ROOT,
        command: Sequence[str] = RUN,
    ) -> None:
        self.port = free_port()
        self.said = folder / f"said-{self.port}.txt"
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
        }
        with self.said.open("wb") as said:
            self._process = subprocess.Popen(
                command,
                cwd=root,
                env=environment | settings,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        """All that it printed so far."""
        return self.said.read_text()

    def json_lines(self) -> list[dict[str, Any]]:
        """The lines of its log, without what it said to people."""
        return [
            json.loads(each)
            for each in self.output.splitlines()
            if each.startswith("{")
        ]

    def wait_until_ready(self, patience: float = PATIENCE) -> "Service":
        """Return when it answers; fail with what it printed when it does not."""
        return self.wait_until(self._is_ready, patience)

    def wait_until_said(self, text: str, times: int) -> "Service":
        """Return when it printed a text so many times."""
        return self.wait_until(lambda: self.output.count(text) >= times)

    def wait_until(
        self, happened: Callable[[], bool], patience: float = PATIENCE
    ) -> "Service":
        """Return when something happened; fail when it does not in time."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and self._process.poll() is None:
            if happened():
                return self
            time.sleep(0.05)
        raise AssertionError(f"It did not happen. The service said:\n{self.output}")

    def _is_ready(self) -> bool:
        try:
            return self.get("/readyz")[0] == 200
        except (OSError, HTTPException):
            return False

    def get(self, path: str, method: str = "GET") -> Answer:
        """Its answer to one request: status, headers and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def open(self, content: bytes = b"", *, buffer: int | None = None) -> socket.socket:
        """A connection on which these bytes were sent; whoever asks closes it.

        With a `buffer` the peer takes in no more than about so many bytes unread.
        """
        peer = socket.socket()
        peer.settimeout(PATIENCE)
        if buffer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        peer.connect(("127.0.0.1", self.port))
        peer.sendall(content)
        return peer

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers that live, the oldest first."""
        return children(self._process.pid)

    @property
    def pid(self) -> int:
        """The process id of gunicorn's own process, the master of the workers."""
        return self._process.pid

    def send(self, content: bytes) -> bytes:
        """Everything that comes back for these bytes until it closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as peer:
            try:
                peer.sendall(content)
                return b"".join(iter(lambda: peer.recv(65_536), b""))
            except ConnectionError:  # it closed before it read everything
                return b""

    def signal(self, number: int) -> None:
        """Send a signal to gunicorn's own process."""
        self._process.send_signal(number)

    def builders(self) -> list[int]:
        """The ids of the processes that build an index for it."""
        return [each for worker in self.workers for each in children(worker)]

    def wait(self, patience: float = PATIENCE) -> int:
        """Its exit code, once it ended by itself."""
        return self._process.wait(patience)

    def end(self) -> int:
        """Its exit code after it was asked to end; it is killed when it does not."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self.wait()


def address_of(service: Service) -> str:
    """Return the address of a service, `http://127.0.0.1:port`."""
    return f"http://127.0.0.1:{service.port}"


def children(process: int) -> list[int]:
    """The ids of the processes that a process started, none when it is gone."""
    try:
        tasks = [*Path(f"/proc/{process}/task").iterdir()]
        listed = [(task / "children").read_text().split() for task in tasks]
    except OSError:
        return []
    return sorted(int(each) for some in listed for each in some)


def unprivileged(
    command: Sequence[str], user: int = NOBODY, group: int = NOBODY
) -> list[str] | None:
    """The command as a user without rights would run it; `None` when that cannot be.

    A Python inside root's home cannot be read by others. Then the user may read
    everything and still write nothing, which is what this is about.
    """
    if os.getuid() != 0:
        return [*command]
    ids = [f"--reuid={user}", f"--regid={group}", "--clear-groups"]
    reading = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    for rights in ([], reading):
        started = ["setpriv", *ids, *rights, "--"]
        if shutil.which("setpriv") and _works([*started, sys.executable, "-c", TRIAL]):
            return [*started, *command]
    return None


@contextmanager
def without_rights() -> Iterator[None]:
    """A block in which root is nobody in particular; for others nothing changes."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


# Building an index takes a second Python, which the first one has to find.
TRIAL = """
import os, subprocess, sys, gunicorn, flask
assert os.getuid()
subprocess.run([sys.executable, "-c", ""], check=True)
"""


def _works(command: Sequence[str]) -> bool:
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, cwd="/", timeout=PATIENCE, **quiet).returncode == 0
