"""Clients that search a service all the time and record the responses."""

import time
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Lock

from tests.support.service_process import PATIENCE, Service
from tests.support.thread_group import Crowd

PAUSE = 0.05  # seconds; some ten searches a second each, which is no overload
QUERIES = ("clot", "new tro pee nia", "anemia", "thick blood", "thro", "platelets")


@dataclass(frozen=True)
class TimedResponse:
    """Time, duration and status of a response."""

    at: float
    seconds: float
    status: int
    retry_after: str | None = None

    @property
    def is_good(self) -> bool:
        """True if the request was answered."""
        return self.status == 200


def get(service: Service, path: str) -> TimedResponse:
    """Send one request."""
    connection = HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
    began = time.monotonic()
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    seconds = time.monotonic() - began
    return TimedResponse(
        began, seconds, response.status, response.getheader("Retry-After")
    )


def search(service: Service, number: int = 0) -> TimedResponse:
    """Send a search; each number makes another query."""
    query = QUERIES[number % len(QUERIES)].replace(" ", "+")
    return get(service, f"/search?q={query}+{number}")


class SearchClients(Crowd):
    """Clients that search while a block runs."""

    def __init__(self, service: Service, count: int = 3) -> None:
        super().__init__(count)
        self._service = service
        self._lock = Lock()
        self.responses: list[TimedResponse] = []

    @property
    def failed(self) -> list[TimedResponse]:
        """Failed searches, in the order in which they were sent."""
        return sorted(
            (each for each in self.responses if not each.is_good),
            key=lambda each: each.at,
        )

    def one_of_them(self, number: int) -> None:
        """Search until the block ends."""
        turn = number * 1_000_000
        while not self._over.wait(PAUSE):
            turn += 1
            response = search(self._service, turn)
            with self._lock:
                self.responses.append(response)
