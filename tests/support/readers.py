"""Readers who ask all the time, over kept connections, and know the right answers."""

import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from threading import Lock

from tests.support.service_process import PATIENCE, Service
from tests.support.thread_group import Crowd

QUESTIONS = (
    "/search?q=clot",
    "/search?q=new+tro+pee+nia",
    "/search?q=thick+blood+that+clots+in+the+leg",
    "/autocomplete?q=thro",
    "/entries?letter=b",
    "/entries/anemia",
    "/?q=tired+blood",
    "/widget/glossary-search.js",
)
PAUSE = 0.005  # seconds; some hundred questions a second in all, and no overload
KEPT = 9  # questions on a connection, then a new one, as readers come and go


class Readers(Crowd):
    """So many readers for a block, and what became of all their requests.

    `lost` was asked on a new connection, or half answered; `ended` was asked on a kept
    connection that ended without a byte, which browsers ask again (RFC 9112, 9.3.1);
    `turned_away` could not connect; `shed` was answered with 503.
    """

    def __init__(
        self,
        service: Service,
        count: int = 8,
        questions: Sequence[str] = QUESTIONS,
    ) -> None:
        self._port = service.port
        self._right = {path: _right_answer(service, path) for path in questions}
        super().__init__(count)
        self._lock = Lock()
        self.answered = self.ended = self.turned_away = self.shed = 0
        self.lost: list[str] = []
        self.wrong: list[str] = []
        self.slowest = 0.0

    @property
    def sent(self) -> int:
        """Number of requests sent, lost ones included."""
        return self.answered + self.shed + self.ended + len(self.lost) + len(self.wrong)

    @property
    def failed(self) -> int:
        """Number of requests without a response."""
        return self.ended + len(self.lost)

    def __str__(self) -> str:
        return (
            f"{self.sent:,} sent, {self.answered:,} answered, {self.shed} shed, "
            f"{len(self.lost)} lost, {self.ended} ended between, "
            f"{len(self.wrong)} wrong, slowest {self.slowest:.2f} s"
        )

    def one_of_them(self, number: int) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        paths = [*self._right]
        turn = number
        while not self._over.wait(PAUSE):
            turn += 1
            if turn % KEPT == 0:
                connection.close()
            self._ask(connection, paths[turn % len(paths)])
        connection.close()

    def _ask(self, connection: HTTPConnection, path: str) -> None:
        is_new = connection.sock is None
        try:
            if is_new:
                connection.connect()
        except OSError:
            self._count("turned_away")
            return
        lookup = time.monotonic()
        try:
            connection.request("GET", path)
            response = connection.getresponse()
        except (OSError, HTTPException) as error:
            connection.close()
            self._no_answer(path, error, is_new=is_new)
            return
        try:
            body = response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            self._no_answer(f"{path}, half answered", error, is_new=True)
            return
        self._take(path, response.status, body)
        self.slowest = max(self.slowest, time.monotonic() - lookup)

    def _take(self, path: str, status: int, body: bytes) -> None:
        if status == 200 and body == self._right[path]:
            self._count("answered")
        elif status == 503:
            self._count("shed")
        else:
            self.wrong.append(f"{path}: {status} {body[:200]!r}")

    def _no_answer(self, path: str, error: Exception, *, is_new: bool) -> None:
        if is_new:
            self.lost.append(f"{path}: {error!r}")
        else:
            self._count("ended")

    def _count(self, name: str) -> None:
        with self._lock:
            setattr(self, name, getattr(self, name) + 1)


def _right_answer(service: Service, path: str) -> bytes:
    status, _, body = service.get(path)
    assert status == 200, path
    return body
