"""The whole service over raw HTTP, under its own worker and under gthread."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from index.model.backend import Backend
from service.app import create_app
from service.settings import read_settings
from tests.support.service_process import Service
from tests.support.worker_classes import SHIPPED, serve_bundled, service_client

LAST = "Connection: close"
TARGETS = (
    *("/search?q=clot", "/search?q=thrombosytopenia&limit=1", "/search", "/search?q=+"),
    *("/autocomplete?q=thro", "/suggestions?q=thro", "/entries?letter=p&limit=3"),
    *("/entries/placebo", "/entries/%00%F0%9F%92%8A", "/glossary.csv", "/openapi.json"),
    *(
        "/",
        "/?q=clot",
        "/?print=yes",
        "/glossary/placebo",
        "/glossary//placebo",
        "/a//b",
    ),
    *("/?x=1", "/embed", "/docs", "/sitemap.xml", "/linker/names.json", "/nowhere"),
)


@pytest.fixture(scope="module", params=[SHIPPED, "gthread"], ids=["gevent", "gthread"])
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with serve_bundled(tmp_path_factory.mktemp("running"), request.param) as service:
        yield service


def request(method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def raw_search(text: bytes) -> bytes:
    end = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    return b"GET /search?q=" + text + end


@pytest.mark.smoke
def test_search_finds_what_clot_means(running: Service) -> None:
    status, headers, body = running.get("/search?q=clot")

    found = [result["headword"] for result in json.loads(body)["results"]]
    assert status == 200
    assert headers["Content-Type"] == "application/json"
    assert set(found[:2]) == {"Deep vein thrombosis", "Pulmonary embolism"}
    assert "Traceback" not in running.output


@pytest.fixture(scope="module")
def application(bundled: Backend) -> FlaskClient:
    return create_app(read_settings({}), backend=bundled).test_client()


@pytest.mark.smoke
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_served_response_is_that_of_the_application(
    running: Service, application: FlaskClient, method: str
) -> None:
    for target in TARGETS:
        served = ask(service_client(running), method, target)

        assert served == ask(application, method, target), target


def ask(client: Client, method: str, target: str) -> tuple[int, object, bytes]:
    headers = {"Accept": "text/html", "X-Request-ID": "the-same"}
    with client.open(target, method=method, headers=headers) as reply:
        named = sorted((name.lower(), ordered(value)) for name, value in reply.headers)
        return reply.status_code, named, reply.data


def ordered(value: str) -> list[str]:
    return sorted(value.split(", "))  # methods in Allow have no order


@pytest.mark.parametrize("running", [SHIPPED], indirect=True)
@pytest.mark.parametrize("typed", ["é", "ünï", "血栓"])
def test_target_that_is_not_percent_encoded_is_read_as_utf8(
    running: Service, typed: str
) -> None:
    head, _, body = running.send(raw_search(typed.encode())).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 ")
    assert json.loads(body)["query"] == typed


@pytest.mark.parametrize("running", [SHIPPED], indirect=True)
def test_target_that_is_not_utf8_is_refused(running: Service) -> None:
    assert running.send(raw_search(b"\xe9")).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("target", ["/search?q=clot", "/healthz", "/search", "/gone"])
def test_head_response_is_that_of_get_without_the_body(
    running: Service, target: str
) -> None:
    head, _, body = running.send(request("HEAD", target, LAST)).partition(b"\r\n\r\n")
    status, headers, _ = running.get(target)

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"content-length: {headers['Content-Length']}".encode() in head.lower()
    assert body == b""


def test_request_line_of_100_kilobytes_is_refused(running: Service) -> None:
    answer = running.send(request("GET", "/search?q=" + "x" * 100_000, LAST))

    assert answer == b"" or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 414"))
    assert running.get("/healthz")[0] == 200


@pytest.mark.smoke
@pytest.mark.parametrize("size", [5, 1025, 200_000])
def test_request_body_is_harmless(running: Service, size: int) -> None:
    first = request("GET", "/healthz", f"Content-Length: {size}", body=b"x" * size)

    answer = running.send(first + request("GET", "/search?q=dvt", LAST))

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b" 500 " not in answer
    assert running.get("/healthz")[0] == 200


def test_two_requests_share_a_connection(running: Service) -> None:
    first = request("GET", "/healthz")

    answer = running.send(first + request("GET", "/search?q=dvt", LAST))

    assert answer.count(b"HTTP/1.1 200 ") == 2
    assert b"Deep vein thrombosis" in answer


def test_worker_class_is_the_configured_one(running: Service) -> None:
    is_gthread = "Using worker: gthread" in running.output
    modules = Path(f"/proc/{running.workers[0]}/maps").read_text()

    assert is_gthread != ("Using worker: service.server" in running.output)
    assert is_gthread != ("corecext" in modules)  # gevent's event loop


ANNOTATE = ("POST", "/annotate", LAST, "Content-Type: text/plain")
LONG_TEXT = b"A blood clot. " + b"x" * 204_786


def chunks(text: bytes) -> bytes:
    parts = (text[at : at + 9000] for at in range(0, len(text), 9000))
    coded = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return coded + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (f"Content-Length: {len(LONG_TEXT)}", LONG_TEXT),
        ("Transfer-Encoding: chunked", chunks(LONG_TEXT)),
    ],
    ids=["length", "chunks"],
)
def test_text_of_200_kb_is_annotated(
    running: Service, headers: str, body: bytes
) -> None:
    head, _, answer = running.send(request(*ANNOTATE, headers, body=body)).partition(
        b"\r\n\r\n"
    )

    assert head.startswith(b"HTTP/1.1 200 ")
    assert [each["text"] for each in json.loads(answer)["annotations"]] == [
        "blood clot"
    ]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ("Content-Length: 204801", LONG_TEXT + b"x", b"413"),
        ("Transfer-Encoding: chunked", chunks(LONG_TEXT + b"x"), b"413"),
        ("Transfer-Encoding: chunked", b"zz\r\nvein\r\n", b"400"),
        (
            "Transfer-Encoding: chunked",
            b"4\r\nvein\r\n0\r\n" + b"X: x\r\n" * 60_000 + b"\r\n",
            b"400",
        ),
    ],
    ids=["long", "long chunks", "malformed chunks", "endless trailers"],
)
def test_text_that_cannot_be_read_is_refused(
    running: Service, headers: str, body: bytes, status: bytes
) -> None:
    answer = running.send(request(*ANNOTATE, headers, body=body))

    assert answer.startswith(b"HTTP/1.1 " + status)
    assert "Traceback" not in running.output
