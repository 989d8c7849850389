"""Responses: JSON as the contract has it, and how long an answer holds."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from service.observation import current

_STALE_SECONDS = 600  # a known answer is shown at once while a newer one is fetched
_AWAY_SECONDS = 86_400  # and for a day while the service does not answer


def json_response(
    answer: Mapping[str, Any], status: int = 200, media_type: str = "application/json"
) -> Response:
    """An answer as JSON in UTF-8."""
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status=status, content_type=media_type)


def fresh_for(seconds: int, response: Response) -> Response:
    """The response, marked with how long it need not be asked for again.

    With a validator, so that asking again costs no more than "not modified"; a weak
    one, because the compressed form is the same answer.
    """
    current().media_type = response.mimetype
    if not seconds:
        response.cache_control.no_store = True
        return response
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.cache_control.stale_while_revalidate = _STALE_SECONDS
    response.cache_control.stale_if_error = _AWAY_SECONDS
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response
