"""A small app behind the real worker: answers that are constant, long or slow."""

import time
from collections.abc import Iterable
from typing import Any

from service.middleware.load_shedding import queue_seconds

LONG = 4 * 1024 * 1024
SLOW_SECONDS = 1.0


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Send the text that the path names, with its length."""
    path = environ["PATH_INFO"]
    if path == "/slow":
        time.sleep(SLOW_SECONDS)
    body = b"x" * LONG if path == "/long" else b"constant " * 33
    if path == "/read":
        body = environ["wsgi.input"].read()
    if path == "/waited":
        body = str(queue_seconds(environ)).encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body] if environ["REQUEST_METHOD"] != "HEAD" else []
