"""The limit: a WSGI app that looks at nothing and answers constant bytes.

It runs under the same gunicorn, with the same settings and worker class. What it
answers was recorded from the service: the very same body with the very same list of
headers, or the body with its type and length alone.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def app(recorded: str) -> "WSGIApplication":
    """An app that answers everything with what a file of JSON says."""
    answer = json.loads(Path(recorded).read_text())
    headers = [(name, value) for name, value in answer["headers"]]
    body = [bytes.fromhex(answer["body"])]

    def constant(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return body

    return constant
