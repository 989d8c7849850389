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
from service.http.responses import NO_STORE, json_response

_MAX_ERRORS = 20  # a request line has room for two thousand wrong parameters
RETRY_SECONDS = 5  # about what a restart takes
MEDIA_TYPE = "application/problem+json"
_ABOUT_BLANK = "about:blank"  # what RFC 9457 calls a problem that is its status


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: its name, its status and what it means to a caller."""

    name: str
    status: HTTPStatus
    detail: str


PARAMETERS = ProblemType(
    "parameters",
    HTTPStatus.BAD_REQUEST,
    "Some parameters cannot be used; see `errors`.",
)
UNKNOWN_ENTRY = ProblemType(
    "unknown-entry", HTTPStatus.NOT_FOUND, "No entry has this id."
)
NOT_READY = ProblemType(
    "not-ready",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Questions cannot be answered right now; try again in a few seconds.",
)
RATE_LIMITED = ProblemType(
    "rate-limited",
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many requests came from your network; wait as long as `Retry-After` says.",
)
OVERLOADED = ProblemType(
    "overloaded",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Too much is asked at the moment; try again in a few seconds.",
)
INTERNAL_ERROR = ProblemType(
    "broken",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Something here is broken; it was noted.",
)
PROBLEM_TYPES = (
    PARAMETERS,
    UNKNOWN_ENTRY,
    NOT_READY,
    RATE_LIMITED,
    OVERLOADED,
    INTERNAL_ERROR,
)


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """One time that something went wrong; `wrong` are parameters, and what is right."""

    problem: ProblemType
    invalid_params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    instance: str = field(default_factory=lambda: current().request_id)


RenderProblem = Callable[[ProblemDetails], Response]
WantsHtml = Callable[[], bool]


def register_error_handlers(
    app: Flask, show_page: RenderProblem, is_for_people: WantsHtml
) -> None:
    """Let every error of the app be told, and none show its inside.

    People are shown a page, programs a problem.
    """

    def telling(
        understand: Callable[[Any], ProblemDetails],
    ) -> Callable[[Any], Response]:
        def tell(error: Exception) -> Response:
            details = understand(error)
            if is_for_people():
                return _completed(show_page(details), details)
            return problem_response(details)

        return tell

    for error, understand in _ERROR_HANDLERS.items():
        app.register_error_handler(error, telling(understand))


def retry_later(problem: ProblemType, instance: str, seconds: int) -> Response:
    """The answer for what can be asked again a little later; needs no Flask around."""
    when = (("Retry-After", str(seconds)),)
    return problem_response(ProblemDetails(problem, headers=when, instance=instance))


def _from_parameter_error(error: ParameterError) -> ProblemDetails:
    return ProblemDetails(PARAMETERS, invalid_params=error.invalid_params[:_MAX_ERRORS])


def _from_unknown_entry(error: UnknownEntryError) -> ProblemDetails:
    return ProblemDetails(UNKNOWN_ENTRY)


def _from_heardword_error(error: HeardwordError) -> ProblemDetails:
    return ProblemDetails(NOT_READY, headers=(("Retry-After", str(RETRY_SECONDS)),))


def _from_http_exception(error: HTTPException) -> ProblemDetails:
    """Werkzeug's own errors, keeping the headers that belong to them (`Allow`)."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    detail = status.description or status.phrase
    kept = [
        (name, value)
        for name, value in error.get_response().headers
        if name.lower() not in ("content-type", "content-length")
    ]
    return ProblemDetails(
        ProblemType(_ABOUT_BLANK, status, detail), headers=tuple(kept)
    )


def _from_unexpected_error(error: Exception) -> ProblemDetails:
    current().error = error
    return ProblemDetails(INTERNAL_ERROR)


_ERROR_HANDLERS: Mapping[type[Exception], Callable[[Any], ProblemDetails]] = {
    ParameterError: _from_parameter_error,
    UnknownEntryError: _from_unknown_entry,
    HeardwordError: _from_heardword_error,
    HTTPException: _from_http_exception,
    Exception: _from_unexpected_error,
}


def problem_response(details: ProblemDetails) -> Response:
    """What went wrong, for programs; needs no Flask around it."""
    problem = details.problem
    known = problem.name != _ABOUT_BLANK
    body = {
        "type": f"/docs#problem-{problem.name}" if known else problem.name,
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": details.instance,
        "errors": [
            {"parameter": name[:100], "detail": f"{name[:100]} {detail}."}
            for name, detail in details.invalid_params
        ],
    }
    return _completed(json_response(body, media_type=MEDIA_TYPE), details)


def _completed(response: Response, details: ProblemDetails) -> Response:
    response.status_code = details.problem.status.value
    response.headers["Cache-Control"] = NO_STORE
    response.headers.update(details.headers)
    return response
