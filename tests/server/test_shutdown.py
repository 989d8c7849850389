"""On SIGTERM a worker accepts what has connected, completes it and closes."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.server.connections import ASK, MANY, OK, Connect, read_response
from tests.support.service_process import Service, listens

Start = Callable[..., Service]


def test_requests_in_flight_are_completed_on_shutdown(
    start_echo: Start, connect: Connect
) -> None:
    service = start_echo()
    connect(service, ASK[:-1])
    (slow,) = connect(service, ASK.replace(b"/constant", b"/slow"), 1)
    time.sleep(0.3)

    service.signal(signal.SIGTERM)

    assert read_response(slow).startswith(OK)
    assert service.end() == 0
    assert "Traceback" not in service.output


@pytest.mark.smoke
def test_queued_connections_are_served_on_shutdown(
    start_echo: Start, connect: Connect
) -> None:
    service = start_echo()
    (worker,) = service.workers
    (kept,) = connect(service, ASK, 1)
    read_response(kept)
    os.kill(worker, signal.SIGSTOP)
    waiting = connect(service, ASK, 3 * MANY)  # more than are accepted at once

    service.signal(signal.SIGTERM)
    time.sleep(0.2)
    os.kill(worker, signal.SIGCONT)

    assert all(read_response(peer).startswith(OK) for peer in waiting)
    assert service.end() == 0


def test_full_worker_serves_queued_connections_on_shutdown(
    start_echo: Start, connect: Connect
) -> None:
    service = start_echo("--worker-connections", str(MANY))
    connect(service, b"")
    waiting = connect(service, ASK)

    service.signal(signal.SIGTERM)

    assert all(read_response(peer).startswith(OK) for peer in waiting)
    assert service.end() == 0


def test_kept_connection_is_served_and_new_ones_refused_on_shutdown(
    start_echo: Start, connect: Connect
) -> None:
    service = start_echo()
    (kept,) = connect(service, ASK, 1)
    read_response(kept)

    service.signal(signal.SIGTERM)
    service.wait_until(lambda: not listens(service.port))

    kept.sendall(ASK)
    assert read_response(kept).startswith(OK)
    assert service.end() == 0
