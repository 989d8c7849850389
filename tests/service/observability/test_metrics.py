"""The metrics: right across processes, whatever becomes of one."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from index.model.backend import Backend
from index.model.errors import HeardwordError
from index.model.results import Status
from service.app import create_app
from service.http.request_context import Found, Observation
from service.observability.metrics import Metrics, MetricsCollector
from service.observability.shared_counters import SharedCounters
from service.settings import Settings
from tests.support.service_process import Service

Samples = dict[tuple[str, ...], float]


def samples(text: str) -> Samples:
    """Every sample of an exposition, by its name and the values of its labels."""
    return {
        (sample.name.removeprefix("heardword_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def own(bundled: Backend) -> FlaskClient:
    return create_app(Settings(), backend=bundled).test_client()


def told(client: FlaskClient) -> Samples:
    return samples(client.get("/metrics").text)


def test_requests_are_counted_by_route_and_status(own: FlaskClient) -> None:
    for path in ("/search?q=clot", "/search?q=vein", "/search", "/entries/a", "/no"):
        own.get(path)

    found = told(own)
    assert found["requests_total", "/search", "200"] == 2
    assert found["requests_total", "/search", "400"] == 1
    assert found["requests_total", "/entries/<id>", "404"] == 1
    assert found["requests_total", "unmatched", "404"] == 1


def test_durations_fall_into_buckets(own: FlaskClient) -> None:
    own.get("/search?q=clot")
    own.get("/search?q=clot")

    found = told(own)
    bounds = [key[1] for key in found if key[0] == "request_duration_seconds_bucket"]
    assert (bounds[0], bounds[-1]) == ("0.00025", "+Inf")
    assert found["request_duration_seconds_count", "/search"] == 2
    assert found["request_duration_seconds_bucket", "+Inf", "/search"] == 2
    assert 0 < found["request_duration_seconds_sum", "/search"] < 60


@pytest.mark.parametrize(
    ("seconds", "bound"),
    [(0.0001, "0.00025"), (0.0025, "0.0025"), (0.0026, "0.005"), (9.0, "+Inf")],
)
def test_a_duration_falls_into_the_first_bucket_that_holds_it(
    seconds: float, bound: str
) -> None:
    metrics = Metrics(["/search"])

    metrics.record_request(Observation("an-id", "/search"), 200, seconds)

    (family,) = [each for each in metrics.families() if each.type == "histogram"]
    filled = [
        sample.labels["le"]
        for sample in family.samples
        if sample.name.endswith("_bucket") and sample.value
    ]
    assert filled[0] == bound


def test_answers_are_counted_by_the_channel_that_answered(own: FlaskClient) -> None:
    for query in ("clot", "noo tro pee nya", "zzzzzz"):
        own.get("/search", query_string={"q": query})
    own.get("/autocomplete?q=thro")

    found = told(own)
    assert found["answers_total", "words"] == 2
    assert found["answers_total", "sound"] == 1
    assert found["answers_total", "none"] == 1
    assert found["unanswered_total", "/search"] == 1


def test_a_cache_can_tell_what_it_knew() -> None:
    metrics = Metrics(["/search"])
    for hit in (True, True, False, None):
        seen = Observation("an-id", "/search", found=Found("clot", None, 3, "words"))
        seen.cache_hit = hit
        metrics.record_request(seen, 200, 0.001)

    (family,) = [f for f in metrics.families() if f.name == "heardword_cache"]

    assert [sample.value for sample in family.samples] == [2, 1]


def test_what_is_served_is_told(own: FlaskClient) -> None:
    ready = own.get("/readyz").get_json()

    found = told(own)

    assert found["ready",] == 1
    assert found["entries",] == 33
    assert found["stale",] == 0
    assert found["generation_info", ready["generation"]] == 1


def test_reloads_are_told() -> None:
    served = Status(
        33,
        "abc",
        "whoosh",
        meaning=True,
        stale=True,
        reloads_succeeded=4,
        reloads_failed=2,
    )

    families = MetricsCollector(Metrics(["/"]), lambda: served).collect()

    found = {s.name: s.value for family in families for s in family.samples}
    assert found["heardword_stale"] == 1
    (reloads,) = [
        [s.value for s in family.samples]
        for family in MetricsCollector(Metrics(["/"]), lambda: served).collect()
        if family.name == "heardword_reloads"
    ]
    assert reloads == [4, 2]


def test_they_are_told_while_nothing_is_served() -> None:
    def away() -> Status:
        raise HeardwordError("away")

    families = MetricsCollector(Metrics(["/search"]), away).collect()

    found = {s.name: s.value for family in families for s in family.samples}
    assert found["heardword_ready"] == 0
    assert "heardword_entries" not in found


def test_nobodys_input_becomes_a_label(own: FlaskClient) -> None:
    before = len(told(own))
    for number in range(50):
        own.open(f"/made-up-{number}", method=f"MADE{number}")
        own.get(f"/entries/made-up-{number}", headers={"X-Request-ID": "made-up-1"})

    text = own.get("/metrics").text

    assert "made" not in text.lower()
    assert len(samples(text)) < before + 60


def test_a_status_that_is_not_known_is_another() -> None:
    metrics = Metrics(["/search"])

    metrics.record_request(Observation("an-id", "/search"), 299, 0.1)

    text = [sample for family in metrics.families() for sample in family.samples]
    (counted,) = [s for s in text if s.name == "heardword_requests_total" and s.value]
    assert counted.labels == {"route": "/search", "status": "other"}


def test_openmetrics_is_spoken_to_those_who_ask(own: FlaskClient) -> None:
    reply = own.get(
        "/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"}
    )

    assert reply.content_type.startswith("application/openmetrics-text")
    assert reply.text.endswith("# EOF\n")


# Shared numbers


def in_a_child(work: object) -> int:
    child = os.fork()
    if not child:
        work()  # type: ignore[operator]
        os._exit(0)
    return child


def test_sums_reach_over_processes() -> None:
    numbers = SharedCounters(2)
    children = [in_a_child(lambda: numbers.add([(0, 1), (1, 0.5)])) for _ in range(5)]
    for child in children:
        os.waitpid(child, 0)

    numbers.add([(0, 10)])

    assert numbers.sums() == [15, 2.5]


def test_sums_stay_when_a_process_is_killed() -> None:
    numbers = SharedCounters(1)

    def work() -> None:
        numbers.add([(0, 7)])
        os.kill(os.getpid(), signal.SIGKILL)

    for _ in range(3):
        os.waitpid(in_a_child(work), 0)

    assert numbers.sums() == [21]


def test_two_processes_never_write_to_one_row() -> None:
    numbers = SharedCounters(1)

    def work() -> None:
        for _ in range(20_000):
            numbers.add([(0, 1)])

    children = [in_a_child(work) for _ in range(4)]
    for child in children:
        os.waitpid(child, 0)

    assert numbers.sums() == [80_000]


def test_more_processes_than_rows_still_count() -> None:
    numbers = SharedCounters(1)
    go, wait = os.pipe()

    def work() -> None:
        numbers.add([(0, 1)])
        os.close(wait)
        os.read(go, 1)

    children = [in_a_child(work) for _ in range(140)]
    deadline = time.monotonic() + 20
    while numbers.sums() != [140] and time.monotonic() < deadline:
        time.sleep(0.01)
    os.close(wait)
    for child in children:
        os.waitpid(child, 0)
    os.close(go)

    assert 128 <= numbers.sums()[0] <= 140


def test_files_behind_numbers_are_closed() -> None:
    before = len([*Path("/proc/self/fd").iterdir()])

    for _ in range(5):
        SharedCounters(1).add([(0, 1)])

    assert len([*Path("/proc/self/fd").iterdir()]) == before


# Real workers


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    started = Service(tmp_path, {"WEB_CONCURRENCY": "3"})
    yield started.wait_until_ready().wait_until_said("Booting worker", times=3)
    started.end()


def asked(service: Service) -> Samples:
    return samples(service.get("/metrics")[2].decode())


def test_every_worker_tells_the_same_sums_and_a_killed_one_takes_none_away(
    service: Service,
) -> None:
    for _ in range(60):
        service.get("/search?q=clot")

    seen = {asked(service)["requests_total", "/search", "200"] for _ in range(20)}
    for worker in service.workers:
        os.kill(worker, signal.SIGKILL)
    service.wait_until_said("Booting worker", times=6).wait_until_ready()
    for _ in range(10):
        service.get("/search?q=clot")

    assert seen == {60}
    assert asked(service)["requests_total", "/search", "200"] == 70
    assert asked(service)["answers_total", "words"] == 70


def test_the_server_does_not_tell_its_version(service: Service) -> None:
    headers = service.get("/healthz")[1]

    assert headers.get("Server", "") in ("", "gunicorn")


def test_the_log_of_every_worker_is_whole(service: Service) -> None:
    for _ in range(60):
        service.get("/search?q=clot")

    lines = service.json_lines()
    searched = [line for line in lines if line.get("route") == "/search"]
    assert len(searched) == 60
    assert any("Listening at" in line["event"] for line in lines)
