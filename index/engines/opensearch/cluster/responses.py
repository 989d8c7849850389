"""What an OpenSearch cluster answers: whole, or with an error in our words."""

import json
import re
from collections.abc import Iterable
from typing import Any

from index.model.errors import EngineUnavailableError, HeardwordError, IndexFolderError

_KIND = re.compile(r"[a-z_]{1,60}_exception")  # nothing that could be quoted
_OVERLOADED = 429
_MISSING = 404
_BROKEN = 500
_STRANGERS = (401, 403)
_LOGIN = " Check the user and password or key in GLOSSARY_BACKEND, or beside it."
Json = dict[str, Any]


class RefusedRequestError(HeardwordError):
    """The cluster understood a request and will not do it; `status` is HTTP's."""

    def __init__(self, status: int, kind: str) -> None:
        hint = _LOGIN if status in _STRANGERS else ""
        super().__init__(f"OpenSearch refused a request: {kind} ({status}).{hint}")
        self.status = status


def ndjson(lines: Iterable[Json]) -> str:
    """Objects as lines of JSON, as bulk and multiple searches want them."""
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def error_of(status: int, kind: str) -> HeardwordError:
    """What is wrong, in our words: those of the cluster may quote a question."""
    if status == _MISSING and kind == "index_not_found_exception":
        return IndexFolderError("The index in OpenSearch is gone.")
    if status == _OVERLOADED or status >= _BROKEN:
        return EngineUnavailableError(f"OpenSearch cannot answer: {kind} ({status}).")
    return RefusedRequestError(status, kind)


def kind_of(stated: Any) -> str:
    """The name that the cluster gives to an error."""
    error = stated.get("error") if isinstance(stated, dict) else None
    kind = error.get("type") if isinstance(error, dict) else None
    known = isinstance(kind, str) and _KIND.fullmatch(kind)
    return str(kind) if known else "error"


def unexpected() -> EngineUnavailableError:
    """An answer that is not what was asked for."""
    return EngineUnavailableError(
        "OpenSearch cannot be asked: it answered something else."
    )


def whole(found: Any) -> Json:
    """An answer to one search that lacks nothing; raises what is wrong with others."""
    if not isinstance(found, dict):
        raise unexpected()
    if "error" in found:
        raise error_of(_status(found), kind_of(found))
    shards = found.get("_shards")
    if not isinstance(shards, dict) or not isinstance(found.get("hits"), dict):
        raise unexpected()
    if found.get("timed_out") or shards.get("failed"):
        raise EngineUnavailableError("OpenSearch cannot answer: a part is missing.")
    return found


def all_whole(answer: Json, wanted: int) -> list[Json]:
    """As many whole answers as there were searches."""
    found = answer.get("responses")
    if not isinstance(found, list) or len(found) != wanted:
        raise unexpected()
    return [whole(each) for each in found]


def _status(found: Json) -> int:
    status = found.get("status")
    return status if isinstance(status, int) else _BROKEN
