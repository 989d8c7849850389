"""What is noted about one request while it is answered, for whoever stands in front."""

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

UNMATCHED = "unmatched"  # the route of what no route was made for
_KEY = "heardword.observation"
_current: "ContextVar[Observation]" = ContextVar("observation")


@dataclass(frozen=True, slots=True)
class Found:
    """How a question was answered; a gap is one that the owner may want to mend."""

    query: str
    language: str | None
    total: int
    channel: str | None
    is_gap: bool = False


@dataclass(slots=True)
class Observation:
    """What is known so far; a layer that answers by itself fills in the rest.

    `media_type` is told apart because a 304 carries no Content-Type; `cache_hit` is
    `None` where there is no cache.
    """

    request_id: str
    route: str = UNMATCHED
    media_type: str | None = None
    found: Found | None = None
    cache_hit: bool | None = None
    error: Exception | None = None


def begin(environ: "WSGIEnvironment", request_id: str) -> Observation:
    """A new observation, kept with the request."""
    observation = Observation(request_id)
    environ[_KEY] = observation
    _current.set(observation)
    return observation


def observation_of(environ: "WSGIEnvironment") -> Observation:
    """The observation of a request; a new one when nobody began any."""
    kept = environ.get(_KEY)
    return kept if isinstance(kept, Observation) else begin(environ, new_request_id())


def current() -> Observation:
    """The observation of the request that this thread is answering."""
    observation = _current.get(None)
    return observation_of(request.environ) if observation is None else observation


def note_route() -> None:
    """Note which route answers: its template, never the path that was asked."""
    rule = request.url_rule
    current().route = rule.rule if rule else UNMATCHED


def note_page(query: Query, page: Page) -> None:
    """Note what a search found; a gap is what it found not, or only by a guess.

    Further pages of an answer are no new question.
    """
    guessed = page.total == 0 or page.did_you_mean is not None
    current().found = Found(
        query.text,
        query.filters.language,
        page.total,
        page.hits[0].match.channel.value if page.hits else None,
        is_gap=guessed and query.offset == 0,
    )


def note_suggestions(query: Query, suggestions: tuple[Suggestion, ...]) -> None:
    """Note what was suggested; half a word that nothing begins with is no gap."""
    channel = suggestions[0].match.channel.value if suggestions else None
    current().found = Found(
        query.text, query.filters.language, len(suggestions), channel
    )


_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


def new_request_id() -> str:
    """An id that no other request has."""
    return f"{getrandbits(128):032x}"


def request_id(stated: str | None) -> str:
    """The id that a proxy stated if it can do no harm in a log, else a new one."""
    if stated is not None and _WELL_FORMED.fullmatch(stated):
        return stated
    return new_request_id()
