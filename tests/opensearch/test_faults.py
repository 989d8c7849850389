"""Faults of a cluster: killed, frozen and missing nodes, and invalid responses.

A search is answered, or gets 503 with Retry-After in less than three seconds; it is
answered again some seconds after the cluster is back. Passwords are never shown.
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

MAX_SECONDS = 3.0  # until a response
MAX_SECONDS_IF_OPEN = 0.25  # while the circuit is open: a tenth of a timeout
SECRET = {"GLOSSARY_OPENSEARCH_PASSWORD": "s3cret"}
MAX_RECOVERY_SECONDS = 10.0  # after the cluster is back


@contextmanager
def run_service(folder: Path, address: str, **settings: str) -> Iterator[Service]:
    base = {
        "GLOSSARY_BACKEND": address,
        "GLOSSARY_MEANING": "off",
        "GLOSSARY_CACHE_MB": "0",
        "WEB_CONCURRENCY": "1",
    }
    service = Service(folder, base | settings)
    try:
        yield service
    finally:
        service.end()


def search_many(service: Service, count: int = 10) -> list[TimedResponse]:
    """Send searches; without a cluster the first ones take until their timeout."""
    return [search(service, number) for number in range(count)]


def measure_seconds_until(condition: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < 60, "not in time"
        time.sleep(0.05)
    return time.monotonic() - began


def has_recovered(service: Service) -> bool:
    ready = get(service, "/readyz").is_good
    return ready and all(search(service, number).is_good for number in range(3))


def assert_unavailable(responses: list[TimedResponse]) -> None:
    """Assert 503 with Retry-After, soon, and at once for the last ones."""
    print(f"unavailable after {[round(each.seconds, 3) for each in responses]} s")
    assert {each.status for each in responses} == {503}
    assert all(each.retry_after for each in responses)
    assert max(each.seconds for each in responses) < MAX_SECONDS
    assert median(each.seconds for each in responses[-5:]) < MAX_SECONDS_IF_OPEN


@pytest.mark.smoke
def test_killed_node_fails_at_most_one_percent_of_searches(
    bundled_namespace: ClusterNamespace, nodes: Nodes, tmp_path: Path
) -> None:
    with run_service(tmp_path, bundled_namespace.address) as service:
        service.wait_until_ready()
        try:
            with SearchClients(service) as clients:
                time.sleep(3)
                nodes.kill(1)
                time.sleep(12)
        finally:
            nodes.start(1)
            nodes.wait_until_green()

    failed = clients.failed
    lasted = failed[-1].at - failed[0].at if failed else 0.0
    print(f"{len(failed)} of {len(clients.responses)} failed, for {lasted:.1f} s")
    assert len(clients.responses) > 30
    assert len(failed) <= len(clients.responses) / 100
    assert lasted <= 5.0


def test_frozen_nodes_get_503_soon_and_searches_recover(
    bundled_namespace: ClusterNamespace, nodes: Nodes, tmp_path: Path
) -> None:
    with run_service(tmp_path, bundled_namespace.address) as service:
        service.wait_until_ready()
        nodes.freeze()
        try:
            unavailable = search_many(service)
            ready, alive = get(service, "/readyz"), get(service, "/healthz")
            page = get(service, "/?q=clot")
        finally:
            nodes.thaw()
        seconds = measure_seconds_until(lambda: has_recovered(service))

    print(f"recovered after {seconds:.1f} s")
    assert_unavailable(unavailable)
    assert (ready.status, alive.status, page.status) == (503, 200, 503)
    assert seconds < MAX_RECOVERY_SECONDS


def test_service_survives_its_cluster_and_starts_without_one(
    bundled_namespace: ClusterNamespace, nodes: Nodes, tmp_path: Path
) -> None:
    early_folder, late_folder = tmp_path / "early", tmp_path / "late"
    early_folder.mkdir()
    late_folder.mkdir()
    with run_service(early_folder, bundled_namespace.address) as running:
        running.wait_until_ready()
        for number in range(3):
            nodes.kill(number)
        unavailable = search_many(running)
        with run_service(late_folder, bundled_namespace.address) as waiting:
            measure_seconds_until(lambda: answers(waiting, "/healthz"))
            before = get(waiting, "/readyz"), get(running, "/readyz")
            nodes.start()
            nodes.wait_until_green()
            seconds = measure_seconds_until(
                lambda: has_recovered(waiting) and has_recovered(running)
            )

    print(f"recovered after {seconds:.1f} s")
    assert_unavailable(unavailable)
    assert [each.status for each in before] == [503, 503]
    assert seconds < MAX_RECOVERY_SECONDS


def answers(service: Service, path: str) -> bool:
    try:
        return get(service, path).is_good
    except OSError:
        return False


@pytest.fixture(scope="module")
def server(hosts: str) -> Iterator[FakeCluster]:
    """Run a proxy of the cluster that a test can make fail."""
    with run_fake_cluster() as server:
        server.reply = forward_to(hosts)
        yield server


@pytest.fixture(scope="module")
def proxied_service(
    bundled_namespace: ClusterNamespace,
    server: FakeCluster,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """Run a service behind the proxy."""
    folder = tmp_path_factory.mktemp("misled")
    with run_service(
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
def test_invalid_responses_get_503_soon_and_searches_recover(
    proxied_service: Service, server: FakeCluster, reply: Reply
) -> None:
    well, server.reply = server.reply, reply

    unavailable = search_many(proxied_service)
    ready, alive = get(proxied_service, "/readyz"), get(proxied_service, "/healthz")
    server.reply = well
    seconds = measure_seconds_until(lambda: has_recovered(proxied_service))

    assert_unavailable(unavailable)
    assert (ready.status, alive.status) == (503, 200)
    assert seconds < MAX_RECOVERY_SECONDS


def test_removed_index_is_built_again(
    namespace: ClusterNamespace, tmp_path: Path
) -> None:
    with run_service(tmp_path, namespace.address) as service:
        service.wait_until_ready()
        namespace.clear()
        assert search(service).status == 503
        service.wait_until_ready()

        assert search(service).is_good


def test_reload_of_changed_files_fails_no_searches(
    namespace: ClusterNamespace, tmp_path: Path
) -> None:
    file = tmp_path / "words.jsonl"
    entry = {"headword": "Clot", "definition": "A lump."}
    file.write_text(json.dumps(entry))
    settings = {"GLOSSARY_FILES": str(file), "GLOSSARY_RELOAD_SECONDS": "1"}
    with run_service(tmp_path, namespace.address, **settings) as service:
        service.wait_until_ready()
        with SearchClients(service, 2) as clients:
            more = entry | {"headword": "Thrombus"}
            file.write_text(json.dumps(entry) + "\n" + json.dumps(more))
            service.wait_until(lambda: b"Thrombus" in service.get("/entries")[2])

        assert clients.failed == []
        assert len(namespace.aliased_indices()) == 1


def test_wrong_password_ends_startup_without_being_logged(tmp_path: Path) -> None:
    with run_fake_cluster() as server:
        server.reply = respond_with(401, b"Unauthorized", "text/plain")
        address = f"opensearch://reader@127.0.0.1:{server.server_port}/words"
        with run_service(tmp_path, address, **SECRET) as service:
            code = service.wait()

    assert code != 0
    assert "GLOSSARY_BACKEND" in service.output
    assert "s3cret" not in service.output


def test_password_is_never_logged_or_shown(tmp_path: Path) -> None:
    with run_fake_cluster() as server:
        server.reply = respond_with(500, b'{"error": {"type": "s3cret"}}')
        address = f"opensearch://reader@127.0.0.1:{server.server_port}/words"
        with run_service(tmp_path, address, **SECRET) as service:
            service.wait_until(lambda: answers(service, "/healthz"))
            bodies = [service.get(path)[2] for path in ("/search?q=a", "/readyz")]
            service.wait_until(lambda: len(server.requests) > 1)
            commands = [
                Path(f"/proc/{pid}/cmdline").read_bytes()
                for pid in (*service.workers, *service.builders())
            ]

    sent = {headers.get("authorization") for _, headers in server.requests}
    assert sent == {"Basic cmVhZGVyOnMzY3JldA=="}
    for each in (service.output.encode(), *bodies, *commands):
        assert b"s3cret" not in each
