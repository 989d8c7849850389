"""Service with scripted faults: delayed, invalid, endless, or missing responses.

    slow = faulty_service.gate()
    faulty_service.on("/autocomplete", delayed(slow, respond_json(first)), q="th")
    faulty_service.on("/autocomplete", error_response(500), respond_json(second))
    …
    slow.set()

Each behavior of a path is used once, the last one for all further requests. Delay
responses to different requests: a browser sends equal ones one after the other.
"""

import json
from collections.abc import Callable
from threading import Event
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import ProxyHandler, build_opener

from tests.browser.loopback import LoopbackServer, QuietHandler
from tests.support.service_process import PATIENCE, free_port

MAX_BYTES = 64_000_000  # of an endless response
OPEN = {"Access-Control-Allow-Origin": "*"}
JSON = {"Content-Type": "application/json", **OPEN}
_CHUNK = b" " * 65_536
_HTTP = build_opener(ProxyHandler({}))  # without a proxy, for loopback

Behavior = Callable[["Handler"], None]


def respond_json(body: object, status: int = 200) -> Behavior:
    """Send a value as JSON."""
    return respond_text(json.dumps(body), status)


def respond_text(body: str, status: int = 200, media_type: str = "") -> Behavior:
    """Send a text unchanged: broken JSON, a page, a script."""
    headers = JSON | ({"Content-Type": media_type} if media_type else {})
    return lambda handler: handler.send(status, body.encode(), headers)


def delayed(gate: Event, behavior: Behavior) -> Behavior:
    """Delay a behavior until the gate opens."""

    def wait(handler: "Handler") -> None:
        gate.wait(PATIENCE)
        behavior(handler)

    return wait


def error_response(status: int = 500) -> Behavior:
    """Send a problem (RFC 9457)."""
    return respond_json({"type": "about:blank", "status": status}, status)


def large(size: int = 10_000_000) -> Behavior:
    """Send JSON of `size` bytes with one suggestion that is far too long."""
    return respond_json({"query": "", "total": 1, "suggestions": ["x" * size]})


def endless(handler: "Handler") -> None:
    """Send a response that does not end."""
    handler.send(200, b'{"suggestions": [', JSON, length=False)
    for _ in range(MAX_BYTES // len(_CHUNK)):
        if handler.service.has_stopped.wait(0.01):
            return
        handler.wfile.write(_CHUNK)


def truncated(handler: "Handler") -> None:
    """Send less than Content-Length, then close the connection."""
    handler.send(200, b'{"sugg', {**JSON, "Content-Length": "500"}, length=False)


def disconnect(handler: "Handler") -> None:
    """Close the connection without a response."""
    handler.connection.close()


def proxy_to(address: str) -> Behavior:
    """Send the response of the service at an address."""

    def proxy(handler: "Handler") -> None:
        try:
            response = _HTTP.open(address + handler.path, timeout=PATIENCE)
        except HTTPError as error:
            response = error
        with response:
            headers = {"Content-Type": response.headers["Content-Type"], **OPEN}
            handler.send(response.status, response.read(), headers)

    return proxy


def unused_address() -> str:
    """Return an address that refuses connections."""
    return f"http://127.0.0.1:{free_port()}"


class FaultyService:
    """Server with behaviors for each path; a path without one is a 404."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.has_stopped = Event()
        self._behaviors: dict[tuple[str, str | None], list[Behavior]] = {}
        self._otherwise = error_response(404)
        self._gates = [self.has_stopped]
        handler = type("_BoundHandler", (Handler,), {"service": self})
        self._server = LoopbackServer(handler).start()
        self.address = self._server.address

    def on(self, path: str, *behaviors: Behavior, q: str | None = None) -> None:
        """Set the behaviors for a path, or only for a path with this `q`."""
        self._behaviors[path, q] = [*behaviors]

    def otherwise(self, behavior: Behavior) -> None:
        """Set the behavior for every other path."""
        self._otherwise = behavior

    def gate(self) -> Event:
        """Return a gate for `delayed`; it opens at the end of the test."""
        self._gates.append(Event())
        return self._gates[-1]

    def next_behavior(self, path: str, q: str | None) -> Behavior:
        """Return the behavior for one request."""
        queue = self._behaviors.get((path, q)) or self._behaviors.get((path, None))
        if not queue:
            return self._otherwise
        return queue.pop(0) if len(queue) > 1 else queue[0]

    def stop(self) -> None:
        """Open all gates and stop the server."""
        for gate in self._gates:
            gate.set()
        self._server.stop()


class Handler(QuietHandler):
    """Request handler of a faulty service."""

    service: FaultyService

    def do_GET(self) -> None:  # noqa: N802 - the standard library's name
        self.service.requests.append(self.path)
        (q,) = parse_qs(self.url.query).get("q", [None])[:1]
        self.service.next_behavior(self.url.path, q)(self)

    def do_OPTIONS(self) -> None:  # noqa: N802
        self.send(204, b"", {**OPEN, "Access-Control-Allow-Headers": "*"})
