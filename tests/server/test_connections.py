"""Connections of HTTP/1.1: kept, pipelined, ended; and bytes that are no HTTP."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.connections import (
    ASK,
    ASK_LAST,
    OK,
    read_response,
    read_to_end,
    status_of_another,
)
from tests.support.malformed_requests import MALFORMED, ODD
from tests.support.service_process import Service


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The whole service."""
    service = Service(tmp_path_factory.mktemp("running"), {"WEB_CONCURRENCY": "1"})
    try:
        yield service.wait_until_ready()
    finally:
        service.end()


@pytest.mark.smoke
def test_one_connection_serves_many_requests(echo: Service) -> None:
    with echo.open() as peer:
        for _ in range(50):
            peer.sendall(ASK)
            got = read_response(peer)

            assert got.startswith(OK)
            assert b"\r\nConnection: keep-alive\r\n" in got


def test_pipelined_requests_are_answered_in_turn(echo: Service) -> None:
    with echo.open(ASK * 20 + ASK_LAST[:30]) as peer:
        peer.sendall(ASK_LAST[30:])

        assert read_to_end(peer).count(OK) == 21


def test_response_without_a_body_is_sent_at_once(echo: Service) -> None:
    with echo.open(ASK.replace(b"GET", b"HEAD")) as peer:
        assert peer.recv(65_536).startswith(OK)


def test_pipelined_responses_without_a_body_keep_their_order(echo: Service) -> None:
    ask_head = ASK.replace(b"GET", b"HEAD")

    with echo.open(ask_head * 3 + ASK + ask_head + ASK_LAST) as peer:
        got = read_to_end(peer)

    assert got.count(OK) == 6
    assert got.count(b"constant constant") > 0
    assert got.endswith(b"constant ")


def test_head_response_has_no_body(echo: Service) -> None:
    with echo.open(ASK_LAST.replace(b"GET", b"HEAD")) as peer:
        assert read_to_end(peer).partition(b"\r\n\r\n")[2] == b""


def test_http_1_0_connection_ends_with_its_response(echo: Service) -> None:
    with echo.open(b"GET / HTTP/1.0\r\n\r\n") as peer:
        assert read_to_end(peer).startswith(b"HTTP/1.0 200 OK\r\n")


@pytest.mark.parametrize(
    "announced", [b"Content-Length: 900", b"Transfer-Encoding: chunked"]
)
def test_connection_ends_where_a_body_may_follow(
    echo: Service, announced: bytes
) -> None:
    with echo.open(ASK[:-2] + announced + b"\r\n\r\n") as peer:
        got = read_to_end(peer)

    assert got.startswith(OK)
    assert b"\r\nConnection: close\r\n" in got


def test_body_sent_with_the_head_can_be_read(echo: Service) -> None:
    head = b"POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"

    with echo.open(head + b"hello") as peer:
        assert read_to_end(peer).endswith(b"\r\n\r\nhello")


def test_unread_body_does_not_cut_off_the_response(echo: Service) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n"

    with echo.open(head + b"x" * 200_000) as peer:
        assert read_to_end(peer).startswith(OK)


def test_client_that_waits_to_send_a_body_may_go_on(echo: Service) -> None:
    wish = b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"

    with echo.open(ASK[:-2] + wish) as peer:
        assert read_to_end(peer).startswith(b"HTTP/1.1 100 Continue\r\n\r\n" + OK)


def test_client_that_half_closes_after_asking_is_answered(echo: Service) -> None:
    with echo.open(ASK_LAST) as peer:
        peer.shutdown(socket.SHUT_WR)

        assert read_to_end(peer).startswith(OK)


def test_worker_is_replaced_after_max_requests(
    start_echo: Callable[..., Service],
) -> None:
    service = start_echo("--max-requests", "4")

    statuses = {status_of_another(service) for _ in range(6)}

    assert statuses == {200}
    assert service.wait_until_said("Booting worker", times=2)


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_malformed_request_is_refused(running: Service, content: bytes) -> None:
    with running.open() as peer:
        got = talk(peer, content)

    assert got == b"" or got.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501 "))
    assert running.get("/healthz")[0] == 200
    assert "Traceback" not in running.output


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_odd_request_causes_no_server_error(running: Service, content: bytes) -> None:
    with running.open() as peer:
        got = talk(peer, content)

    assert got[9:10] in (b"2", b"3", b"4")
    assert "Traceback" not in running.output


def talk(peer: socket.socket, content: bytes) -> bytes:
    """Send everything and read to the end; nothing comes back when it was cut off."""
    try:
        peer.sendall(content)
        peer.shutdown(socket.SHUT_WR)
        return read_to_end(peer)
    except OSError:
        return b""


@pytest.mark.smoke
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux tells")
def test_queue_seconds_include_the_queues_of_the_kernel(echo: Service) -> None:
    (worker,) = echo.workers
    os.kill(worker, signal.SIGSTOP)
    try:
        peer = echo.open(ASK_LAST.replace(b"/constant", b"/waited"))
        time.sleep(0.5)
    finally:
        os.kill(worker, signal.SIGCONT)

    with peer:
        assert float(read_to_end(peer).partition(b"\r\n\r\n")[2]) > 0.4
