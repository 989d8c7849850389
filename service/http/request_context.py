"""Request context: what the layers that answer a request record for log and metrics."""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from random import getrandbits
from typing import TYPE_CHECKING

from flask import request

from index.model.query import Query
from index.model.results import Page, Suggestion

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

UNMATCHED = "unmatched"  # the route of a request that no route matches
CONTEXT = "heardword.context"  # the key of the context in the WSGI environ
_VALID_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)
_current: "ContextVar[RequestContext]" = ContextVar("request_context")


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """Outcome of a query; a gap is one that the owner may want to close."""

    query: str
    language: str | None
    total: int
    channel: str | None
    is_gap: bool = False


@dataclass(slots=True)
class RequestContext:
    """State of one request, for the response headers, the log, and the metrics.

    `media_type` is kept apart because a 304 has no Content-Type; `cache_hit` is `None`
    for a response that is not cached. A response in HTML that `is_fragment` is data of
    the API and no page.
    """

    request_id: str
    route: str = UNMATCHED
    media_type: str | None = None
    outcome: SearchOutcome | None = None
    cache_hit: bool | None = None
    is_fragment: bool = False
    error: Exception | None = None


def new_context(environ: "WSGIEnvironment", request_id: str) -> RequestContext:
    """Create the context of a request and keep it in its environ."""
    context = RequestContext(request_id)
    environ[CONTEXT] = context
    _current.set(context)
    return context


def get_context(environ: "WSGIEnvironment") -> RequestContext:
    """Return the context of a request, a new one if it has none."""
    context = environ.get(CONTEXT)
    if isinstance(context, RequestContext):
        return context
    return new_context(environ, new_request_id())


def current_context() -> RequestContext:
    """Return the context of the request that this thread or greenlet answers."""
    context = _current.get(None)
    return get_context(request.environ) if context is None else context


def record_search(query: Query, page: Page) -> None:
    """Record the outcome of a search; it is a gap if only a corrected query has hits.

    Later pages of results are no new query.
    """
    is_unanswered = page.total == 0 or page.did_you_mean is not None
    current_context().outcome = SearchOutcome(
        query.text,
        query.filters.language,
        page.total,
        page.hits[0].match.channel.value if page.hits else None,
        is_gap=is_unanswered and query.offset == 0,
    )


def record_suggestions(query: Query, suggestions: tuple[Suggestion, ...]) -> None:
    """Record the outcome of autocomplete; half a word without suggestions is no gap."""
    channel = suggestions[0].match.channel.value if suggestions else None
    current_context().outcome = SearchOutcome(
        query.text, query.filters.language, len(suggestions), channel
    )


def new_request_id() -> str:
    """Return a random request ID."""
    return f"{getrandbits(128):032x}"


def accept_request_id(raw: str | None) -> str:
    """Return the ID that a proxy has sent if it is safe in a log, else a new one."""
    if raw is not None and _VALID_ID.fullmatch(raw):
        return raw
    return new_request_id()
