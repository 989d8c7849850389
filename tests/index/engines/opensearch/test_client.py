"""A cluster that answers anything but what was asked: an error, soon, and no more."""

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
from index.engines.opensearch.cluster.circuit_breaker import CircuitBreaker
from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.cluster.responses import RefusedRequestError
from index.model.errors import (
    BackendAddressError,
    EngineUnavailableError,
    IndexFolderError,
)
from tests.support.fake_cluster import (
    Reply,
    StrangeCluster,
    answering,
    dribbling,
    endless,
    found,
    hanging_up,
    saying,
    silent,
    strange_cluster,
    well,
)
from tests.support.service_process import free_port

TEN_MEGABYTES = b'{"responses": [' + b" " * 10_000_000 + b"]}"
DEEP = b'{"responses":' + b"[" * 200_000
LACKING = found() | {"_shards": {"total": 2, "successful": 1, "failed": 1}}
LATE = found() | {"timed_out": True}
PATIENCE = 20.0  # seconds


@pytest.fixture
def server() -> Iterator[StrangeCluster]:
    with strange_cluster() as server:
        yield server


@pytest.fixture
def cluster(server: StrangeCluster) -> Cluster:
    return Cluster(parse_address(server.address))


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)


def answers(cluster: Cluster) -> bool:
    try:
        cluster.check("words")
    except EngineUnavailableError:
        return False
    return True


def test_what_was_found_is_given(server: StrangeCluster, cluster: Cluster) -> None:
    server.reply = answering(found({"headword": "Clot"}), found())

    first, second = cluster.search_many("words", [{"size": 1}, {"size": 2}])

    assert first["hits"]["hits"][0]["_source"] == {"headword": "Clot"}
    assert second["hits"]["hits"] == []


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(saying(500, b"{}"), id="500"),
        pytest.param(saying(502, b"<html>Bad gateway", "text/html"), id="502"),
        pytest.param(saying(429, b"{}"), id="429"),
        pytest.param(saying(200, b"garbage \xff\xfe"), id="garbage"),
        pytest.param(saying(200, b"<html>", "text/html"), id="page"),
        pytest.param(saying(200, b"[1, 2]"), id="list"),
        pytest.param(saying(200, b'{"responses": {}}'), id="other shape"),
        pytest.param(saying(200, b""), id="nothing"),
        pytest.param(saying(200, TEN_MEGABYTES), id="10 MB"),
        pytest.param(saying(200, DEEP), id="deep"),
        pytest.param(saying(302, b"", "text/html"), id="elsewhere"),
        pytest.param(hanging_up, id="hanging up"),
        pytest.param(answering(LACKING), id="a shard failed"),
        pytest.param(answering(LATE), id="timed out"),
        pytest.param(answering({"error": {}, "status": 503}), id="503 within"),
        pytest.param(answering("?"), id="no object"),
        pytest.param(answering(found(), found()), id="one too many"),
    ],
)
def test_anything_but_a_whole_answer_is_an_error(
    server: StrangeCluster, cluster: Cluster, reply: Reply
) -> None:
    server.reply = reply

    with pytest.raises((EngineUnavailableError, RefusedRequestError)):
        cluster.search("words", {"size": 1})


@pytest.mark.parametrize("reply", [silent, dribbling, endless])
def test_what_never_ends_is_ended(
    server: StrangeCluster, cluster: Cluster, reply: Reply
) -> None:
    server.reply = reply
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(EngineUnavailableError):
        cluster.search("words", {"size": 1})

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # KB; what is endless would be a gigabyte


def test_a_failed_question_is_asked_once_more(
    server: StrangeCluster, cluster: Cluster
) -> None:
    replies = iter([saying(503, b"{}"), answering(found({"headword": "Clot"}))])
    server.reply = lambda request: next(replies)(request)

    hits = cluster.search("words", {"size": 1})["hits"]["hits"]

    assert len(hits) == 1
    assert len(server.heard) == 2


def test_another_host_is_asked_when_one_is_away(server: StrangeCluster) -> None:
    nobody = free_port()
    address = f"opensearch://127.0.0.1:{nobody},127.0.0.1:{server.server_port}/words"
    cluster = Cluster(parse_address(address))

    for _ in range(10):
        cluster.check("words")


def test_a_refusal_is_no_failure(server: StrangeCluster, cluster: Cluster) -> None:
    wrong = {"error": {"type": "parsing_exception", "reason": "clot?"}, "status": 400}
    server.reply = answering(wrong)

    for _ in range(5):
        with pytest.raises(RefusedRequestError) as refused:
            cluster.search("words", {"size": 1})

    assert str(refused.value) == (
        "OpenSearch refused a request: parsing_exception (400)."
    )
    assert len(server.heard) == 5


