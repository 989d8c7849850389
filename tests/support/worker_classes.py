"""The service under one of gunicorn's worker classes, and a test client of it."""

import socket
import string
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes

from werkzeug.test import Client

from tests.support.service_process import PATIENCE, ROOT, RUN, Service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SHIPPED = "service.server.worker.DeadlineWorker"
_LINE = 'worker_class = "{}"'
_ADDED = ("server", "date", "connection", "transfer-encoding")  # by gunicorn


def worker_command(folder: Path, worker_class: str = SHIPPED) -> Sequence[str]:
    """Return the command that runs the service with another `worker_class` alone."""
    if worker_class == SHIPPED:
        return RUN
    settings = (ROOT / "gunicorn.conf.py").read_text()
    shipped = _LINE.format(SHIPPED)
    assert settings.count(shipped) == 1
    config = folder / "other_worker.conf.py"
    config.write_text(settings.replace(shipped, _LINE.format(worker_class)))
    return (*RUN, "--config", str(config))


@contextmanager
def serve_bundled(folder: Path, worker_class: str = SHIPPED) -> Iterator[Service]:
    """Serve the bundled glossary under a worker class for a block."""
    service = Service(folder, {}, command=worker_command(folder, worker_class))
    try:
        yield service.wait_until_ready()
    finally:
        service.end()


def service_client(service: Service) -> Client:
    """Return a test client whose requests a running service answers."""
    return Client(_Forwarder(service.port))


class _Forwarder:
    """WSGI application that sends each request to a port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        with socket.create_connection(("127.0.0.1", self._port), PATIENCE) as peer:
            peer.sendall(_request_head(environ) + _read_body(environ))
            response = HTTPResponse(peer, method=environ["REQUEST_METHOD"])
            response.begin()
            body = response.read()
        headers = [
            each for each in response.getheaders() if each[0].lower() not in _ADDED
        ]
        start_response(f"{response.status} {response.reason}", headers)
        return [body]


def _request_head(environ: "WSGIEnvironment") -> bytes:
    target = _quote(environ["PATH_INFO"].replace("%", "%25"))
    query = _quote(environ.get("QUERY_STRING", ""))
    names = (name for name in environ if name.startswith("HTTP_"))
    headers = {name[5:].replace("_", "-").title(): environ[name] for name in names}
    if environ.get("CONTENT_LENGTH"):
        headers["Content-Length"] = environ["CONTENT_LENGTH"]
    lines = [
        f"{environ['REQUEST_METHOD']} {target}{'?' if query else ''}{query} HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers.items()),
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _quote(text: str) -> str:
    """Percent-encode what test clients leave as it is: spaces, and all but ASCII."""
    return quote_from_bytes(text.encode("latin-1"), safe=string.punctuation)


def _read_body(environ: "WSGIEnvironment") -> Any:
    return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
