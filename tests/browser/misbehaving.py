"""A service that answers late, wrongly, for ever, or not at all, as a test says.

    slow = misbehaving.gate()
    misbehaving.on("/autocomplete", late(slow, answer(first)), q="th")
    misbehaving.on("/autocomplete", failing(500), answer(second))
    …
    slow.set()

Of the behaviours of a path each is used once, the last one for all that follows. Hold
back answers to different questions: a browser asks the same one only once at a time.
"""

import json
from collections.abc import Callable
from threading import Event
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import ProxyHandler, build_opener

from tests.browser.loopback import LoopbackServer, QuietHandler
from tests.support.service_process import PATIENCE, free_port

MOST_BYTES = 64_000_000  # even an endless answer ends here
OPEN = {"Access-Control-Allow-Origin": "*"}
JSON = {"Content-Type": "application/json", **OPEN}
_CHUNK = b" " * 65_536
_HTTP = build_opener(ProxyHandler({}))  # loopback is not reached through a proxy

Behaviour = Callable[["Handler"], None]


def answer(body: object, status: int = 200) -> Behaviour:
    """Answer with a value as JSON: null, a list, anything but what is expected."""
    return text(json.dumps(body), status)


def text(body: str, status: int = 200, media_type: str = "") -> Behaviour:
    """Answer with a text as it is: broken JSON, a page, a script."""
    headers = JSON | ({"Content-Type": media_type} if media_type else {})
    return lambda handler: handler.send(status, body.encode(), headers)


def late(gate: Event, behaviour: Behaviour) -> Behaviour:
    """Behave so only once a gate is open."""

    def wait(handler: "Handler") -> None:
        gate.wait(PATIENCE)
        behaviour(handler)

    return wait


def failing(status: int = 500) -> Behaviour:
    """Answer with a problem."""
    return answer({"type": "about:blank", "status": status}, status)


def large(size: int = 10_000_000) -> Behaviour:
    """Answer with JSON of so many bytes and one suggestion that is far too long."""
    return answer({"query": "", "total": 1, "suggestions": ["x" * size]})


def endless(handler: "Handler") -> None:
    """Begin an answer and never come to its end."""
    handler.send(200, b'{"suggestions": [', JSON, length=False)
    for _ in range(MOST_BYTES // len(_CHUNK)):
        if handler.service.has_ended.wait(0.01):
            return
        handler.wfile.write(_CHUNK)


def cut_short(handler: "Handler") -> None:
    """Promise more than is sent, then close the connection."""
    handler.send(200, b'{"sugg', {**JSON, "Content-Length": "500"}, length=False)


def hanging_up(handler: "Handler") -> None:
    """Close the connection without a word."""
    handler.connection.close()


def as_by(address: str) -> Behaviour:
    """Answer as the service at an address does."""

    def pass_on(handler: "Handler") -> None:
        try:
            reply = _HTTP.open(address + handler.path, timeout=PATIENCE)
        except HTTPError as error:
            reply = error
        with reply:
            headers = {"Content-Type": reply.headers["Content-Type"], **OPEN}
            handler.send(reply.status, reply.read(), headers)

    return pass_on


def nobody() -> str:
    """An address at which every connection is refused."""
    return f"http://127.0.0.1:{free_port()}"


class MisbehavingService:
    """Answers each path by its behaviours; what has none is a 404."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.has_ended = Event()
        self._behaviours: dict[tuple[str, str | None], list[Behaviour]] = {}
        self._otherwise = failing(404)
        self._gates = [self.has_ended]
        handler = type("_BoundHandler", (Handler,), {"service": self})
        self._server = LoopbackServer(handler).start()
        self.address = self._server.address

    def on(self, path: str, *behaviours: Behaviour, q: str | None = None) -> None:
        """Behave so when a path is asked, or only when it is asked for this `q`."""
        self._behaviours[path, q] = [*behaviours]

    def otherwise(self, behaviour: Behaviour) -> None:
        """Behave so for every other path."""
        self._otherwise = behaviour

    def gate(self) -> Event:
        """A gate for `late`; what waits for it goes on when the test ends."""
        self._gates.append(Event())
        return self._gates[-1]

    def next_behaviour(self, path: str, q: str | None) -> Behaviour:
        """How to answer this time."""
        queue = self._behaviours.get((path, q)) or self._behaviours.get((path, None))
        if not queue:
            return self._otherwise
        return queue.pop(0) if len(queue) > 1 else queue[0]

    def end(self) -> None:
        """Open all gates and answer nothing any more."""
        for gate in self._gates:
            gate.set()
        self._server.end()


class Handler(QuietHandler):
    """One request to a misbehaving service."""

    service: MisbehavingService

    def do_GET(self) -> None:  # noqa: N802 - so the standard library names it
        self.service.asked.append(self.path)
        (q,) = parse_qs(self.asked.query).get("q", [None])[:1]
        self.service.next_behaviour(self.asked.path, q)(self)

    def do_OPTIONS(self) -> None:  # noqa: N802
        self.send(204, b"", {**OPEN, "Access-Control-Allow-Headers": "*"})
