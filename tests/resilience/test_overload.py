"""Five times as many questions as can be answered, for a minute."""

import threading
import time
from http.client import HTTPException
from pathlib import Path

from tests.resilience.extent import often
from tests.support.load_generator import Seen, asking, cold_questions, quantile
from tests.support.service_process import Service

TIMES = 5
SECONDS = often(60)
MEASURED_SECONDS = 8


class Health:
    """Asks for the health of a service ten times a second, during a block."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.seconds: list[float] = []
        self.statuses: set[int] = set()

    def __enter__(self) -> "Health":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.1):
            lookup = time.monotonic()
            self.statuses.add(self._status())
            self.seconds.append(time.monotonic() - lookup)

    def _status(self) -> int:
        try:
            return self._service.get("/healthz")[0]
        except (OSError, HTTPException):
            return 0


def questions_until_normal(service: Service, questions: list[str]) -> int:
    """Return how many it takes until twenty in a row are answered."""
    answered = 0
    for count, target in enumerate(questions, start=1):
        answered = answered + 1 if service.get(target)[0] == 200 else 0
        if answered == 20:
            return count
    return len(questions)


def tell(capacity: float, seen: Seen, health: Health, normal: int) -> None:
    """Print what the closing note wants to know."""
    ordered = sorted(health.seconds)
    print(f"capacity {capacity:.0f}/s, asked {len(seen.asked) / SECONDS:.0f}/s")
    print(f"answered {seen.count(200)}, refused {seen.count(503)}, cut {seen.count(0)}")
    print(f"not sent, as too many were out: {seen.unsent}")
    for status in (200, 503):
        times = seen.latencies(status)
        print(
            f"{status}: p50 {quantile(times, 0.5):.3f}, p99 {quantile(times, 0.99):.3f}"
        )
    print(
        f"/healthz {len(ordered)}: p99 {quantile(ordered, 0.99):.3f}, {ordered[-1]:.3f}"
    )
    print(f"generator: {seen.cpu_seconds:.1f} s of CPU, late {seen.late_seconds:.3f} s")
    print(f"normal again after {normal} questions")


def test_overload_is_shed_and_the_service_recovers(tmp_path: Path) -> None:
    questions = cold_questions(200_000)
    service = Service(tmp_path, {})

    try:
        service.wait_until_ready()
        with asking(
            tmp_path, service.port, questions[:10_000], seconds=MEASURED_SECONDS
        ) as load:
            capacity = load.wait().count(200) / MEASURED_SECONDS
        with (
            Health(service) as health,
            asking(
                tmp_path,
                service.port,
                questions[10_000:],
                seconds=SECONDS,
                rate=TIMES * capacity,
            ) as load,
        ):
            seen = load.wait()
        normal = questions_until_normal(service, questions[-1000:])
    finally:
        service.end()

    tell(capacity, seen, health, normal)
    assert seen.late_seconds < 0.5, "the generator could not ask as fast as it should"
    assert {each.status for each in seen.asked} == {200, 503}
    assert all(each.retry_after for each in seen.asked if each.status == 503)
    assert seen.count(200) > capacity * SECONDS / 4
    assert health.statuses == {200}
    assert normal < 1000
    assert "Traceback" not in service.output
