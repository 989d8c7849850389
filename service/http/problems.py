"""What went wrong: for programs as `application/problem+json` (RFC 9457)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from index.model.errors import HeardwordError, UnknownEntryError
from service.http.parameters import ParameterError
from service.http.request_context import current
from service.http.responses import NEVER, json_response

_MOST_ERRORS = 20  # a request line has room for two thousand wrong parameters
RETRY_SECONDS = 5  # about what a restart takes
MEDIA_TYPE = "application/problem+json"
_NAMELESS = "about:blank"  # what RFC 9457 calls a problem that is its status


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
RATE_LIMITED = Problem(
    "rate-limited",
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many requests came from your network; wait as long as `Retry-After` says.",
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
PROBLEMS = (
    PARAMETERS,
    UNKNOWN_ENTRY,
    NOT_READY,
    RATE_LIMITED,
    OVERLOADED,
    BROKEN,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One time that something went wrong; `wrong` are parameters, and what is right."""

    problem: Problem
    wrong: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    instance: str = field(default_factory=lambda: current().request_id)


Show = Callable[[Told], Response]
IsForPeople = Callable[[], bool]


def register_problems(app: Flask, show_page: Show, is_for_people: IsForPeople) -> None:
    """Let every error of the app be told, and none show its inside.

    People are shown a page, programs a problem.
    """

    def telling(understand: Callable[[Any], Told]) -> Callable[[Any], Response]:
        def tell(error: Exception) -> Response:
            told = understand(error)
            if is_for_people():
                return _completed(show_page(told), told)
            return problem_response(told)

        return tell

    for error, understand in _UNDERSTOOD.items():
        app.register_error_handler(error, telling(understand))


def told_later(problem: Problem, instance: str, seconds: int) -> Response:
    """The answer for what can be asked again a little later; needs no Flask around."""
    when = (("Retry-After", str(seconds)),)
    return problem_response(Told(problem, headers=when, instance=instance))


def _wrong_parameters(error: ParameterError) -> Told:
    return Told(PARAMETERS, wrong=error.wrong[:_MOST_ERRORS])


def _unknown_entry(error: UnknownEntryError) -> Told:
    return Told(UNKNOWN_ENTRY)


def _not_ready(error: HeardwordError) -> Told:
    return Told(NOT_READY, headers=(("Retry-After", str(RETRY_SECONDS)),))


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
    current().error = error
    return Told(BROKEN)


_UNDERSTOOD: Mapping[type[Exception], Callable[[Any], Told]] = {
    ParameterError: _wrong_parameters,
    UnknownEntryError: _unknown_entry,
    HeardwordError: _not_ready,
    HTTPException: _http_error,
    Exception: _broken,
}


def problem_response(told: Told) -> Response:
    """What went wrong, for programs; needs no Flask around it."""
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
    return _completed(json_response(body, media_type=MEDIA_TYPE), told)


def _completed(response: Response, told: Told) -> Response:
    response.status_code = told.problem.status.value
    response.headers["Cache-Control"] = NEVER
    response.headers.update(told.headers)
    return response
