"""The log: one line a request, nothing of the reader in it, nothing forged."""

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
from service.http.request_context import request_id
from service.observability.json_log import JsonFormatter, Log, error_fields
from service.settings import Settings, read_settings
from tests.support.faulty_backends import Broken

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


class Observed:
    """A service and the lines that it logged."""

    def __init__(self, backend: object) -> None:
        self.stream = io.BytesIO()
        app = create_app(Settings(), backend=backend, log=Log(self.stream))  # type: ignore[arg-type]
        self.client: FlaskClient = app.test_client()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def observed(bundled: Backend) -> Observed:
    return Observed(bundled)


def test_a_line_tells_what_was_answered(observed: Observed) -> None:
    observed.client.get("/search?q=clot")

    (line,) = observed.lines()
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
def test_a_line_names_the_route_and_never_the_path(
    observed: Observed, method: str, path: str, route: str, status: int
) -> None:
    observed.client.open(
        path,
        method=method,
        headers={"User-Agent": "secret", "Referer": "https://secret.example"},
        environ_base={"REMOTE_ADDR": "192.0.2.77"},
    )

    (line,) = observed.lines()
    assert (line["method"], line["route"], line["status"]) == (method, route, status)
    assert b"secret" not in observed.stream.getvalue()
    assert b"192.0.2" not in observed.stream.getvalue()


def test_a_method_that_somebody_made_up_is_not_repeated(observed: Observed) -> None:
    observed.client.open("/search?q=clot", method='SECRET","status":"200')

    (line,) = observed.lines()
    assert (line["method"], line["status"]) == ("other", 405)


def test_suggestions_are_counted(observed: Observed) -> None:
    observed.client.get("/autocomplete?q=thro&limit=2")

    (line,) = observed.lines()
    assert (line["total"], line["channel"]) == (2, "words")


def test_a_fault_is_explained_without_what_was_asked() -> None:
    observed = Observed(Broken())

    reply = observed.client.get("/search?q=secret")

    (line,) = observed.lines()
    assert (line["status"], line["error"], line["because"]) == (
        500,
        "RuntimeError",
        "KeyError",
    )
    assert line["stack"][-1].startswith("support/faulty_backends.py:")
    assert b"secret" not in observed.stream.getvalue()
    assert json.loads(reply.text)["instance"] == line["request_id"]


def test_a_deep_fault_still_fits_into_one_write() -> None:
    def deeper(left: int) -> None:
        if left:
            deeper(left - 1)
        raise ValueError

    with pytest.raises(ValueError) as raised:  # noqa: PT011 - any will do
        deeper(500)

    assert len(json.dumps(error_fields(raised.value))) < 3000


# Ids


def test_the_id_is_told_to_the_reader(observed: Observed) -> None:
    reply = observed.client.get("/search", headers={"X-Request-ID": "from.a-proxy_1"})

    (line,) = observed.lines()
    assert line["request_id"] == reply.headers["X-Request-ID"] == "from.a-proxy_1"
    assert json.loads(reply.text)["instance"] == "from.a-proxy_1"


def test_every_request_has_an_id_of_its_own(observed: Observed) -> None:
    for _ in range(50):
        observed.client.get("/healthz")

    assert len({line["request_id"] for line in observed.lines()}) == 50


@pytest.mark.parametrize(
    "stated",
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
def test_an_id_that_is_not_well_formed_is_replaced(stated: str) -> None:
    assert request_id(stated) != stated
    assert len(request_id(stated)) == 32


@given(ANY_TEXT)
def test_no_id_can_carry_anything_else(stated: str) -> None:
    taken = request_id(stated)

    assert taken.isascii()
    assert not set(taken) & set(" \"\\{}:,\r\n\t<>'")
    assert 8 <= len(taken) <= 64


# Forging


@given(event=ANY_TEXT, value=ANY_TEXT)
def test_no_text_can_forge_a_line(event: str, value: str) -> None:
    stream = io.BytesIO()

    Log(stream).write(event, value=value)

    written = stream.getvalue()
    assert written.endswith(b"\n")
    assert written.count(b"\n") == 1
    assert all(0x20 <= byte < 0x7F for byte in written[:-1])
    line = json.loads(written)
    assert (line["event"], line["value"]) == (event, value)


@given(ANY_TEXT)
def test_lines_of_other_packages_cannot_be_forged_either(text: str) -> None:
    record = logging.LogRecord("other", logging.INFO, "", 1, "%s", (text,), None)

    line = JsonFormatter().format(record)

    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["event"] in (text, "Invalid request refused")


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80))
def test_no_header_of_a_request_can_forge_a_line(stated: str) -> None:
    observed = Observed(Broken())

    observed.client.get(
        "/healthz", headers={"X-Request-ID": stated, "User-Agent": stated}
    )

    (line,) = observed.lines()
    assert list(line) == FIELDS


def test_gunicorn_tells_no_address_and_no_request_line() -> None:
    text = "Invalid request from ip=192.0.2.1: Invalid HTTP request line: '/?q=secret'"
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 1, text, (), None)

    line = json.loads(JsonFormatter().format(record))

    assert line["event"] == "Invalid request refused"
    assert line["level"] == "warning"


def test_a_fault_in_another_package_is_told_on_one_line() -> None:
    try:
        raise OSError("secret")
    except OSError:
        record = logging.LogRecord("o", 40, "", 1, "Bad.", (), sys.exc_info())

    line = json.loads(JsonFormatter().format(record))

    assert line["error"] == "OSError"
    assert line["stack"][0].startswith("observability/test_json_log.py:")


# When it cannot be written


class Full(io.RawIOBase):
    """A disk without room."""

    def write(self, line: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_log_that_cannot_be_written_stops_nobody(bundled: Backend) -> None:
    app = create_app(read_settings({}), backend=bundled, log=Log(Full()))
    client = app.test_client()

    replies = [client.get("/search?q=clot").status_code for _ in range(3)]

    assert replies == [200, 200, 200]
    assert "heardword_log_lines_lost_total 3.0" in client.get("/metrics").text
