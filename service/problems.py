"""What went wrong: for programs as `application/problem+json` (RFC 9457)."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from index.errors import HeardwordError, UnknownEntryError
from service.parameters import ParameterError
from service.responses import json_response

_MOST_ERRORS = 20  # a request line has room for two thousand wrong parameters
RETRY_SECONDS = 5  # about what a restart takes
MEDIA_TYPE = "application/problem+json"
_NAMELESS = "about:blank"  # what RFC 9457 calls a problem that is its status
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem: its name, its status and what it means to a caller."""

    name: str
    status: HTTPStatus
    detail: str


PARAMETERS = Problem(
    "parameters",
    HTTPStatus.BAD_REQUEST,
    "Some parameters cannot be used; see `errors`.",
)
UNKNOWN_ENTRY = Problem("unknown-entry", HTTPStatus.NOT_FOUND, "No entry has this id.")
NOT_READY = Problem(
    "not-ready",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Questions cannot be answered right now; try again in a few seconds.",
)
OVERLOADED = Problem(
    "overloaded",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Too much is asked at the moment; try again in a few seconds.",
)
BROKEN = Problem(
    "broken",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Something here is broken; it was noted.",
)
PROBLEMS = (PARAMETERS, UNKNOWN_ENTRY, NOT_READY, OVERLOADED, BROKEN)


@dataclass(frozen=True, slots=True)
class Told:
    """One time that something went wrong; `wrong` are parameters, and what is right."""

    problem: Problem
    wrong: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    instance: str = field(default_factory=lambda: f"urn:uuid:{uuid4()}")


Show = Callable[[Told], Response]
IsForPeople = Callable[[], bool]


def register_problems(app: Flask, show_page: Show, is_for_people: IsForPeople) -> None:
    """Let every error of the app be told, and none show its inside.

    People are shown a page, programs a problem.
    """

    def telling(understand: Callable[[Any], Told]) -> Callable[[Any], Response]:
        def tell(error: Exception) -> Response:
            told = understand(error)
            show = show_page if is_for_people() else _problem_response
            return _completed(show(told), told)

        return tell

    for error, understand in _UNDERSTOOD.items():
        app.register_error_handler(error, telling(understand))


def unavailable(problem: Problem) -> Response:
    """The answer for what can be asked again a little later."""
    told = _later(problem)
    return _completed(_problem_response(told), told)


def _wrong_parameters(error: ParameterError) -> Told:
    return Told(PARAMETERS, wrong=error.wrong[:_MOST_ERRORS])


def _unknown_entry(error: UnknownEntryError) -> Told:
    return Told(UNKNOWN_ENTRY)


def _not_ready(error: HeardwordError) -> Told:
    return _later(NOT_READY)


def _later(problem: Problem) -> Told:
    return Told(problem, headers=(("Retry-After", str(RETRY_SECONDS)),))


def _http_error(error: HTTPException) -> Told:
    """Werkzeug's own errors, keeping the headers that belong to them (`Allow`)."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    detail = status.description or status.phrase
    kept = [
        (name, value)
        for name, value in error.get_response().headers
        if name.lower() not in ("content-type", "content-length")
    ]
    return Told(Problem(_NAMELESS, status, detail), headers=tuple(kept))


def _broken(error: Exception) -> Told:
    told = Told(BROKEN)
    _log.error("request %s failed", told.instance, exc_info=error)
    return told


_UNDERSTOOD: Mapping[type[Exception], Callable[[Any], Told]] = {
    ParameterError: _wrong_parameters,
    UnknownEntryError: _unknown_entry,
    HeardwordError: _not_ready,
    HTTPException: _http_error,
    Exception: _broken,
}


def _problem_response(told: Told) -> Response:
    problem = told.problem
    known = problem.name != _NAMELESS
    body = {
        "type": f"/docs#problem-{problem.name}" if known else problem.name,
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": told.instance,
        "errors": [
            {"parameter": name[:100], "detail": f"{name[:100]} {detail}."}
            for name, detail in told.wrong
        ],
    }
    return json_response(body, media_type=MEDIA_TYPE)


def _completed(response: Response, told: Told) -> Response:
    response.status_code = told.problem.status.value
    response.headers.update(told.headers)
    response.cache_control.no_store = True
    return response
