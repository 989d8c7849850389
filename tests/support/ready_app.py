"""A small app behind the real worker that says of each answer whether it is ready."""

import threading
from collections.abc import Iterable
from typing import Any

LONG = 4 * 1024 * 1024


class App:
    """Tells which thread answered; paths with `work` in them are never ready."""

    def is_ready(self, environ: dict[str, Any]) -> bool:
        """Whether there is no work in the answer."""
        return "work" not in environ["PATH_INFO"]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """What was understood of the request, and who says so."""
        if environ["PATH_INFO"] == "/long":
            body = b"x" * LONG
        else:
            asked = f"{environ['REQUEST_METHOD']} {environ['RAW_URI']}"
            said = (
                threading.current_thread().name,
                asked,
                environ["PATH_INFO"],
                environ["QUERY_STRING"],
                environ.get("HTTP_X_SAID", "nothing"),
            )
            body = "\n".join(said).encode()
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []


app = App()
