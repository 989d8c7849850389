"""Responses of an OpenSearch cluster: validated, or translated into our errors."""

import json
import re
from collections.abc import Iterable
from typing import Any

from index.model.errors import EngineUnavailableError, HeardwordError, IndexFolderError

_ERROR_TYPE = re.compile(r"[a-z_]{1,60}_exception")  # cannot quote a query
_TOO_MANY_REQUESTS = 429
_NOT_FOUND = 404
_SERVER_ERROR = 500
_UNAUTHORIZED = (401, 403)
_CREDENTIALS_HINT = (
    " Check the credentials in GLOSSARY_BACKEND, GLOSSARY_OPENSEARCH_PASSWORD or "
    "GLOSSARY_OPENSEARCH_API_KEY."
)
Json = dict[str, Any]


class RejectedRequestError(HeardwordError):
    """The cluster rejected a request; `status` is the HTTP status."""

    def __init__(self, status: int, kind: str) -> None:
        hint = _CREDENTIALS_HINT if status in _UNAUTHORIZED else ""
        super().__init__(f"OpenSearch rejected a request: {kind} ({status}).{hint}")
        self.status = status


def ndjson(lines: Iterable[Json]) -> str:
    """Encode objects as lines of JSON, for bulk requests and multi-searches."""
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def to_error(status: int, kind: str) -> HeardwordError:
    """Translate an error; the cluster's own message may quote a query."""
    if status == _NOT_FOUND and kind == "index_not_found_exception":
        return IndexFolderError("The index in OpenSearch no longer exists.")
    if status == _TOO_MANY_REQUESTS or status >= _SERVER_ERROR:
        return EngineUnavailableError(
            f"OpenSearch is not available: {kind} ({status})."
        )
    return RejectedRequestError(status, kind)


def error_type(body: Any) -> str:
    """Return the type that the cluster states for an error."""
    error = body.get("error") if isinstance(body, dict) else None
    kind = error.get("type") if isinstance(error, dict) else None
    is_plain = isinstance(kind, str) and _ERROR_TYPE.fullmatch(kind)
    return str(kind) if is_plain else "error"


def unexpected_response() -> EngineUnavailableError:
    """Return the error for a response of an unknown shape."""
    return EngineUnavailableError(
        "OpenSearch is not available: its response is not valid."
    )


def validate_search(response: Any) -> Json:
    """Return the response to one search if it is complete; raise its error if not."""
    if not isinstance(response, dict):
        raise unexpected_response()
    if "error" in response:
        raise to_error(_status(response), error_type(response))
    shards = response.get("_shards")
    if not isinstance(shards, dict) or not isinstance(response.get("hits"), dict):
        raise unexpected_response()
    if response.get("timed_out") or shards.get("failed"):
        raise EngineUnavailableError("OpenSearch is not available: a shard failed.")
    return response


def parse_searches(body: Json, count: int) -> list[Json]:
    """Return the responses to `count` searches, all complete."""
    responses = body.get("responses")
    if not isinstance(responses, list) or len(responses) != count:
        raise unexpected_response()
    return [validate_search(each) for each in responses]


def _status(response: Json) -> int:
    status = response.get("status")
    return status if isinstance(status, int) else _SERVER_ERROR
