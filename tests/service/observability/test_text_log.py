"""Text log: the lines for a person at a terminal."""

import json
import logging
import os
import pty
from pathlib import Path

import pytest

from service.http.request_context import RequestContext
from service.observability.text_log import TextFormatter, TextLog, is_text
from service.server.gunicorn_log import logging_config


class Lines:
    """Stream that keeps the lines."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, line: bytes) -> int:
        self.text += line.decode()
        return len(line)


def test_text_is_for_terminals_unless_chosen(tmp_path: Path) -> None:
    terminal, other = pty.openpty()
    with (tmp_path / "log").open("w") as file:
        texts = {
            choice: (is_text(choice, other), is_text(choice, file.fileno()))
            for choice in ("auto", "json", "text")
        }
    os.close(terminal)
    os.close(other)

    assert texts == {
        "auto": (True, False),
        "json": (False, False),
        "text": (True, True),
    }


def test_request_is_a_line_with_route_status_and_time() -> None:
    stream = Lines()
    context = RequestContext("id")
    context.route = "/search"

    TextLog(stream).write_request(context, "GET", 200, 0.00123)

    assert stream.text[8:] == " GET /search 200 in 1.2 ms\n"


def test_event_cannot_forge_a_line_or_control_the_terminal() -> None:
    stream = Lines()

    TextLog(stream).write("a\nb\x1b[2J", reason='c\r"d"')

    assert stream.text[8:] == ' a\\nb\\u001b[2J reason="c\\r\\"d\\""\n'


def test_record_is_a_line_with_its_error() -> None:
    record = logging.makeLogRecord(
        {"msg": "Failed", "exc_info": (None, OSError(), None)}
    )

    assert TextFormatter().format(record)[8:] == ' Failed error="OSError" stack=[]'


def test_client_address_of_gunicorn_is_left_out() -> None:
    record = logging.makeLogRecord({"msg": "Invalid request from ip=203.0.113.9: x"})

    assert "203.0.113.9" not in TextFormatter().format(record)


@pytest.mark.parametrize(("choice", "level"), [("json", "INFO"), ("text", "WARNING")])
def test_start_of_gunicorn_is_logged_for_programs_alone(
    choice: str, level: str
) -> None:
    config = json.loads(json.dumps(logging_config(choice), default=str))

    assert config["loggers"]["gunicorn.error"]["level"] == level
    assert config["handlers"]["error_console"]["formatter"] == choice
