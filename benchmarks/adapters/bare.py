"""The limit: a WSGI app that looks at nothing and answers constant bytes.

It runs under the same gunicorn, with the same settings and worker class. What it
answers was recorded from the service: the very same body with the very same list of
headers, or the body with its type and length alone.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = Sequence[tuple[str, str]]
_FROM_GUNICORN = {"server", "date", "connection", "transfer-encoding"}
_LEAST = {"content-type", "content-length"}


def app(recorded: str) -> "WSGIApplication":
    """An app that answers everything with what a file of JSON says."""
    stated, body = read_recorded(Path(recorded))
    headers, parts = [*stated], [body]

    def constant(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return parts

    return constant


def write_recorded(file: Path, headers: Headers, body: bytes, *, least: bool) -> None:
    """Keep an answer for `app`, without what gunicorn adds by itself.

    With `least` only the type and the length of the body are kept.
    """
    kept = [
        (name, value)
        for name, value in headers
        if name.lower() not in _FROM_GUNICORN and (not least or name.lower() in _LEAST)
    ]
    file.write_text(json.dumps({"headers": kept, "body": body.hex()}))


def read_recorded(file: Path) -> tuple[Headers, bytes]:
    """The headers and the body that `write_recorded` kept."""
    answer = json.loads(file.read_text())
    headers = [(name, value) for name, value in answer["headers"]]
    return headers, bytes.fromhex(answer["body"])
