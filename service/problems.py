"""What went wrong, as `application/problem+json` (RFC 9457)."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from index.errors import HeardwordError, UnknownEntryError
from service.observation import current
from service.parameters import ParameterError
from service.responses import NEVER, json_response

RETRY_SECONDS = 5  # about what a restart takes
MEDIA_TYPE = "application/problem+json"


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
BROKEN = Problem(
    "broken",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Something here is broken; it was noted.",
)
PROBLEMS = (PARAMETERS, UNKNOWN_ENTRY, NOT_READY, RATE_LIMITED, BROKEN)


def register_problems(app: Flask) -> None:
    """Let every error of the app answer as a problem, and none show its inside."""
    app.register_error_handler(ParameterError, _wrong_parameters)
    app.register_error_handler(UnknownEntryError, _unknown_entry)
    app.register_error_handler(HeardwordError, _not_ready)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)


def _wrong_parameters(error: ParameterError) -> Response:
    errors = [
        {"parameter": name[:100], "detail": f"{name[:100]} {detail}."}
        for name, detail in error.wrong
    ]
    return _answer(PARAMETERS, errors=errors)


def _unknown_entry(error: UnknownEntryError) -> Response:
    return _answer(UNKNOWN_ENTRY)


def _not_ready(error: HeardwordError) -> Response:
    response = _answer(NOT_READY)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _http_error(error: HTTPException) -> Response:
    """Werkzeug's own errors, keeping the headers that belong to them (`Allow`)."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    response = _answer(
        Problem("about:blank", status, status.description or status.phrase)
    )
    kept = ("content-type", "content-length")
    for name, value in error.get_response().headers:
        if name.lower() not in kept:
            response.headers[name] = value
    return response


def _broken(error: Exception) -> Response:
    current().error = error
    return _answer(BROKEN)


def _answer(
    problem: Problem, *, errors: list[dict[str, str]] | None = None
) -> Response:
    return problem_response(problem, current().request_id, errors=errors)


def problem_response(
    problem: Problem, request_id: str, *, errors: list[dict[str, str]] | None = None
) -> Response:
    """A problem as JSON; needs no Flask around it, for whoever stands in front."""
    known = problem.name != "about:blank"
    body = {
        "type": f"/docs#problem-{problem.name}" if known else problem.name,
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": request_id,
        "errors": errors or [],
    }
    response = json_response(body, problem.status.value, MEDIA_TYPE)
    response.headers["Cache-Control"] = NEVER
    return response
