"""The worker's threads wait for no client, and gunicorn still is what it builds on."""

import inspect
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.server.worker import WholeHeadWorker
from tests.support.echo_app import LONG
from tests.support.malformed_requests import MALFORMED, ODD
from tests.support.service_process import RUN, Service, listens

ANSWERING = (*RUN[:-1], "tests.support.echo_app:app")
MANY = 12  # three times the threads of the one worker
ASK = b"GET /constant HTTP/1.1\r\nHost: localhost\r\n\r\n"
ASK_LAST = b"GET /constant HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = len(b"constant " * 33)
Open = Callable[..., list[socket.socket]]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One worker with four threads, in front of an app that only answers."""
    folder = tmp_path_factory.mktemp("worker")
    service = Service(folder, {"WEB_CONCURRENCY": "1"}, command=ANSWERING)
    try:
        yield service.wait_until_ready()
    finally:
        service.end()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The whole service."""
    service = Service(tmp_path_factory.mktemp("whole"), {"WEB_CONCURRENCY": "1"})
    try:
        yield service.wait_until_ready()
    finally:
        service.end()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    with ExitStack() as stack:

        def run(*options: str) -> Service:
            command = (*ANSWERING, *options)
            service = Service(tmp_path, {"WEB_CONCURRENCY": "1"}, command=command)
            stack.callback(service.end)
            return service.wait_until_ready()

        yield run


@pytest.fixture
def many() -> Iterator[Open]:
    """Open more connections than there are threads; they are closed after the test."""
    with ExitStack() as stack:

        def connect(
            service: Service, content: bytes, count: int = MANY, **how: int
        ) -> list[socket.socket]:
            peers = [service.open(content, **how) for _ in range(count)]
            for peer in peers:
                stack.enter_context(peer)
            return peers

        yield connect


def answer(peer: socket.socket, length: int = LENGTH) -> bytes:
    """One answer of known length from a connection that may stay open."""
    got = b""
    while len(got.partition(b"\r\n\r\n")[2]) < length:
        more = peer.recv(65_536)
        assert more, f"it ended after {got[:300]!r}"
        got += more
    return got


def rest(peer: socket.socket) -> bytes:
    """All that comes until the end."""
    return b"".join(iter(lambda: peer.recv(65_536), b""))


def status_of_another(service: Service) -> int:
    """What somebody else gets, who comes while those connections are open."""
    return service.get("/constant")[0]


# Slow clients


@pytest.mark.parametrize(
    "begun",
    [b"", b"G", ASK[:-1], ASK + ASK[:9], b"\r", b"GET /" + b"x" * 9000],
    ids=["silence", "a letter", "nearly all", "the next one", "a return", "a long one"],
)
def test_who_sends_half_a_head_holds_no_thread(
    running: Service, many: Open, begun: bytes
) -> None:
    many(running, begun)

    assert {status_of_another(running) for _ in range(3)} == {200}


def test_a_head_that_comes_byte_by_byte_is_answered(running: Service) -> None:
    with running.open() as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in ASK:
            peer.send(bytes([byte]))
            time.sleep(0.001)

        assert answer(peer).startswith(OK)


def test_a_head_that_grows_too_long_is_refused(running: Service) -> None:
    with running.open(ASK[:-2]) as peer:
        for _ in range(10):
            time.sleep(0.01)
            peer.sendall(b"X: " + b"x" * 8000 + b"\r\n")

        assert rest(peer).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("path", [b"/constant", b"/read"])
def test_who_sends_half_a_body_holds_no_thread(
    running: Service, many: Open, path: bytes
) -> None:
    head = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nx"

    many(running, head % path)

    assert status_of_another(running) == 200


@pytest.mark.parametrize(
    "announced", [b"Content-Length: 900", b"Transfer-Encoding: chunked"]
)
def test_a_connection_ends_where_a_body_may_follow(
    running: Service, announced: bytes
) -> None:
    with running.open(ASK[:-2] + announced + b"\r\n\r\n") as peer:
        got = rest(peer)

    assert got.startswith(OK)
    assert b"\r\nConnection: close\r\n" in got


