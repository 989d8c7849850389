"""Baseline: a WSGI app that sends constant bytes.

It runs under the same gunicorn with the same settings and worker class, and sends a
response recorded from the service, with all headers or with type and length alone.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = Sequence[tuple[str, str]]
_FROM_GUNICORN = {"server", "date", "connection", "transfer-encoding"}
_NECESSARY = {"content-type", "content-length"}


def app(recorded: str) -> "WSGIApplication":
    """Return an app that sends the recorded response of a file."""
    recorded_headers, body = read_recorded(Path(recorded))
    headers, parts = [*recorded_headers], [body]

    def constant(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return parts

    return constant


def write_recorded(file: Path, headers: Headers, body: bytes, *, least: bool) -> None:
    """Record a response for `app`, without the headers that gunicorn adds.

    With `least`, only the type and the length of the body are recorded.
    """
    recorded = [
        (name, value)
        for name, value in headers
        if name.lower() not in _FROM_GUNICORN
        and (not least or name.lower() in _NECESSARY)
    ]
    file.write_text(json.dumps({"headers": recorded, "body": body.hex()}))


def read_recorded(file: Path) -> tuple[Headers, bytes]:
    """Read the headers and the body that `write_recorded` wrote."""
    response = json.loads(file.read_text())
    headers = [(name, value) for name, value in response["headers"]]
    return headers, bytes.fromhex(response["body"])
