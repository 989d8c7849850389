"""Steady mixed load: searches, pages, widget files, revalidation, invalid requests."""

import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from threading import Lock
from urllib.parse import quote

from benchmarks.gate import EVALUATION
from index.cli.judgments import read_judgments
from tests.support.hostile_queries import hostile_queries
from tests.support.service_process import Service
from tests.support.thread_group import Crowd

THREADS = 6
_MAX_REQUESTS = 20_000  # different ones, which then repeat
_SHARES = {  # in percent
    "search": 35,
    "autocomplete": 30,
    "page": 10,
    "entry": 10,
    "widget": 3,
    "unchanged": 6,
    "bad": 6,
}
_EXPECTED_STATUSES = {"bad": {200, 400, 404, 414}, "unchanged": {200, 304}}
_STALE_ERRORS = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)


@dataclass(frozen=True, slots=True)
class Request:
    """A path and its kind; `unchanged` sends the ETag of the last response."""

    kind: str
    path: str


def mixed_requests(service: Service) -> list[Request]:
    """Return requests of all kinds for the served glossary, always the same ones."""
    chance = random.Random(7)
    entries = json.loads(service.get("/entries?limit=200")[2])["entries"]
    headwords = [entry["headword"][:200] for entry in entries]
    ids = [quote(entry["id"], safe="") for entry in entries if entry["id"] != "canary"]
    queries = _read_queries() or headwords
    hostile = hostile_queries()

    def make_request(kind: str) -> Request:
        word = chance.choice(queries)
        prefix = quote(word[: chance.randint(1, 9)].strip() or "a")
        path = {
            "search": f"/search?q={quote(word)}",
            "autocomplete": f"/autocomplete?q={prefix}",
            "page": chance.choice([f"/?q={quote(word)}", "/", f"/glossary/{ids[0]}"]),
            "entry": f"/entries/{chance.choice(ids)}",
            "widget": "/widget/glossary-search.js",
            "unchanged": f"/entries/{chance.choice(ids)}",
            "bad": f"/search?q={chance.choice(hostile)}",
        }
        return Request(kind, path[kind])

    kinds = chance.choices([*_SHARES], [*_SHARES.values()], k=_MAX_REQUESTS)
    return [make_request(kind) for kind in kinds]


def _read_queries() -> list[str]:
    """Return the judged queries if they exist."""
    file = EVALUATION / "queries.tsv"
    return [each.text[:200] for each in read_judgments(file)] if file.exists() else []


class MixedLoad(Crowd):
    """Threads that send requests at a steady rate, and the outcome of these."""

    def __init__(self, port: int, requests: Sequence[Request], rate: float) -> None:
        self._port = port
        self._requests = requests
        self._pause = THREADS / rate
        super().__init__(THREADS)
        self._lock = Lock()
        self.kinds: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.reconnects = 0
        self.unexpected: list[str] = []
        self.seconds: list[float] = []

    @property
    def sent(self) -> int:
        """Number of requests sent."""
        return self.kinds.total()

    @property
    def shed(self) -> int:
        """Number of requests refused by load shedding."""
        return self.statuses[503]

    def __str__(self) -> str:
        ordered = sorted(self.seconds) or [0.0]
        p50, p99 = (ordered[int(part * (len(ordered) - 1))] for part in (0.5, 0.99))
        return (
            f"{self.sent:,} requests: {dict(self.kinds.most_common())}\n"
            f"statuses {dict(sorted(self.statuses.items()))}, "
            f"{len(self.unexpected)} unexpected, {self.reconnects} sent again on a new "
            f"connection\np50 {p50:.3f} s, p99 {p99:.3f} s, slowest {ordered[-1]:.3f} s"
        )

    def one_of_them(self, number: int) -> None:
        """Send one request after another, each when it is due."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=20)
        tags: dict[str, str] = {}
        turn, due = number, time.monotonic()
        while not self._over.wait(max(0.0, due - time.monotonic())):
            due = max(due + self._pause, time.monotonic() - 1)
            turn += THREADS
            if turn % (50 * THREADS) == number:
                connection.close()  # so that connections are opened all the time
            self._send(connection, self._requests[turn % len(self._requests)], tags)
        connection.close()

    def _send(
        self, connection: HTTPConnection, request: Request, tags: dict[str, str]
    ) -> None:
        started = time.monotonic()
        headers = {}
        if request.kind == "unchanged":
            headers["If-None-Match"] = tags.get(request.path) or "none"
        try:
            status, tag = self._get(connection, request.path, headers)
        except (OSError, HTTPException) as error:
            connection.close()
            status, tag = 0, repr(error)
        tags[request.path] = tag
        with self._lock:
            self._record(request, status, tag, time.monotonic() - started)

    def _get(
        self, connection: HTTPConnection, path: str, headers: dict[str, str]
    ) -> tuple[int, str]:
        """Return status and ETag; reopen an ended keep-alive connection once."""
        was_open = connection.sock is not None
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
        except _STALE_ERRORS:
            connection.close()
            if not was_open:
                raise
            self.reconnects += 1
            return self._get(connection, path, headers)
        response.read()
        return response.status, response.headers.get("ETag", "")

    def _record(self, request: Request, status: int, tag: str, seconds: float) -> None:
        self.kinds[request.kind] += 1
        self.statuses[status] += 1
        self.seconds.append(seconds)
        if status != 503 and status not in _EXPECTED_STATUSES.get(request.kind, {200}):
            self.unexpected.append(f"{request.path[:200]}: {status} {tag}")
