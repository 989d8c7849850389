"""JSON log: one line per request, without client data, that no input can forge."""

import io
import json
import logging
import sys
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model.backend import Backend
from service.app import create_app
from service.http.request_context import accept_request_id
from service.observability.json_log import JsonFormatter, Log, error_fields
from service.settings import Settings, read_settings
from tests.support.faulty_backends import BrokenBackend

FIELDS = [
    "time",
    "event",
    "request_id",
    "method",
    "route",
    "status",
    "ms",
    "cache_hit",
    "total",
    "channel",
]
ANY_TEXT = st.text(st.characters(codec=None), max_size=300)


class LoggedService:
    """A service and its log lines."""

    def __init__(self, backend: object) -> None:
        self.stream = io.BytesIO()
        app = create_app(Settings(), backend=backend, log=Log(self.stream))  # type: ignore[arg-type]
        self.client: FlaskClient = app.test_client()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def service(bundled: Backend) -> LoggedService:
    return LoggedService(bundled)


def test_request_line_has_the_outcome_of_the_search(service: LoggedService) -> None:
    service.client.get("/search?q=clot")

    (line,) = service.lines()
    assert list(line) == FIELDS
    assert (line["event"], line["method"], line["status"]) == ("request", "GET", 200)
    assert (line["route"], line["total"], line["channel"]) == ("/search", 3, "words")
    assert 0 < line["ms"] < 60_000
    assert line["cache_hit"] is False


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/entries/placebo", "/entries/<id>", 200),
        ("GET", "/entries/secret", "/entries/<id>", 404),
        ("GET", "/secret", "unmatched", 404),
        ("GET", "/static/secret.css", "/static/<path:filename>", 404),
        ("HEAD", "/docs", "/docs", 200),
        ("GET", "/search?secret=secret", "/search", 400),
        ("OPTIONS", "/search", "/search", 200),
    ],
)
def test_request_line_has_the_route_and_no_client_data(
    service: LoggedService, method: str, path: str, route: str, status: int
) -> None:
    service.client.open(
        path,
        method=method,
        headers={"User-Agent": "secret", "Referer": "https://secret.example"},
        environ_base={"REMOTE_ADDR": "192.0.2.77"},
    )

    (line,) = service.lines()
    assert (line["method"], line["route"], line["status"]) == (method, route, status)
    assert b"secret" not in service.stream.getvalue()
    assert b"192.0.2" not in service.stream.getvalue()


def test_request_line_does_not_repeat_an_unknown_method(service: LoggedService) -> None:
    service.client.open("/search?q=clot", method='SECRET","status":"200')

    (line,) = service.lines()
    assert (line["method"], line["status"]) == ("other", 405)


def test_request_line_counts_suggestions(service: LoggedService) -> None:
    service.client.get("/autocomplete?q=thro&limit=2")

    (line,) = service.lines()
    assert (line["total"], line["channel"]) == (2, "words")


def test_request_line_of_an_error_has_its_stack_without_the_query() -> None:
    service = LoggedService(BrokenBackend())

    reply = service.client.get("/search?q=secret")

    (line,) = service.lines()
    assert (line["status"], line["error"], line["because"]) == (
        500,
        "RuntimeError",
        "KeyError",
    )
    assert line["stack"][-1].startswith("support/faulty_backends.py:")
    assert b"secret" not in service.stream.getvalue()
    assert json.loads(reply.text)["instance"] == line["request_id"]


def test_error_fields_of_a_deep_stack_fit_into_one_write() -> None:
    def deeper(left: int) -> None:
        if left:
            deeper(left - 1)
        raise ValueError

    with pytest.raises(ValueError) as raised:  # noqa: PT011 - any will do
        deeper(500)

    assert len(json.dumps(error_fields(raised.value))) < 3000


# Request IDs


def test_request_id_is_in_line_header_and_problem(service: LoggedService) -> None:
    reply = service.client.get("/search", headers={"X-Request-ID": "from.a-proxy_1"})

    (line,) = service.lines()
    assert line["request_id"] == reply.headers["X-Request-ID"] == "from.a-proxy_1"
    assert json.loads(reply.text)["instance"] == "from.a-proxy_1"


def test_request_ids_are_unique(service: LoggedService) -> None:
    for _ in range(50):
        service.client.get("/healthz")

    assert len({line["request_id"] for line in service.lines()}) == 50


@pytest.mark.parametrize(
    "header",
    [
        "",
        "short",
        "x" * 65,
        "with space",
        "a\nforged-line",
        'quote"quote',
        "umlaut-äöü",
        "-begins-with-dash",
        "<script>alert",
        "trailing-newline\n",
    ],
)
def test_request_id_replaces_a_malformed_header(header: str) -> None:
    assert accept_request_id(header) != header
    assert len(accept_request_id(header)) == 32


@given(ANY_TEXT)
def test_request_id_is_safe_for_any_header(header: str) -> None:
    safe_id = accept_request_id(header)

    assert safe_id.isascii()
    assert not set(safe_id) & set(" \"\\{}:,\r\n\t<>'")
    assert 8 <= len(safe_id) <= 64


# Escaping


@given(event=ANY_TEXT, value=ANY_TEXT)
def test_write_escapes_any_text_to_one_line(event: str, value: str) -> None:
    stream = io.BytesIO()

    Log(stream).write(event, value=value)

    written = stream.getvalue()
    assert written.endswith(b"\n")
    assert written.count(b"\n") == 1
    assert all(0x20 <= byte < 0x7F for byte in written[:-1])
    line = json.loads(written)
    assert (line["event"], line["value"]) == (event, value)


@given(ANY_TEXT)
def test_json_formatter_escapes_any_text_to_one_line(text: str) -> None:
    record = logging.LogRecord("other", logging.INFO, "", 1, "%s", (text,), None)

    line = JsonFormatter().format(record)

    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["event"] in (text, "Invalid request rejected")


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80))
def test_request_line_is_unchanged_by_any_header(header: str) -> None:
    service = LoggedService(BrokenBackend())

    service.client.get(
        "/healthz", headers={"X-Request-ID": header, "User-Agent": header}
    )

    (line,) = service.lines()
    assert list(line) == FIELDS


def test_json_formatter_removes_address_and_request_line() -> None:
    text = "Invalid request from ip=192.0.2.1: Invalid HTTP request line: '/?q=secret'"
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 1, text, (), None)

    line = json.loads(JsonFormatter().format(record))

    assert line["event"] == "Invalid request rejected"
    assert line["level"] == "warning"


def test_json_formatter_writes_an_exception_on_one_line() -> None:
    try:
        raise OSError("secret")
    except OSError:
        record = logging.LogRecord("o", 40, "", 1, "Bad.", (), sys.exc_info())

    line = json.loads(JsonFormatter().format(record))

    assert line["error"] == "OSError"
    assert line["stack"][0].startswith("observability/test_json_log.py:")


# Write errors


class FullDisk(io.RawIOBase):
    """A stream on a full disk."""

    def write(self, line: object) -> int:
        raise OSError(28, "No space left on device")


def test_requests_succeed_when_the_log_cannot_be_written(bundled: Backend) -> None:
    app = create_app(read_settings({}), backend=bundled, log=Log(FullDisk()))
    client = app.test_client()

    replies = [client.get("/search?q=clot").status_code for _ in range(3)]

    assert replies == [200, 200, 200]
    assert "heardword_log_lines_lost_total 3.0" in client.get("/metrics").text
