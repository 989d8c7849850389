"""Load on a service from a process of its own, over raw sockets and epoll.

`Load` starts it and reads what it saw: when each request was due, how long its answer
took from then on, its status (0: no answer came), and how late and how dear the
generator itself was, so that a test can tell its own limit from the service's.
"""

import json
import resource
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[2]
MOST_CONNECTIONS = 3000
LAST_SECONDS = 10  # for answers that are still out when the load ends
_WORDS = (
    *("blood", "clot", "leg", "pain", "swelling", "tired", "bone", "marrow", "cell"),
    *("cancer", "treatment", "drug", "kidney", "protein", "test", "scan", "nerve"),
    *("low", "high", "fever", "infection", "count", "plasma", "dose", "steroid"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it was due, seconds until all of its answer was there."""

    due: float
    seconds: float
    status: int
    target: str
    retry_after: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """All requests of one load, with what the generator itself cost."""

    asked: tuple[Asked, ...]
    cpu_seconds: float
    unsent: int  # for want of connections; not in `asked`
    late_seconds: float  # 99 of 100 requests were sent at most so long after their due

    def latencies(self, status: int = 200) -> list[float]:
        """The seconds of every answer with this status, shortest first."""
        return sorted(each.seconds for each in self.asked if each.status == status)

    def count(self, *statuses: int) -> int:
        """Return the number of responses with one of these statuses."""
        return sum(each.status in statuses for each in self.asked)


def quantile(ordered: Sequence[float], part: float) -> float:
    """The value that this part of an ordered list does not exceed."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def cold_questions(count: int, seed: int = 7) -> list[str]:
    """Targets of searches that are all different, so that no cache helps."""
    random = Random(seed)
    words = (random.sample(_WORDS, 3) for _ in range(count))
    return [f"/search?q={'+'.join(each)}+{n}" for n, each in enumerate(words)]


class Load:
    """A load that runs until it is ended, or for its seconds.

    With a `rate` requests are sent when they are due, answered or not; without one
    each connection sends its next when it has its answer.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        targets: Sequence[str],
        *,
        seconds: float,
        rate: float | None = None,
        connections: int = 8,
    ) -> None:
        stem = f"load-{port}-{time.monotonic_ns()}"
        order = folder / f"{stem}.json"
        self._seen = folder / f"{stem}-seen.json"
        stated = {"port": port, "targets": list(targets), "seconds": seconds}
        stated |= {"rate": rate, "connections": connections}
        order.write_text(json.dumps(stated))
        command = [sys.executable, "-m", "tests.support.load_generator", str(order)]
        self._process = subprocess.Popen([*command, str(self._seen)], cwd=ROOT)
        self._patience = seconds + LAST_SECONDS + 20

    def end(self) -> Seen:
        """End it early, if it still runs; what it saw."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> Seen:
        """Return the outcome after the given seconds."""
        try:
            assert self._process.wait(self._patience) == 0
        finally:
            self._process.kill()
        seen = json.loads(self._seen.read_text())
        asked = tuple(Asked(*each) for each in seen.pop("asked"))
        return Seen(asked=asked, **seen)


@contextmanager
def asking(
    folder: Path, port: int, targets: Sequence[str], **how: Any
) -> Iterator[Load]:
    """A load that runs during a block and is gone after it, whatever happens."""
    load = Load(folder, port, targets, **how)
    try:
        yield load
    finally:
        if load._process.poll() is None:
            load._process.kill()
            load._process.wait()


# What follows runs in the process of the load


class _Line:
    """One kept-alive connection, with the request that is out on it."""

    __slots__ = ("answer", "due", "responses", "sock", "target", "unsent")

    def __init__(self, port: int) -> None:
        self.sock = socket.socket()
        self.sock.settimeout(0)
        self.sock.connect_ex(("127.0.0.1", port))
        self.answer = b""
        self.responses = 0

    def ask(self, due: float, target: str) -> None:
        self.due, self.target, self.answer = due, target, b""
        self.unsent = f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        self.flush()

    def flush(self) -> None:
        with suppress(BlockingIOError):  # it is not connected yet
            self.unsent = self.unsent[self.sock.send(self.unsent) :]

    def is_answered(self) -> bool:
        head, blank, body = self.answer.partition(b"\r\n\r\n")
        if not blank:
            return False
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return len(body) >= int(length or 0)

    def is_closed_idle(self, status: int) -> bool:
        """Return whether the server closed it, idle, as the request was on its way.

        Every HTTP client sends such a request again on a new connection.
        """
        return not status and not self.answer and self.responses > 0

    def closes(self) -> bool:
        return b"connection: close" in self.answer.partition(b"\r\n\r\n")[0].lower()


class _Generator:
    def __init__(self, port: int, targets: Sequence[str], connections: int) -> None:
        self._port = port
        self._targets = cycle(targets)
        self._poller = selectors.DefaultSelector()
        self._idle: list[_Line] = []
        self._busy: set[_Line] = set()
        self._connections = connections
        self._late: list[float] = []
        self.asked: list[tuple[Any, ...]] = []
        self.unsent = 0  # requests that were due while too many others were out
        self.over = False

    def run(self, seconds: float, rate: float | None) -> None:
        end = time.monotonic() + seconds
        due = time.monotonic()
        while not self.over and time.monotonic() < end:
            due = self._ask_on_time(due, rate) if rate else self._ask_all()
            self._take_answers(max(0.0, due - time.monotonic()))
        self._take_last_answers()

    def _ask_on_time(self, due: float, rate: float) -> float:
        now = time.monotonic()
        while due <= now:
            self._ask(due)
            due += 1 / rate
        return due

    def _ask_all(self) -> float:
        now = time.monotonic()
        while len(self._busy) < self._connections:
            self._ask(now)
        return now + 0.1

    def _take_last_answers(self) -> None:
        end = time.monotonic() + LAST_SECONDS
        while self._busy and time.monotonic() < end:
            self._take_answers(0.1)
        for line in [*self._busy]:
            self._over(line, 0)

    def seen(self) -> dict[str, Any]:
        cost = resource.getrusage(resource.RUSAGE_SELF)
        late = quantile(sorted(self._late), 0.99)
        cpu = cost.ru_utime + cost.ru_stime
        counts = {"unsent": self.unsent, "cpu_seconds": cpu, "late_seconds": late}
        return {"asked": self.asked} | counts

    def _ask(self, due: float) -> None:
        target = next(self._targets)
        self._late.append(time.monotonic() - due)
        if len(self._busy) >= MOST_CONNECTIONS:
            self.unsent += 1
            return
        line = self._idle.pop() if self._idle else self._new()  # as clients do
        self._send(line, due, target)

    def _send(self, line: _Line, due: float, target: str) -> None:
        self._busy.add(line)
        try:
            line.ask(due, target)
        except OSError:
            self._over(line, 0)
            return
        if line.unsent:
            self._poller.modify(line.sock, selectors.EVENT_WRITE, line)

    def _new(self) -> _Line:
        line = _Line(self._port)
        self._poller.register(line.sock, selectors.EVENT_READ, line)
        return line

    def _take_answers(self, timeout: float) -> None:
        for key, event in self._poller.select(timeout):
            try:
                self._go_on(key.data, event)
            except OSError:
                self._over(key.data, 0)

    def _go_on(self, line: _Line, event: int) -> None:
        if event & selectors.EVENT_WRITE:
            line.flush()
            if not line.unsent:
                self._poller.modify(line.sock, selectors.EVENT_READ, line)
            return
        more = line.sock.recv(262_144)
        line.answer += more
        if not more:
            self._over(line, 0)
        elif line.is_answered():
            self._over(line, int(line.answer[9:12]))

    def _over(self, line: _Line, status: int) -> None:
        if line in self._busy:
            self._busy.remove(line)
            if line.is_closed_idle(status):
                self._close(line)
                self._send(self._new(), line.due, line.target)
                return
            took = time.monotonic() - line.due
            retry = b"\r\nRetry-After: " in line.answer
            self.asked.append((line.due, took, status, line.target, retry))
        elif line in self._idle:
            self._idle.remove(line)
        if status and not line.closes():
            line.responses += 1
            self._idle.append(line)
            return
        self._close(line)

    def _close(self, line: _Line) -> None:
        self._poller.unregister(line.sock)
        line.sock.close()


def _main(order: str, seen: str) -> None:
    stated = json.loads(Path(order).read_text())
    generator = _Generator(stated["port"], stated["targets"], stated["connections"])

    def end(number: int, frame: object) -> None:
        generator.over = True

    signal.signal(signal.SIGTERM, end)
    generator.run(stated["seconds"], stated["rate"])
    Path(seen).write_text(json.dumps(generator.seen()))


if __name__ == "__main__":
    _main(*sys.argv[1:])
