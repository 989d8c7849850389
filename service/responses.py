"""Responses: JSON as the contract has it, and how long an answer holds."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request

Answer = Mapping[str, Any] | Sequence[Any]
_A_YEAR = 365 * 24 * 60 * 60  # seconds; the longest that caches are asked to keep


def json_response(answer: Answer, *, media_type: str = "application/json") -> Response:
    """An answer as JSON in UTF-8."""
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(text, content_type=media_type)


def fresh_for(seconds: int, response: Response) -> Response:
    """The response, marked with how long it need not be asked for again.

    With a validator, so that asking again costs no more than "not modified"; a weak
    one, because the compressed form is the same answer.
    """
    if not seconds:
        response.cache_control.no_store = True
        return response
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def kept_for_ever(response: Response) -> Response:
    """The response, marked as one that never changes under its address."""
    response.cache_control.public = True
    response.cache_control.max_age = _A_YEAR
    response.cache_control.immutable = True
    response.add_etag()
    response.make_conditional(request)
    return response
