"""Nodes that die, freeze, go and come back; a cluster that answers nonsense.

A question is answered, or refused with 503 and Retry-After in less than three seconds;
nothing of a password is ever told; and some seconds after the cluster is back all is
well.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from tests.opensearch.clients import SearchClients, TimedResponse, get, search
from tests.opensearch.namespace import ClusterNamespace
from tests.opensearch.nodes import Nodes
from tests.support.fake_cluster import (
    FakeCluster,
    Reply,
    forward_to,
    hang_up,
    never_end,
    respond_with,
    run_fake_cluster,
)
from tests.support.service_process import Service

SOON = 3.0  # seconds, in which nobody is left without an answer
AT_ONCE = 0.05  # seconds, when it is known that there is none
SECRET = {"GLOSSARY_OPENSEARCH_PASSWORD": "s3cret"}
WELL_AGAIN = 10.0  # seconds after the return of the cluster


@contextmanager
def serving(folder: Path, address: str, **settings: str) -> Iterator[Service]:
    stated = {
        "GLOSSARY_BACKEND": address,
        "GLOSSARY_MEANING": "off",
        "GLOSSARY_CACHE_MB": "0",
        "WEB_CONCURRENCY": "1",
    }
    service = Service(folder, stated | settings)
    try:
        yield service
    finally:
        service.end()


def refusals(service: Service, count: int = 10) -> list[TimedResponse]:
    """So many questions while there is no cluster, the first ones waited for."""
    return [search(service, number) for number in range(count)]


def seconds_until(is_so: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < 60, "not in time"
        time.sleep(0.05)
    return time.monotonic() - began


def is_well(service: Service) -> bool:
    ready = get(service, "/readyz").is_good
    return ready and all(search(service, number).is_good for number in range(3))


def assert_refused(responses: list[TimedResponse]) -> None:
    """All were told to come back, soon, and the last ones at once."""
    print(f"refused after {[round(each.seconds, 3) for each in responses]} s")
    assert {each.status for each in responses} == {503}
    assert all(each.retry_after for each in responses)
    assert max(each.seconds for each in responses) < SOON
    assert median(each.seconds for each in responses[-5:]) < AT_ONCE


@pytest.mark.smoke
def test_a_killed_node_costs_next_to_nothing(
    bundled_namespace: ClusterNamespace, nodes: Nodes, tmp_path: Path
) -> None:
    with serving(tmp_path, bundled_namespace.address) as service:
        service.wait_until_ready()
        try:
            with SearchClients(service) as askers:
                time.sleep(3)
                nodes.kill(1)
                time.sleep(12)
        finally:
            nodes.start(1)
            nodes.wait_until_well()

    failed = askers.failed
    lasted = failed[-1].at - failed[0].at if failed else 0.0
    print(f"{len(failed)} of {len(askers.responses)} failed, for {lasted:.1f} s")
    assert len(askers.responses) > 30
    assert len(failed) <= len(askers.responses) / 100
    assert lasted <= 5.0


def test_frozen_nodes_refuse_soon_and_are_well_again(
    bundled_namespace: ClusterNamespace, nodes: Nodes, tmp_path: Path
) -> None:
    with serving(tmp_path, bundled_namespace.address) as service:
        service.wait_until_ready()
        nodes.freeze()
        try:
            refused = refusals(service)
            ready, alive = get(service, "/readyz"), get(service, "/healthz")
            page = get(service, "/?q=clot")
        finally:
            nodes.thaw()
        seconds = seconds_until(lambda: is_well(service))

    print(f"well again after {seconds:.1f} s")
    assert_refused(refused)
    assert (ready.status, alive.status, page.status) == (503, 200, 503)
    assert seconds < WELL_AGAIN


def test_a_service_outlives_its_cluster_and_one_that_starts_without_waits(
    bundled_namespace: ClusterNamespace, nodes: Nodes, tmp_path: Path
) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    early.mkdir()
    late.mkdir()
    with serving(early, bundled_namespace.address) as served:
        served.wait_until_ready()
        for number in range(3):
            nodes.kill(number)
        refused = refusals(served)
        with serving(late, bundled_namespace.address) as waiting:
            seconds_until(lambda: answers(waiting, "/healthz"))
            before = get(waiting, "/readyz"), get(served, "/readyz")
            nodes.start()
            nodes.wait_until_well()
            seconds = seconds_until(lambda: is_well(waiting) and is_well(served))

    print(f"well again after {seconds:.1f} s")
    assert_refused(refused)
    assert [each.status for each in before] == [503, 503]
    assert seconds < WELL_AGAIN


def answers(service: Service, path: str) -> bool:
    try:
        return get(service, path).is_good
    except OSError:
        return False


@pytest.fixture(scope="module")
def server(hosts: str) -> Iterator[FakeCluster]:
    """A way to the cluster on which something can go wrong."""
    with run_fake_cluster() as server:
        server.reply = forward_to(hosts)
        yield server


@pytest.fixture(scope="module")
def misled(
    bundled_namespace: ClusterNamespace,
    server: FakeCluster,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """A service that goes this way."""
    folder = tmp_path_factory.mktemp("misled")
    with serving(
        folder, bundled_namespace.address_through(server.server_port)
    ) as service:
        yield service.wait_until_ready()


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(respond_with(500, b"{}"), id="500"),
        pytest.param(respond_with(429, b"{}"), id="429"),
        pytest.param(respond_with(200, b"<html>\xff garbage"), id="garbage"),
        pytest.param(respond_with(200, b" " * 10_000_000 + b"{}"), id="10 MB"),
        pytest.param(never_end, id="endless"),
        pytest.param(hang_up, id="hanging up"),
    ],
)
def test_nonsense_is_refused_soon_and_forgotten(
    misled: Service, server: FakeCluster, reply: Reply
) -> None:
    well, server.reply = server.reply, reply

    refused = refusals(misled)
    ready, alive = get(misled, "/readyz"), get(misled, "/healthz")
    server.reply = well
    seconds = seconds_until(lambda: is_well(misled))

    assert_refused(refused)
    assert (ready.status, alive.status) == (503, 200)
    assert seconds < WELL_AGAIN


def test_what_was_lost_is_made_again(
    namespace: ClusterNamespace, tmp_path: Path
) -> None:
    with serving(tmp_path, namespace.address) as service:
        service.wait_until_ready()
        namespace.clear()
        assert search(service).status == 503
        service.wait_until_ready()

        assert search(service).is_good


def test_changed_files_are_taken_in_while_questions_are_answered(
    namespace: ClusterNamespace, tmp_path: Path
) -> None:
    file = tmp_path / "words.jsonl"
    entry = {"headword": "Clot", "definition": "A lump."}
    file.write_text(json.dumps(entry))
    settings = {"GLOSSARY_FILES": str(file), "GLOSSARY_RELOAD_SECONDS": "1"}
    with serving(tmp_path, namespace.address, **settings) as service:
        service.wait_until_ready()
        with SearchClients(service, 2) as askers:
            more = entry | {"headword": "Thrombus"}
            file.write_text(json.dumps(entry) + "\n" + json.dumps(more))
            service.wait_until(lambda: b"Thrombus" in service.get("/entries")[2])

        assert askers.failed == []
        assert len(namespace.aliased_indices()) == 1


def test_a_wrong_password_ends_the_start_and_is_not_told(tmp_path: Path) -> None:
    with run_fake_cluster() as server:
        server.reply = respond_with(401, b"Unauthorized", "text/plain")
        address = f"opensearch://reader@127.0.0.1:{server.server_port}/words"
        with serving(tmp_path, address, **SECRET) as service:
            code = service.wait()

    assert code != 0
    assert "GLOSSARY_BACKEND" in service.output
    assert "s3cret" not in service.output


def test_a_password_is_never_told(tmp_path: Path) -> None:
    with run_fake_cluster() as server:
        server.reply = respond_with(500, b'{"error": {"type": "s3cret"}}')
        address = f"opensearch://reader@127.0.0.1:{server.server_port}/words"
        with serving(tmp_path, address, **SECRET) as service:
            service.wait_until(lambda: answers(service, "/healthz"))
            told = [service.get(path)[2] for path in ("/search?q=a", "/readyz")]
            service.wait_until(lambda: len(server.heard) > 1)
            commands = [
                Path(f"/proc/{pid}/cmdline").read_bytes()
                for pid in (*service.workers, *service.builders())
            ]

    sent = {headers.get("authorization") for _, headers in server.heard}
    assert sent == {"Basic cmVhZGVyOnMzY3JldA=="}
    for each in (service.output.encode(), *told, *commands):
        assert b"s3cret" not in each
