"""JSON responses and their Cache-Control headers."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request

from service.http.request_context import current

JsonDocument = Mapping[str, Any] | Sequence[Any]
# Caches may serve a stale response for ten minutes while they revalidate it, and for a
# day while the service is unavailable.
_PUBLIC = "public, max-age={}, stale-while-revalidate=600, stale-if-error=86400"
NO_STORE = "no-store"
_ONE_YEAR = 365 * 24 * 60 * 60  # seconds; the usual maximum for immutable resources


def json_response(
    document: JsonDocument, *, media_type: str = "application/json"
) -> Response:
    """Return a response with a JSON body in UTF-8."""
    return Response(to_json(document), content_type=media_type)


def to_json(document: JsonDocument) -> str:
    """Serialize to compact JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def cache_control(max_age: int) -> str:
    """Return the Cache-Control value for a max-age in seconds; 0 means no-store."""
    return _PUBLIC.format(max_age) if max_age else NO_STORE


def cacheable(response: Response, max_age: int) -> Response:
    """Let clients reuse the response for `max_age` seconds; with 0, never.

    The ETag makes revalidation cheap. It is weak because the compressed response has
    the same content.
    """
    current().media_type = response.mimetype
    # set as text: werkzeug's `cache_control` rewrites the header per directive, 50 µs
    response.headers["Cache-Control"] = cache_control(max_age)
    if not max_age:
        return response
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def immutable(response: Response) -> Response:
    """Let clients reuse the response for a year: this URL's content never changes."""
    response.headers["Cache-Control"] = f"public, max-age={_ONE_YEAR}, immutable"
    response.add_etag()
    response.make_conditional(request)
    return response
