"""Client of a cluster: wrong responses become errors within limits."""

import json
import logging
import resource
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.engines.opensearch.cluster.address import parse_address
from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.responses import RejectedRequestError
from index.model.errors import (
    BackendAddressError,
    EngineUnavailableError,
    IndexFolderError,
)
from tests.support.fake_cluster import (
    FakeCluster,
    Reply,
    drip_headers,
    find_nothing,
    hang_up,
    never_end,
    respond_with,
    respond_with_searches,
    run_fake_cluster,
    search_response,
    stay_silent,
)
from tests.support.service_process import free_port

TEN_MEGABYTES = b'{"responses": [' + b" " * 10_000_000 + b"]}"
DEEPLY_NESTED = b'{"responses":' + b"[" * 200_000
INCOMPLETE = search_response() | {"_shards": {"total": 2, "successful": 1, "failed": 1}}
TIMED_OUT = search_response() | {"timed_out": True}
PATIENCE = 20.0  # seconds


@pytest.fixture
def server() -> Iterator[FakeCluster]:
    with run_fake_cluster() as server:
        yield server


@pytest.fixture
def cluster(server: FakeCluster) -> Cluster:
    return Cluster(parse_address(server.address))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)


def is_available(cluster: Cluster) -> bool:
    try:
        cluster.check("words")
    except EngineUnavailableError:
        return False
    return True


def test_search_many_returns_the_response_to_each_search(
    server: FakeCluster, cluster: Cluster
) -> None:
    server.reply = respond_with_searches(
        search_response({"headword": "Clot"}), search_response()
    )

    first, second = cluster.search_many("words", [{"size": 1}, {"size": 2}])

    assert first["hits"]["hits"][0]["_source"] == {"headword": "Clot"}
    assert second["hits"]["hits"] == []


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(respond_with(500, b"{}"), id="500"),
        pytest.param(respond_with(502, b"<html>Bad gateway", "text/html"), id="502"),
        pytest.param(respond_with(429, b"{}"), id="429"),
        pytest.param(respond_with(200, b"garbage \xff\xfe"), id="garbage"),
        pytest.param(respond_with(200, b"<html>", "text/html"), id="page"),
        pytest.param(respond_with(200, b"[1, 2]"), id="list"),
        pytest.param(respond_with(200, b'{"responses": {}}'), id="other shape"),
        pytest.param(respond_with(200, b""), id="nothing"),
        pytest.param(respond_with(200, TEN_MEGABYTES), id="10 MB"),
        pytest.param(respond_with(200, DEEPLY_NESTED), id="deep"),
        pytest.param(respond_with(302, b"", "text/html"), id="elsewhere"),
        pytest.param(hang_up, id="hanging up"),
        pytest.param(respond_with_searches(INCOMPLETE), id="a shard failed"),
        pytest.param(respond_with_searches(TIMED_OUT), id="timed out"),
        pytest.param(
            respond_with_searches({"error": {}, "status": 503}), id="503 within"
        ),
        pytest.param(respond_with_searches("?"), id="no object"),
        pytest.param(
            respond_with_searches(search_response(), search_response()),
            id="one too many",
        ),
    ],
)
def test_search_raises_for_anything_but_a_complete_response(
    server: FakeCluster, cluster: Cluster, reply: Reply
) -> None:
    server.reply = reply

    with pytest.raises((EngineUnavailableError, RejectedRequestError)):
        cluster.search("words", {"size": 1})


@pytest.mark.parametrize("reply", [stay_silent, drip_headers, never_end])
def test_search_ends_a_response_that_never_ends(
    server: FakeCluster, cluster: Cluster, reply: Reply
) -> None:
    server.reply = reply
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(EngineUnavailableError):
        cluster.search("words", {"size": 1})

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # KB; reading on would take a gigabyte


def test_search_is_retried_once(server: FakeCluster, cluster: Cluster) -> None:
    replies = iter(
        [
            respond_with(503, b"{}"),
            respond_with_searches(search_response({"headword": "Clot"})),
        ]
    )
    server.reply = lambda request: next(replies)(request)

    hits = cluster.search("words", {"size": 1})["hits"]["hits"]

    assert len(hits) == 1
    assert len(server.requests) == 2


def test_search_uses_another_host_if_one_is_unreachable(server: FakeCluster) -> None:
    unused = free_port()
    address = f"opensearch://127.0.0.1:{unused},127.0.0.1:{server.server_port}/words"
    cluster = Cluster(parse_address(address))

    for _ in range(10):
        cluster.check("words")