def test_a_body_that_came_with_the_head_can_be_read(running: Service) -> None:
    head = b"POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"

    with running.open(head + b"hello") as peer:
        assert rest(peer).endswith(b"\r\n\r\nhello")


def test_who_reads_a_long_answer_slowly_holds_no_thread(
    running: Service, many: Open
) -> None:
    ask = ASK.replace(b"/constant", b"/long")
    readers = many(running, ask, buffer=4096)

    assert status_of_another(running) == 200
    assert len(answer(readers[0], LONG).partition(b"\r\n\r\n")[2]) == LONG
    readers[0].sendall(ASK)
    assert answer(readers[0]).startswith(OK)


def test_who_leaves_amid_a_long_answer_does_no_harm(
    running: Service, many: Open
) -> None:
    for reader in many(running, ASK.replace(b"/constant", b"/long"), buffer=4096):
        reader.close()

    assert status_of_another(running) == 200
    assert "Traceback" not in running.output


def test_who_does_not_close_after_the_last_answer_stops_nobody(
    running: Service, many: Open
) -> None:
    for peer in many(running, ASK_LAST):  # gunicorn's loop waits two seconds for each
        assert answer(peer).startswith(OK)

    assert status_of_another(running) == 200


def test_a_full_worker_lets_the_slowest_go(
    start: Callable[..., Service], many: Open
) -> None:
    service = start("--worker-connections", "20")

    silent = many(service, b"", 40)

    assert status_of_another(service) == 200
    assert silent[0].recv(1) == b""


def test_who_finds_no_file_free_is_let_in_when_the_slowest_is_gone(
    tmp_path: Path, many: Open
) -> None:
    few = ("sh", "-c", 'ulimit -n 256 && exec "$@"', "-", *RUN)
    few += ("--worker-connections", "800")
    service = Service(tmp_path, {"WEB_CONCURRENCY": "1"}, command=few)
    try:
        workers = service.wait_until_ready().workers
        many(service, b"", 400)

        assert {service.get("/healthz")[0] for _ in range(3)} == {200}
        assert service.workers == workers
        assert "Traceback" not in service.output
    finally:
        service.end()


# Everything else as gunicorn has it


def test_one_connection_is_good_for_many_questions(running: Service) -> None:
    with running.open() as peer:
        for _ in range(50):
            peer.sendall(ASK)
            got = answer(peer)

            assert got.startswith(OK)
            assert b"\r\nConnection: keep-alive\r\n" in got


def test_questions_that_come_at_once_are_answered_in_turn(running: Service) -> None:
    with running.open(ASK * 20 + ASK_LAST[:30]) as peer:
        peer.sendall(ASK_LAST[30:])

        assert rest(peer).count(OK) == 21


def test_head_and_http_1_0_end_as_they_should(running: Service) -> None:
    with running.open(ASK_LAST.replace(b"GET", b"HEAD")) as peer:
        assert rest(peer).partition(b"\r\n\r\n")[2] == b""
    with running.open(b"GET / HTTP/1.0\r\n\r\n") as peer:
        assert rest(peer).startswith(b"HTTP/1.0 200 OK\r\n")


def test_who_waits_for_leave_to_send_a_body_gets_it(running: Service) -> None:
    wish = b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"

    with running.open(ASK[:-2] + wish) as peer:
        assert rest(peer).startswith(b"HTTP/1.1 100 Continue\r\n\r\n" + OK)


def test_who_closes_the_own_side_after_asking_is_answered(running: Service) -> None:
    with running.open(ASK_LAST) as peer:
        peer.shutdown(socket.SHUT_WR)

        assert rest(peer).startswith(OK)


def test_a_worker_that_ends_answers_what_it_has_and_waits_for_no_slow_client(
    start: Callable[..., Service], many: Open
) -> None:
    service = start()
    many(service, ASK[:-1])
    (asked,) = many(service, ASK.replace(b"/constant", b"/slow"), 1)
    time.sleep(0.3)

    service.signal(signal.SIGTERM)

    assert answer(asked).startswith(OK)
    assert service.end() == 0
    assert "Traceback" not in service.output


