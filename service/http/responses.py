"""JSON responses and their Cache-Control headers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, request

from service.http.request_context import current_context

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Serializes to compact JSON.
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
JsonDocument = Mapping[str, Any] | Sequence[Any]
# Caches may serve a stale response for ten minutes while they revalidate it, and for a
# day while the service is unavailable.
_PUBLIC = "public, max-age={}, stale-while-revalidate=600, stale-if-error=86400"
NO_STORE = "no-store"
_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)
_ONE_YEAR = 365 * 24 * 60 * 60  # seconds; the usual maximum for immutable resources


def json_response(
    document: JsonDocument, *, media_type: str = "application/json"
) -> Response:
    """Return a response with a JSON body in UTF-8."""
    return _PreparedResponse(to_json(document), content_type=media_type)


class _PreparedResponse(Response):
    """Response whose headers are complete, so that werkzeug need not look again."""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if self.status_code != HTTPStatus.OK or environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        start_response(self.status, [*self.headers])
        return (self.get_data(),)


def cache_control(max_age: int) -> str:
    """Return the Cache-Control value for a max-age in seconds; 0 means no-store."""
    return _PUBLIC.format(max_age) if max_age else NO_STORE


def cacheable(response: Response, max_age: int) -> Response:
    """Let clients reuse the response for `max_age` seconds; with 0, never.

    The ETag makes revalidation cheap. It is weak because the compressed response has
    the same content.
    """
    current_context().media_type = response.mimetype
    # set as text: werkzeug's `cache_control` rewrites the header per directive, 50 µs
    response.headers["Cache-Control"] = cache_control(max_age)
    if not max_age:
        return response
    response.add_etag(weak=True)
    if any(name in request.environ for name in _CONDITIONS):
        response.make_conditional(request)
    return response


def immutable(response: Response) -> Response:
    """Let clients reuse the response for a year: this URL's content never changes."""
    response.headers["Cache-Control"] = f"public, max-age={_ONE_YEAR}, immutable"
    response.add_etag()
    response.make_conditional(request)
    return response
