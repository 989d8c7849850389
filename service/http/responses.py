"""Responses: JSON as the contract has it, and how long an answer holds."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request

from service.http.request_context import current

Answer = Mapping[str, Any] | Sequence[Any]
# For ten minutes more a known answer is shown at once while a newer one is fetched, and
# for a day while the service does not answer.
_KEPT = "public, max-age={}, stale-while-revalidate=600, stale-if-error=86400"
NEVER = "no-store"
_A_YEAR = 365 * 24 * 60 * 60  # seconds; the longest that caches are asked to keep


def json_response(answer: Answer, *, media_type: str = "application/json") -> Response:
    """An answer as JSON in UTF-8."""
    return Response(as_json(answer), content_type=media_type)


def as_json(answer: Answer) -> str:
    """An answer as JSON."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def kept_for(seconds: int) -> str:
    """What `Cache-Control` says of an answer that holds so long."""
    return _KEPT.format(seconds) if seconds else NEVER


def fresh_for(seconds: int, response: Response) -> Response:
    """The response, marked with how long it need not be asked for again.

    With a validator, so that asking again costs no more than "not modified"; a weak
    one, because the compressed form is the same answer.
    """
    current().media_type = response.mimetype
    # as text: werkzeug's `cache_control` writes the header anew for each part, 50 µs
    response.headers["Cache-Control"] = kept_for(seconds)
    if not seconds:
        return response
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def kept_for_ever(response: Response) -> Response:
    """The response, marked as one that never changes under its address."""
    response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    response.add_etag()
    response.make_conditional(request)
    return response