def test_an_index_that_is_gone_is_told_apart(
    server: StrangeCluster, cluster: Cluster
) -> None:
    gone = {"error": {"type": "index_not_found_exception"}, "status": 404}
    server.reply = answering(gone)

    with pytest.raises(IndexFolderError):
        cluster.search("words-1", {"size": 1})

    assert cluster.gone == {"words-1"}


def test_after_some_failures_nobody_is_asked(
    server: StrangeCluster, cluster: Cluster
) -> None:
    server.reply = saying(500, b"{}")
    for _ in range(3):
        assert not answers(cluster)
    server.reply = silent
    began = time.monotonic()

    for _ in range(100):
        assert not answers(cluster)

    assert time.monotonic() - began < 2.0  # a single one that is asked takes longer


@pytest.mark.parametrize("reply", [saying(500, b"{}"), answering(LACKING)])
def test_when_it_is_there_again_it_is_asked_again(
    server: StrangeCluster, cluster: Cluster, reply: Reply
) -> None:
    server.reply = reply
    for _ in range(3):
        assert not answers(cluster)
    server.reply = well

    wait_until(lambda: answers(cluster))


def test_while_it_is_away_little_is_sent(
    server: StrangeCluster, cluster: Cluster
) -> None:
    server.reply = saying(500, b"{}")
    for _ in range(3):
        assert not answers(cluster)
    heard = len(server.heard)

    for _ in range(200):
        assert not answers(cluster)

    assert len(server.heard) - heard <= 3  # its own tries, one a second


def test_what_is_secret_is_sent_and_not_told(
    server: StrangeCluster, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    place = f"127.0.0.1:{server.server_port}"
    clusters = [
        Cluster(parse_address(f"opensearch://user:s3cret@{place}/words")),
        Cluster(parse_address(f"opensearch://{place}/words?api_key=s3cret")),
    ]
    server.reply = saying(401, b'{"error": {"type": "s3cret s3cret"}}')

    for cluster in clusters:
        with pytest.raises(RefusedRequestError) as refused:
            cluster.search("words", {"query": {"match": {"all": "s3cret"}}})
        assert "s3cret" not in f"{refused.value!r} {refused.value.__cause__}"

    sent = [headers["authorization"] for _, headers in server.heard]
    assert sent == ["Basic dXNlcjpzM2NyZXQ=", "ApiKey s3cret"]
    assert "s3cret" not in caplog.text


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine, and its key, signed by nobody else."""
    if not shutil.which("openssl"):
        pytest.skip("making a certificate needs openssl")
    file = tmp_path / "both.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    order = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    order += ["-keyout", str(file), "-out", str(tmp_path / "ca.pem"), *subject]
    subprocess.run(order, check=True, capture_output=True)
    file.write_text(file.read_text() + (tmp_path / "ca.pem").read_text())
    return file


def test_tls_is_answered_by_who_is_trusted_only(
    server: StrangeCluster, certificate: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    place = f"127.0.0.1:{server.server_port}/words"
    authorities = certificate.with_name("ca.pem")

    trusting = Cluster(parse_address(f"opensearchs://{place}?ca={authorities}"))
    wary = Cluster(parse_address(f"opensearchs://{place}"))

    assert answers(trusting)
    assert not answers(wary)


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.pem"
    file.touch()

    with pytest.raises(BackendAddressError, match="certificates"):
        Cluster(parse_address(f"opensearchs://search/words?ca={file}"))


def test_what_is_asked_stays_a_value(server: StrangeCluster, cluster: Cluster) -> None:
    bodies: list[bytes] = []

    def note(request: object) -> None:
        bodies.append(request.body)  # type: ignore[attr-defined]
        well(request)  # type: ignore[arg-type]

    server.reply = note
    asked = 'a"}}\n{"index":"secrets"}\n\ud800\u2028'

    cluster.search("words", {"query": {"match": {"all": asked}}})

    head, body = bodies[0].decode().splitlines()
    assert json.loads(head)["index"] == "words"
    assert json.loads(body)["query"] == {"match": {"all": asked}}


def test_a_circuit_opens_and_closes_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "index.engines.opensearch.cluster.circuit_breaker._TRY_EVERY", 0.01
    )
    tried: list[int] = []

    def attempt() -> None:
        tried.append(1)
        if len(tried) < 3:
            raise EngineUnavailableError("Away.")

    circuit = CircuitBreaker("It", attempt)

    for _ in range(3):
        circuit.check()
        circuit.failed()
    with pytest.raises(EngineUnavailableError):
        circuit.check()

    def is_closed() -> bool:
        try:
            circuit.check()
        except EngineUnavailableError:
            return False
        return True

    wait_until(is_closed)
    assert len(tried) == 3


def test_single_failures_open_nothing() -> None:
    circuit = CircuitBreaker("It", lambda: None)

    for _ in range(10):
        circuit.failed()
        circuit.failed()
        circuit.succeeded()
        circuit.check()
