"""What readers, widgets, crawlers and mistakes ask of a service, mixed and steady."""

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
_MOST = 20_000  # different requests, after which they begin anew
_SHARES = {  # of a hundred requests
    "search": 35,
    "autocomplete": 30,
    "page": 10,
    "entry": 10,
    "widget": 3,
    "unchanged": 6,
    "bad": 6,
}
_RIGHT = {"bad": {200, 400, 404, 414}, "unchanged": {200, 304}}
_STALE = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, as what kind; `unchanged` sends the tag of the last answer."""

    kind: str
    path: str


def mixed_requests(service: Service) -> list[Request]:
    """Requests of every kind about the served glossary, always in the same order."""
    chance = random.Random(7)
    entries = json.loads(service.get("/entries?limit=200")[2])["entries"]
    headwords = [entry["headword"][:200] for entry in entries]
    ids = [quote(entry["id"], safe="") for entry in entries if entry["id"] != "canary"]
    questions = _questions() or headwords
    hostile = hostile_queries()

    def one(kind: str) -> Request:
        word = chance.choice(questions)
        beginning = quote(word[: chance.randint(1, 9)].strip() or "a")
        path = {
            "search": f"/search?q={quote(word)}",
            "autocomplete": f"/autocomplete?q={beginning}",
            "page": chance.choice([f"/?q={quote(word)}", "/", f"/glossary/{ids[0]}"]),
            "entry": f"/entries/{chance.choice(ids)}",
            "widget": "/widget/glossary-search.js",
            "unchanged": f"/entries/{chance.choice(ids)}",
            "bad": f"/search?q={chance.choice(hostile)}",
        }
        return Request(kind, path[kind])

    kinds = chance.choices([*_SHARES], [*_SHARES.values()], k=_MOST)
    return [one(kind) for kind in kinds]


def _questions() -> list[str]:
    """Judged queries, where they are at hand."""
    file = EVALUATION / "queries.tsv"
    return [each.text[:200] for each in read_judgments(file)] if file.exists() else []


class MixedLoad(Crowd):
    """Threads that ask at a steady rate during a block, and what came back."""

    def __init__(self, port: int, requests: Sequence[Request], rate: float) -> None:
        self._port = port
        self._requests = requests
        self._pause = THREADS / rate
        super().__init__(THREADS)
        self._lock = Lock()
        self.kinds: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.again = 0
        self.unexpected: list[str] = []
        self.seconds: list[float] = []

    @property
    def sent(self) -> int:
        """How many requests were sent."""
        return self.kinds.total()

    @property
    def shed(self) -> int:
        """How many requests were refused because too much was asked."""
        return self.statuses[503]

    def __str__(self) -> str:
        ordered = sorted(self.seconds) or [0.0]
        p50, p99 = (ordered[int(part * (len(ordered) - 1))] for part in (0.5, 0.99))
        return (
            f"{self.sent:,} requests: {dict(self.kinds.most_common())}\n"
            f"statuses {dict(sorted(self.statuses.items()))}, "
            f"{len(self.unexpected)} not expected, {self.again} asked again on a new "
            f"connection\np50 {p50:.3f} s, p99 {p99:.3f} s, slowest {ordered[-1]:.3f} s"
        )

    def one_of_them(self, number: int) -> None:
        """Ask one request after another, each when it is due."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=20)
        tags: dict[str, str] = {}
        turn, due = number, time.monotonic()
        while not self._over.wait(max(0.0, due - time.monotonic())):
            due = max(due + self._pause, time.monotonic() - 1)
            turn += THREADS
            if turn % (50 * THREADS) == number:
                connection.close()  # as readers come and go
            self._ask(connection, self._requests[turn % len(self._requests)], tags)
        connection.close()

    def _ask(
        self, connection: HTTPConnection, asked: Request, tags: dict[str, str]
    ) -> None:
        lookup = time.monotonic()
        headers = {"If-None-Match": tags.get(asked.path) or "none"}
        sent = headers if asked.kind == "unchanged" else {}
        try:
            status, tag = self._answer(connection, asked.path, sent)
        except (OSError, HTTPException) as error:
            connection.close()
            status, tag = 0, repr(error)
        tags[asked.path] = tag
        with self._lock:
            self._note(asked, status, tag, time.monotonic() - lookup)

    def _answer(
        self, connection: HTTPConnection, path: str, headers: dict[str, str]
    ) -> tuple[int, str]:
        """Status and tag; a kept connection that has ended is opened anew, once."""
        was_kept = connection.sock is not None
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
        except _STALE:
            connection.close()
            if not was_kept:
                raise
            self.again += 1
            return self._answer(connection, path, headers)
        response.read()
        return response.status, response.headers.get("ETag", "")

    def _note(self, asked: Request, status: int, tag: str, seconds: float) -> None:
        self.kinds[asked.kind] += 1
        self.statuses[status] += 1
        self.seconds.append(seconds)
        if status != 503 and status not in _RIGHT.get(asked.kind, {200}):
            self.unexpected.append(f"{asked.path[:200]}: {status} {tag}")
