"""What is ready is answered by the loop, and exactly as gunicorn would answer it."""

import re
import socket
from collections.abc import Iterator

import pytest

from tests.support.malformed_requests import MALFORMED, ODD
from tests.support.ready_app import LONG
from tests.support.service_process import RUN, Service

READY = (*RUN[:-1], "tests.support.ready_app:app")
FIELDS = b"Host: localhost\r\nX-Said: hello\r\n\r\n"
FIRST = b"GET /first HTTP/1.1\r\n" + FIELDS
THE_LOOP = b"MainThread"
A_DATE = re.compile(rb"Date: [^\r]+")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("ready")
    service = Service(folder, {"WEB_CONCURRENCY": "1"}, command=READY)
    try:
        yield service.wait_until_ready()
    finally:
        service.end()


def reply(peer: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of one answer."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += received(peer)
    head, _, body = got.partition(b"\r\n\r\n")
    stated = re.search(rb"Content-Length: (\d+)", head)
    length = int(stated[1]) if stated else 0
    while len(body) < length:
        body += received(peer)
    return head, body


def received(peer: socket.socket) -> bytes:
    got = peer.recv(65_536)
    assert got, "it closed the connection"
    return got


def asked_after(peer: socket.socket, content: bytes) -> tuple[bytes, bytes]:
    """The answer to a request on a connection that was used before."""
    peer.sendall(FIRST)
    reply(peer)
    peer.sendall(content)
    return reply(peer)


def test_a_first_request_goes_to_a_thread(running: Service) -> None:
    with running.open(FIRST) as peer:
        assert not reply(peer)[1].startswith(THE_LOOP)


def test_what_is_ready_is_answered_by_the_loop(running: Service) -> None:
    again = b"GET /a/b-c_d.e~f?q=a%20b+c&x=%C3%A9 HTTP/1.1\r\n" + FIELDS

    with running.open() as peer:
        _, body = asked_after(peer, again)

    assert body.split(b"\n") == [
        THE_LOOP,
        b"GET /a/b-c_d.e~f?q=a%20b+c&x=%C3%A9",
        b"/a/b-c_d.e~f",
        b"q=a%20b+c&x=%C3%A9",
        b"hello",
    ]


def test_it_goes_on_being_answered_by_the_loop(running: Service) -> None:
    with running.open() as peer:
        asked_after(peer, FIRST)
        for number in range(100):
            peer.sendall(b"GET /%d HTTP/1.1\r\n" % number + FIELDS)
            said = reply(peer)[1].split(b"\n")
            assert (said[0], said[2]) == (THE_LOOP, b"/%d" % number)


def test_the_head_is_that_of_a_thread(running: Service) -> None:
    with running.open(FIRST) as peer:
        by_thread, _ = reply(peer)
        peer.sendall(b"GET /other HTTP/1.1\r\n" + FIELDS)
        by_loop, body = reply(peer)

    length = len(body)
    assert body.startswith(THE_LOOP)
    assert A_DATE.sub(b"", by_loop) == re.sub(
        rb"Content-Length: \d+",
        b"Content-Length: %d" % length,
        A_DATE.sub(b"", by_thread),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"GET /work HTTP/1.1\r\n" + FIELDS,
        b"OPTIONS /first HTTP/1.1\r\n" + FIELDS,
        b"GET /first HTTP/1.0\r\nConnection: keep-alive\r\n" + FIELDS,
        b"GET /f%69rst HTTP/1.1\r\n" + FIELDS,
        b"GET //first HTTP/1.1\r\n" + FIELDS,
        b"GET http://localhost/first HTTP/1.1\r\n" + FIELDS,
        b'GET /first?q="a" HTTP/1.1\r\n' + FIELDS,
        b"GET /first?a?b HTTP/1.1\r\n" + FIELDS,
        b"GET /first#b HTTP/1.1\r\n" + FIELDS,
        b"GET /first HTTP/1.1\r\nX-More: 1\r\n" + FIELDS,
        b"GET /first HTTP/1.1\r\n" + FIELDS.replace(b"hello", b"bye"),
        b"GET /first HTTP/1.1\r\n" + FIELDS.lower(),
    ],
    ids=lambda content: content.split(b"\r\n")[0].decode(),
)
def test_whatever_is_different_goes_to_a_thread(
    running: Service, content: bytes
) -> None:
    with running.open() as peer:
        head, body = asked_after(peer, content)

    assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200"))
    assert not body.startswith(THE_LOOP)


