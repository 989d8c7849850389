"""Responses: JSON as the contract has it, and how long an answer holds."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request

from service.http.request_context import current

JsonDocument = Mapping[str, Any] | Sequence[Any]
# For ten minutes more a known answer is shown at once while a newer one is fetched, and
# for a day while the service does not answer.
_PUBLIC = "public, max-age={}, stale-while-revalidate=600, stale-if-error=86400"
NO_STORE = "no-store"
_ONE_YEAR = 365 * 24 * 60 * 60  # seconds; the longest that caches are asked to keep


def json_response(
    answer: JsonDocument, *, media_type: str = "application/json"
) -> Response:
    """An answer as JSON in UTF-8."""
    return Response(to_json(answer), content_type=media_type)


def to_json(answer: JsonDocument) -> str:
    """An answer as JSON."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def cache_control(max_age: int) -> str:
    """What `Cache-Control` says of an answer that holds so long."""
    return _PUBLIC.format(max_age) if max_age else NO_STORE


def cacheable(response: Response, max_age: int) -> Response:
    """The response, marked with how long it need not be asked for again.

    With a validator, so that asking again costs no more than "not modified"; a weak
    one, because the compressed form is the same answer.
    """
    current().media_type = response.mimetype
    # as text: werkzeug's `cache_control` writes the header anew for each part, 50 µs
    response.headers["Cache-Control"] = cache_control(max_age)
    if not max_age:
        return response
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def immutable(response: Response) -> Response:
    """The response, marked as one that never changes under its address."""
    response.headers["Cache-Control"] = f"public, max-age={_ONE_YEAR}, immutable"
    response.add_etag()
    response.make_conditional(request)
    return response
