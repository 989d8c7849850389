"""Request bodies that are text, and fragments of HTML that are made of them."""

from collections.abc import Collection

from flask import Request, Response
from werkzeug.exceptions import ClientDisconnected, HTTPException

from service.http.problems import (
    INVALID_TEXT,
    MEDIA_TYPE_NOT_READ,
    TOO_LARGE,
    ProblemError,
)
from service.http.request_context import current_context

MAX_TEXT_BYTES = 200 * 1024
_NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; sandbox"
_UTF_8 = ("utf-8", "utf8", "us-ascii", "")


def read_text(request: Request, media_types: Collection[str]) -> str:
    """Return the body of a request, of one of these media types.

    Raises ProblemError. A line break, a zero byte, and a byte order mark stay as sent.
    """
    charset = request.mimetype_params.get("charset", "").lower()
    if request.mimetype not in media_types or charset not in _UTF_8:
        raise ProblemError(MEDIA_TYPE_NOT_READ)
    try:
        return _read_bytes(request).decode()
    except UnicodeDecodeError as error:
        raise ProblemError(INVALID_TEXT) from error


def fragment_response(html: str) -> Response:
    """Return HTML of the client as data, in which a browser runs nothing."""
    current_context().is_fragment = True
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _NOTHING_RUNS
    return response


def _read_bytes(request: Request) -> bytes:
    if (request.content_length or 0) > MAX_TEXT_BYTES:
        raise ProblemError(TOO_LARGE)
    # one byte more, because werkzeug cuts off a longer body without a length
    request.max_content_length = MAX_TEXT_BYTES + 1
    try:
        body = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception as error:  # the server's own: the body is malformed
        raise ClientDisconnected from error
    if len(body) > MAX_TEXT_BYTES:
        raise ProblemError(TOO_LARGE)
    if len(body) < (request.content_length or 0):
        raise ClientDisconnected
    return body
