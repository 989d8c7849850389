"""Slow clients hold a connection until its deadline, and nobody else waits for them."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server.connections import (
    ASK,
    ASK_LAST,
    ASK_LONG,
    ECHO,
    OK,
    Connect,
    read_response,
    read_to_end,
    status_of_another,
)
from tests.support.echo_app import LONG
from tests.support.service_process import RUN, Service

QUICK = ("--worker-class", "tests.support.quick_worker.QuickWorker")
SMALL_BUFFER = 4096  # bytes that a client takes in unread


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A worker with short deadlines."""
    folder = tmp_path_factory.mktemp("quick")
    service = Service(folder, {"WEB_CONCURRENCY": "1"}, command=(*ECHO, *QUICK))
    with ExitStack() as stack:
        stack.callback(service.end)
        yield service.wait_until_ready()


@pytest.mark.parametrize(
    "begun",
    [b"", b"G", ASK[:-1], ASK + ASK[:9], b"\r", b"GET /" + b"x" * 9000],
    ids=["silence", "a letter", "nearly all", "the next one", "a return", "a long one"],
)
def test_half_sent_heads_delay_nobody_else(
    echo: Service, connect: Connect, begun: bytes
) -> None:
    connect(echo, begun)

    assert {status_of_another(echo) for _ in range(3)} == {200}


@pytest.mark.smoke
@pytest.mark.parametrize("begun", [b"", ASK[:-1]], ids=["silence", "half"])
def test_half_sent_head_is_closed_at_its_deadline(quick: Service, begun: bytes) -> None:
    with quick.open(begun) as peer:
        assert read_to_end(peer) == b""

    assert "Traceback" not in quick.output


def test_head_sent_byte_by_byte_has_one_deadline(quick: Service) -> None:
    with quick.open() as peer:
        until_closed = send_slowly(peer, b"GET / HTTP/1.1\r\nX: " + b"x" * 1000)

    assert until_closed < 900


def send_slowly(peer: socket.socket, content: bytes) -> int:
    """Send a byte every 20 ms until the other side closes; return how many."""
    for sent, byte in enumerate(content):
        try:
            peer.send(bytes([byte]))
        except ConnectionError:
            return sent
        time.sleep(0.02)
    return len(content)


def test_idle_connection_outlives_the_deadline_of_heads(quick: Service) -> None:
    with quick.open(ASK) as peer:
        read_response(peer)
        time.sleep(1.5)  # longer than a head may take
        peer.sendall(ASK)

        assert read_response(peer).startswith(OK)


def test_head_sent_byte_by_byte_is_answered(echo: Service) -> None:
    with echo.open() as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in ASK:
            peer.send(bytes([byte]))

        assert read_response(peer).startswith(OK)


def test_head_that_grows_too_long_is_refused(echo: Service) -> None:
    with echo.open(ASK[:-2]) as peer:
        for _ in range(10):
            peer.sendall(b"X: " + b"x" * 8000 + b"\r\n")

        assert read_to_end(peer).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("path", [b"/constant", b"/read"])
def test_half_sent_bodies_delay_nobody_else(
    echo: Service, connect: Connect, path: bytes
) -> None:
    head = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nx"

    connect(echo, head % path)

    assert status_of_another(echo) == 200


def test_half_sent_body_is_answered_at_its_deadline(quick: Service) -> None:
    head = b"POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nx"

    with quick.open(head) as peer:
        assert read_to_end(peer).endswith(b"\r\n\r\nx")


def test_slow_readers_delay_nobody_else(echo: Service, connect: Connect) -> None:
    readers = connect(echo, ASK_LONG, buffer=SMALL_BUFFER)

    assert status_of_another(echo) == 200
    assert len(read_response(readers[0], LONG).partition(b"\r\n\r\n")[2]) == LONG
    readers[0].sendall(ASK)
    assert read_response(readers[0]).startswith(OK)


@pytest.mark.smoke
def test_unread_response_is_cut_off_at_its_deadline(quick: Service) -> None:
    with quick.open(ASK_LONG, buffer=SMALL_BUFFER) as peer:
        time.sleep(3)  # longer than a response may take

        with pytest.raises(ConnectionError):
            read_response(peer, LONG)

    assert "Traceback" not in quick.output


def test_some_unread_responses_are_cut_off_beyond_the_memory_limit(
    quick: Service, connect: Connect
) -> None:
    readers = connect(quick, ASK_LONG, 6, buffer=SMALL_BUFFER)
    time.sleep(1)  # four turns of the watch

    cut_off = [is_cut_off(reader) for reader in readers]

    assert any(cut_off)


def is_cut_off(reader: socket.socket) -> bool:
    try:
        return len(read_response(reader, LONG)) <= LONG
    except ConnectionError:
        return True


def test_client_that_leaves_amid_a_response_does_no_harm(
    echo: Service, connect: Connect
) -> None:
    for reader in connect(echo, ASK_LONG, buffer=SMALL_BUFFER):
        reader.close()

    assert status_of_another(echo) == 200
    assert "Traceback" not in echo.output


def test_client_that_does_not_close_delays_nobody_else(
    echo: Service, connect: Connect
) -> None:
    for peer in connect(echo, ASK_LAST):
        assert read_response(peer).startswith(OK)

    assert status_of_another(echo) == 200


def test_full_worker_closes_the_longest_waiting(
    start_echo: Callable[..., Service], connect: Connect
) -> None:
    service = start_echo("--worker-connections", "20")

    silent = connect(service, b"", 40)

    assert status_of_another(service) == 200
    assert silent[0].recv(1) == b""


def test_worker_without_free_descriptors_lives_and_answers_again(
    tmp_path: Path, connect: Connect
) -> None:
    few = ("sh", "-c", 'ulimit -n 256 && exec "$@"', "-", *RUN)
    few += ("--worker-connections", "800")
    service = Service(tmp_path, {"WEB_CONCURRENCY": "1"}, command=few)
    try:
        workers = service.wait_until_ready().workers
        connect(service, b"", 400)

        assert {service.get("/healthz")[0] for _ in range(3)} == {200}
        assert service.workers == workers
    finally:
        service.end()
