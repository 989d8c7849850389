"""Readers who ask a service all the time, and note when they got which answer."""

import time
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Lock

from tests.support.service_process import PATIENCE, Service
from tests.support.thread_group import Crowd

PAUSE = 0.05  # seconds; some ten questions a second each, and no overload
QUESTIONS = ("clot", "new tro pee nia", "anemia", "thick blood", "thro", "platelets")


@dataclass(frozen=True)
class Asked:
    """When somebody asked, how long it took, and the status of the answer."""

    at: float
    seconds: float
    status: int
    retry_after: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether the question was answered."""
        return self.status == 200


def ask(service: Service, path: str) -> Asked:
    """What became of one question."""
    connection = HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
    began = time.monotonic()
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    seconds = time.monotonic() - began
    return Asked(began, seconds, answer.status, answer.getheader("Retry-After"))


def search(service: Service, number: int = 0) -> Asked:
    """What became of a search; no two numbers ask the same."""
    question = QUESTIONS[number % len(QUESTIONS)].replace(" ", "+")
    return ask(service, f"/search?q={question}+{number}")


class Askers(Crowd):
    """So many readers for a block, and what became of each of their questions."""

    def __init__(self, service: Service, count: int = 3) -> None:
        super().__init__(count)
        self._service = service
        self._lock = Lock()
        self.asked: list[Asked] = []

    @property
    def failed(self) -> list[Asked]:
        """Questions without an answer, in the order they were asked."""
        return sorted(
            (each for each in self.asked if not each.is_good), key=lambda each: each.at
        )

    def one_of_them(self, number: int) -> None:
        """Ask until the block ends."""
        turn = number * 1_000_000
        while not self._over.wait(PAUSE):
            turn += 1
            asked = search(self._service, turn)
            with self._lock:
                self.asked.append(asked)
