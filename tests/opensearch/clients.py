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
class TimedResponse:
    """When somebody asked, how long it took, and the status of the answer."""

    at: float
    seconds: float
    status: int
    retry_after: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether the question was answered."""
        return self.status == 200


def get(service: Service, path: str) -> TimedResponse:
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
    return TimedResponse(began, seconds, answer.status, answer.getheader("Retry-After"))


def search(service: Service, number: int = 0) -> TimedResponse:
    """What became of a search; no two numbers ask the same."""
    question = QUESTIONS[number % len(QUESTIONS)].replace(" ", "+")
    return get(service, f"/search?q={question}+{number}")


class SearchClients(Crowd):
    """So many readers for a block, and what became of each of their questions."""

    def __init__(self, service: Service, count: int = 3) -> None:
        super().__init__(count)
        self._service = service
        self._lock = Lock()
        self.responses: list[TimedResponse] = []

    @property
    def failed(self) -> list[TimedResponse]:
        """Questions without an answer, in the order they were asked."""
        return sorted(
            (each for each in self.responses if not each.is_good),
            key=lambda each: each.at,
        )

    def one_of_them(self, number: int) -> None:
        """Ask until the block ends."""
        turn = number * 1_000_000
        while not self._over.wait(PAUSE):
            turn += 1
            responses = search(self._service, turn)
            with self._lock:
                self.responses.append(responses)
