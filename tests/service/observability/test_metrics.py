"""Prometheus metrics, summed over processes, killed ones included."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from index.model.backend import Backend
from index.model.errors import HeardwordError
from index.model.results import Status
from service.app import create_app
from service.http.request_context import RequestContext, SearchOutcome
from service.observability.metrics import Metrics, MetricsCollector
from service.observability.shared_counters import SharedCounters
from service.settings import Settings
from tests.support.service_process import Service

Samples = dict[tuple[str, ...], float]


def samples(text: str) -> Samples:
    """Parse an exposition into samples by name and label values."""
    return {
        (sample.name.removeprefix("heardword_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def client(bundled: Backend) -> FlaskClient:
    return create_app(Settings(), backend=bundled).test_client()


def scrape(client: FlaskClient) -> Samples:
    return samples(client.get("/metrics").text)


def test_requests_are_counted_by_route_and_status(client: FlaskClient) -> None:
    for path in ("/search?q=clot", "/search?q=vein", "/search", "/entries/a", "/no"):
        client.get(path)

    values = scrape(client)
    assert values["requests_total", "/search", "200"] == 2
    assert values["requests_total", "/search", "400"] == 1
    assert values["requests_total", "/entries/<id>", "404"] == 1
    assert values["requests_total", "unmatched", "404"] == 1


def test_durations_are_summed_and_bucketed_by_route(client: FlaskClient) -> None:
    client.get("/search?q=clot")
    client.get("/search?q=clot")

    values = scrape(client)
    bounds = [key[1] for key in values if key[0] == "request_duration_seconds_bucket"]
    assert (bounds[0], bounds[-1]) == ("0.00025", "+Inf")
    assert values["request_duration_seconds_count", "/search"] == 2
    assert values["request_duration_seconds_bucket", "+Inf", "/search"] == 2
    assert 0 < values["request_duration_seconds_sum", "/search"] < 60


@pytest.mark.parametrize(
    ("seconds", "bound"),
    [(0.0001, "0.00025"), (0.0025, "0.0025"), (0.0026, "0.005"), (9.0, "+Inf")],
)
def test_duration_falls_into_the_first_bucket_that_holds_it(
    seconds: float, bound: str
) -> None:
    metrics = Metrics(["/search"])

    metrics.record_request(RequestContext("an-id", "/search"), 200, seconds)

    (family,) = [each for each in metrics.families() if each.type == "histogram"]
    filled = [
        sample.labels["le"]
        for sample in family.samples
        if sample.name.endswith("_bucket") and sample.value
    ]
    assert filled[0] == bound


def test_answers_are_counted_by_the_channel_of_the_first_entry(
    client: FlaskClient,
) -> None:
    for query in ("clot", "noo tro pee nya", "zzzzzz"):
        client.get("/search", query_string={"q": query})
    client.get("/autocomplete?q=thro")

    values = scrape(client)
    assert values["answers_total", "words"] == 2
    assert values["answers_total", "sound"] == 1
    assert values["answers_total", "none"] == 1
    assert values["unanswered_total", "/search"] == 1


def test_cache_hits_and_misses_are_counted() -> None:
    metrics = Metrics(["/search"])
    for hit in (True, True, False, None):
        context = RequestContext(
            "an-id", "/search", outcome=SearchOutcome("clot", None, 3, "words")
        )
        context.cache_hit = hit
        metrics.record_request(context, 200, 0.001)

    (family,) = [f for f in metrics.families() if f.name == "heardword_cache"]

    assert [sample.value for sample in family.samples] == [2, 1]


def test_collector_exposes_the_served_index(client: FlaskClient) -> None:
    ready = client.get("/readyz").get_json()

    values = scrape(client)

    assert values["ready",] == 1
    assert values["entries",] == 33
    assert values["stale",] == 0
    assert values["generation_info", ready["generation"]] == 1


def test_collector_exposes_stale_and_reloads() -> None:
    status = Status(
        33,
        "abc",
        "whoosh",
        meaning=True,
        stale=True,
        reloads_succeeded=4,
        reloads_failed=2,
    )

    families = MetricsCollector(Metrics(["/"]), lambda: status).collect()

    values = {s.name: s.value for family in families for s in family.samples}
    assert values["heardword_stale"] == 1
    (reloads,) = [
        [s.value for s in family.samples]
        for family in MetricsCollector(Metrics(["/"]), lambda: status).collect()
        if family.name == "heardword_reloads"
    ]
    assert reloads == [4, 2]


def test_collector_exposes_not_ready_without_an_index() -> None:
    def unavailable() -> Status:
        raise HeardwordError("unavailable")

    families = MetricsCollector(Metrics(["/search"]), unavailable).collect()

    values = {s.name: s.value for family in families for s in family.samples}
    assert values["heardword_ready"] == 0
    assert "heardword_entries" not in values


def test_input_never_becomes_a_label(client: FlaskClient) -> None:
    before = len(scrape(client))
    for number in range(50):
        client.open(f"/made-up-{number}", method=f"MADE{number}")
        client.get(f"/entries/made-up-{number}", headers={"X-Request-ID": "made-up-1"})

    text = client.get("/metrics").text

    assert "made" not in text.lower()
    assert len(samples(text)) < before + 60


def test_unknown_status_is_counted_as_other() -> None:
    metrics = Metrics(["/search"])

    metrics.record_request(RequestContext("an-id", "/search"), 299, 0.1)

    text = [sample for family in metrics.families() for sample in family.samples]
    (counted,) = [s for s in text if s.name == "heardword_requests_total" and s.value]
    assert counted.labels == {"route": "/search", "status": "other"}


def test_metrics_route_negotiates_openmetrics(client: FlaskClient) -> None:
    reply = client.get(
        "/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"}
    )

    assert reply.content_type.startswith("application/openmetrics-text")
    assert reply.text.endswith("# EOF\n")


# Shared counters


def in_child_process(work: object) -> int:
    child = os.fork()
    if not child:
        work()  # type: ignore[operator]
        os._exit(0)
    return child


def test_counters_sum_over_processes() -> None:
    counters = SharedCounters(2)
    children = [
        in_child_process(lambda: counters.add([(0, 1), (1, 0.5)])) for _ in range(5)
    ]
    for child in children:
        os.waitpid(child, 0)

    counters.add([(0, 10)])

    assert counters.sums() == [15, 2.5]


def test_counters_keep_the_sums_of_a_killed_process() -> None:
    counters = SharedCounters(1)

    def work() -> None:
        counters.add([(0, 7)])
        os.kill(os.getpid(), signal.SIGKILL)

    for _ in range(3):
        os.waitpid(in_child_process(work), 0)

    assert counters.sums() == [21]


def test_concurrent_processes_lose_no_addition() -> None:
    counters = SharedCounters(1)

    def work() -> None:
        for _ in range(20_000):
            counters.add([(0, 1)])

    children = [in_child_process(work) for _ in range(4)]
    for child in children:
        os.waitpid(child, 0)

    assert counters.sums() == [80_000]


def test_more_processes_than_rows_share_the_last_row() -> None:
    counters = SharedCounters(1)
    done, report = os.pipe()
    go, hold = os.pipe()

    def work() -> None:
        counters.add([(0, 1)])
        os.write(report, b".")
        os.close(hold)
        os.read(go, 1)

    children = [in_child_process(work) for _ in range(140)]
    for _ in children:
        os.read(done, 1)
    os.close(hold)
    for child in children:
        os.waitpid(child, 0)
    for end in (done, report, go):
        os.close(end)

    assert 128 <= counters.sums()[0] <= 140


def test_counters_close_their_file() -> None:
    before = len([*Path("/proc/self/fd").iterdir()])

    for _ in range(5):
        SharedCounters(1).add([(0, 1)])

    assert len([*Path("/proc/self/fd").iterdir()]) == before


# Worker processes


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    started = Service(tmp_path, {"WEB_CONCURRENCY": "3"})
    yield started.wait_until_ready().wait_until_said("Booting worker", times=3)
    started.end()


def scrape_service(service: Service) -> Samples:
    return samples(service.get("/metrics")[2].decode())


def test_workers_expose_the_same_sums_after_a_kill_too(
    service: Service,
) -> None:
    for _ in range(60):
        service.get("/search?q=clot")

    sums = {
        scrape_service(service)["requests_total", "/search", "200"] for _ in range(20)
    }
    for worker in service.workers:
        os.kill(worker, signal.SIGKILL)
    service.wait_until_said("Booting worker", times=6).wait_until_ready()
    for _ in range(10):
        service.get("/search?q=clot")

    assert sums == {60}
    assert scrape_service(service)["requests_total", "/search", "200"] == 70
    assert scrape_service(service)["answers_total", "words"] == 70


def test_server_header_has_no_version(service: Service) -> None:
    headers = service.get("/healthz")[1]

    assert headers.get("Server", "") in ("", "gunicorn")


def test_workers_do_not_split_each_others_log_lines(service: Service) -> None:
    for _ in range(60):
        service.get("/search?q=clot")

    service.wait_until_said('"route":"/search"', times=60)
    lines = service.json_lines()
    searched = [line for line in lines if line.get("route") == "/search"]
    assert len(searched) == 60
    assert any("Listening at" in line["event"] for line in lines)