def test_who_stands_at_the_door_of_a_service_that_ends_is_answered(
    start: Callable[..., Service], many: Open
) -> None:
    service = start()
    (worker,) = service.workers
    (kept,) = many(service, ASK, 1)  # gunicorn's worker stays two seconds for this one
    answer(kept)
    os.kill(worker, signal.SIGSTOP)
    waiting = many(service, ASK, 3 * MANY)  # more than are let in at once

    service.signal(signal.SIGTERM)
    time.sleep(0.2)
    os.kill(worker, signal.SIGCONT)

    assert all(answer(peer).startswith(OK) for peer in waiting)
    assert service.end() == 0


def test_a_service_that_ends_refuses_who_comes_later(
    start: Callable[..., Service], many: Open
) -> None:
    service = start()
    (kept,) = many(service, ASK, 1)
    answer(kept)

    service.signal(signal.SIGTERM)
    service.wait_until(lambda: not listens(service.port))

    kept.sendall(ASK)
    assert answer(kept).startswith(OK)
    assert service.end() == 0


def test_a_worker_gives_way_to_another_after_so_many_requests(
    start: Callable[..., Service],
) -> None:
    service = start("--max-requests", "4")

    statuses = {status_of_another(service) for _ in range(6)}

    assert statuses == {200}
    assert service.wait_until_said("Booting worker", times=2)


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_request_is_refused(whole: Service, content: bytes) -> None:
    with whole.open() as peer:
        got = talk(peer, content)

    assert got == b"" or got.startswith(b"HTTP/1.1 4")
    assert whole.get("/healthz")[0] == 200
    assert "Traceback" not in whole.output


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_what_is_odd_is_no_error_of_ours(whole: Service, content: bytes) -> None:
    with whole.open() as peer:
        got = talk(peer, content)

    assert got[9:10] in (b"2", b"3", b"4")
    assert "Traceback" not in whole.output


def talk(peer: socket.socket, content: bytes) -> bytes:
    """What comes back until the end; nothing when it was cut off."""
    try:
        peer.sendall(content)
        peer.shutdown(socket.SHUT_WR)
        return rest(peer)
    except OSError:
        return b""


# How long a request waited


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux tells")
def test_the_app_is_told_what_was_waited_in_the_queues_of_the_kernel(
    running: Service,
) -> None:
    (worker,) = running.workers
    os.kill(worker, signal.SIGSTOP)
    try:
        peer = running.open(ASK_LAST.replace(b"/constant", b"/waited"))
        time.sleep(0.5)
    finally:
        os.kill(worker, signal.SIGCONT)

    with peer:
        assert float(rest(peer).partition(b"\r\n\r\n")[2]) > 0.4


# What of gunicorn this stands on; see the docstring of service/worker.py

REPLACED = (
    *("accept", "enqueue_req", "finish_request", "get_thread_pool", "load_wsgi"),
    *("handle_request", "handle_error", "murder_pending", "_cap_keepalive"),
    *("on_pending_socket_readable", "set_accept_enabled"),
)


@pytest.mark.parametrize("name", REPLACED)
def test_every_method_that_is_replaced_is_still_there(name: str) -> None:
    theirs = inspect.signature(getattr(ThreadWorker, name))

    ours = getattr(WholeHeadWorker, name)
    assert ours is not getattr(ThreadWorker, name)
    assert [*inspect.signature(ours).parameters] == [*theirs.parameters]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (TConn, ["parser", "initialized", "timeout", "sock"]),
        (ThreadWorker, ["nr_conns", "pending_conns", "keepalived_conns", "poller"]),
    ],
)
def test_every_attribute_that_is_used_is_still_set(
    where: type, names: Sequence[str]
) -> None:
    source = inspect.getsource(where)

    assert [name for name in names if f"self.{name}" not in source] == []
