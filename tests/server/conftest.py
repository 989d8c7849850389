"""One worker in front of an app that only answers, and connections to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server.connections import ECHO, Connect, Connections
from tests.support.service_process import Service


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One worker in front of the echo app, shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("echo")
    service = Service(folder, {"WEB_CONCURRENCY": "1"}, command=ECHO)
    try:
        yield service.wait_until_ready()
    finally:
        service.end()


@pytest.fixture
def start_echo(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Start the echo app with further options of gunicorn; it ends with the test."""
    with ExitStack() as stack:

        def start(*options: str) -> Service:
            command = (*ECHO, *options)
            service = Service(tmp_path, {"WEB_CONCURRENCY": "1"}, command=command)
            stack.callback(service.end)
            return service.wait_until_ready()

        yield start


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Open many connections at once; they are closed after the test."""
    with Connections() as connections:
        yield connections.open