def test_head_has_no_body(running: Service) -> None:
    with running.open(FIRST) as peer:
        reply(peer)
        peer.sendall(b"HEAD /first HTTP/1.1\r\n" + FIELDS + FIRST)
        got = b""
        while got.count(b"HTTP/1.1 200") < 2 or not got.endswith(b"hello"):
            got += received(peer)

    assert got.count(b"GET /first") == 1


def test_fields_are_compared_with_those_of_the_last_request(running: Service) -> None:
    other = FIELDS.replace(b"hello", b"bye")

    with running.open() as peer:
        asked_after(peer, b"GET /second HTTP/1.1\r\n" + other)
        peer.sendall(b"GET /third HTTP/1.1\r\n" + other)
        third = reply(peer)[1].split(b"\n")
        peer.sendall(FIRST)
        fourth = reply(peer)[1].split(b"\n")

    assert (third[0], third[4]) == (THE_LOOP, b"bye")
    assert (fourth[0] == THE_LOOP, fourth[4]) == (False, b"hello")


def test_requests_that_come_at_once_are_answered_in_their_order(
    running: Service,
) -> None:
    with running.open() as peer:
        asked_after(peer, FIRST)
        both = (b"GET /1 HTTP/1.1\r\n" + FIELDS, b"GET /2 HTTP/1.1\r\n" + FIELDS)
        peer.sendall(b"".join(both))
        got = b""
        while got.count(b"hello") < len(both):
            got += received(peer)

    assert re.findall(rb"^GET (/\d)$", got, re.MULTILINE) == [b"/1", b"/2"]


def test_a_request_in_pieces_is_put_together(running: Service) -> None:
    again = b"GET /pieces HTTP/1.1\r\n" + FIELDS

    with running.open() as peer:
        asked_after(peer, FIRST)
        for at in range(0, len(again), 7):
            peer.sendall(again[at : at + 7])
        said = reply(peer)[1].split(b"\n")

    assert said[2] == b"/pieces"


def test_a_slow_reader_gets_a_long_answer_and_the_loop_goes_on(
    running: Service,
) -> None:
    with running.open(buffer=4096) as slow, running.open() as peer:
        slow.sendall(FIRST)
        reply(slow)
        slow.sendall(b"GET /long HTTP/1.1\r\n" + FIELDS)
        said = asked_after(peer, FIRST)[1]
        _, long = reply(slow)
        slow.sendall(FIRST)
        after = reply(slow)[1]

    assert said.startswith(THE_LOOP)
    assert len(long) == LONG
    assert after.split(b"\n")[2] == b"/first"


def test_who_leaves_before_the_answer_harms_nobody(running: Service) -> None:
    for _ in range(20):
        with running.open() as peer:
            asked_after(peer, FIRST)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            peer.sendall(b"GET /long HTTP/1.1\r\n" + FIELDS)

    with running.open() as peer:
        assert asked_after(peer, FIRST)[1].startswith(THE_LOOP)
    assert "Traceback" not in running.output


@pytest.mark.parametrize("content", (MALFORMED | ODD).values(), ids=MALFORMED | ODD)
def test_no_malformed_request_is_taken_for_one_that_was_understood(
    running: Service, content: bytes
) -> None:
    with running.open() as fresh, running.open(FIRST) as used:
        reply(used)
        of_fresh, of_used = (all_that_comes(peer, content) for peer in (fresh, used))

    assert status(of_used) == status(of_fresh)
    assert THE_LOOP not in of_used


def all_that_comes(peer: socket.socket, content: bytes) -> bytes:
    """What comes back until the end; nothing when it was cut off."""
    try:
        peer.sendall(content)
        peer.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: peer.recv(65_536), b""))
    except ConnectionError:
        return b""


def status(answer: bytes) -> bytes:
    return answer[9:12]