def test_rejected_searches_do_not_open_the_circuit(
    server: FakeCluster, cluster: Cluster
) -> None:
    invalid = {"error": {"type": "parsing_exception", "reason": "clot?"}, "status": 400}
    server.reply = respond_with_searches(invalid)

    for _ in range(5):
        with pytest.raises(RejectedRequestError) as rejected:
            cluster.search("words", {"size": 1})

    assert str(rejected.value) == (
        "OpenSearch rejected a request: parsing_exception (400)."
    )
    assert len(server.requests) == 5


def test_search_notes_a_missing_index(server: FakeCluster, cluster: Cluster) -> None:
    missing = {"error": {"type": "index_not_found_exception"}, "status": 404}
    server.reply = respond_with_searches(missing)

    with pytest.raises(IndexFolderError):
        cluster.search("words-1", {"size": 1})

    assert cluster.missing_indices == {"words-1"}


@pytest.mark.parametrize(
    "reply", [respond_with(500, b"{}"), respond_with_searches(INCOMPLETE)]
)
def test_circuit_closes_when_the_cluster_responds_again(
    server: FakeCluster, cluster: Cluster, reply: Reply
) -> None:
    server.reply = reply
    for _ in range(3):
        assert not is_available(cluster)
    server.reply = find_nothing

    wait_until(lambda: is_available(cluster))


def test_open_circuit_sends_only_probes(server: FakeCluster, cluster: Cluster) -> None:
    server.reply = respond_with(500, b"{}")
    for _ in range(3):
        assert not is_available(cluster)
    before = len(server.requests)

    for _ in range(200):
        assert not is_available(cluster)

    assert len(server.requests) - before <= 3  # probes, one a second


def test_credentials_are_sent_and_neither_logged_nor_quoted(
    server: FakeCluster, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    place = f"127.0.0.1:{server.server_port}"
    clusters = [
        Cluster(parse_address(f"opensearch://user:s3cret@{place}/words")),
        Cluster(parse_address(f"opensearch://{place}/words?api_key=s3cret")),
    ]
    server.reply = respond_with(401, b'{"error": {"type": "s3cret s3cret"}}')

    for cluster in clusters:
        with pytest.raises(RejectedRequestError) as rejected:
            cluster.search("words", {"query": {"match": {"all": "s3cret"}}})
        assert "s3cret" not in f"{rejected.value!r} {rejected.value.__cause__}"

    sent = [headers["authorization"] for _, headers in server.requests]
    assert sent == ["Basic dXNlcjpzM2NyZXQ=", "ApiKey s3cret"]
    assert "s3cret" not in caplog.text


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Create a self-signed certificate for this machine, with its key."""
    if not shutil.which("openssl"):
        pytest.skip("making a certificate needs openssl")
    file = tmp_path / "both.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-keyout", str(file), "-out", str(tmp_path / "ca.pem"), *subject]
    subprocess.run(command, check=True, capture_output=True)
    file.write_text(file.read_text() + (tmp_path / "ca.pem").read_text())
    return file


def test_tls_requires_a_trusted_certificate(
    server: FakeCluster, certificate: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    place = f"127.0.0.1:{server.server_port}/words"
    ca_file = certificate.with_name("ca.pem")

    trusting = Cluster(parse_address(f"opensearchs://{place}?ca={ca_file}"))
    wary = Cluster(parse_address(f"opensearchs://{place}"))

    assert is_available(trusting)
    assert not is_available(wary)


def test_cluster_rejects_a_file_without_certificates(tmp_path: Path) -> None:
    file = tmp_path / "empty.pem"
    file.touch()

    with pytest.raises(BackendAddressError, match="certificates"):
        Cluster(parse_address(f"opensearchs://search/words?ca={file}"))


def test_search_sends_user_input_as_a_value(
    server: FakeCluster, cluster: Cluster
) -> None:
    bodies: list[bytes] = []

    def record(request: object) -> None:
        bodies.append(request.body)  # type: ignore[attr-defined]
        find_nothing(request)  # type: ignore[arg-type]

    server.reply = record
    typed = 'a"}}\n{"index":"secrets"}\n\ud800\u2028'

    cluster.search("words", {"query": {"match": {"all": typed}}})

    head, body = bodies[0].decode().splitlines()
    assert json.loads(head)["index"] == "words"
    assert json.loads(body)["query"] == {"match": {"all": typed}}
