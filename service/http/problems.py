"""Error handlers: every error becomes `application/problem+json` (RFC 9457) or HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from index.model.errors import HeardwordError, UnknownEntryError
from service.http.parameters import ParameterError
from service.http.request_context import current_context
from service.http.responses import NO_STORE, json_response

_MAX_ERRORS = 20  # a request line can hold two thousand invalid parameters
RETRY_SECONDS = 5  # about the time of a restart
MEDIA_TYPE = "application/problem+json"
ABOUT_BLANK = "about:blank"  # RFC 9457: the problem is no more than its status


@dataclass(frozen=True, slots=True)
class ProblemType:
    """Problem type of RFC 9457: the last part of its URI, its status, its detail."""

    name: str
    status: HTTPStatus
    detail: str


PARAMETERS = ProblemType(
    "parameters",
    HTTPStatus.BAD_REQUEST,
    "Some parameters are invalid; see `errors`.",
)
UNKNOWN_ENTRY = ProblemType(
    "unknown-entry", HTTPStatus.NOT_FOUND, "No entry has this ID."
)
NOT_READY = ProblemType(
    "not-ready",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The search index is not available; retry in a few seconds.",
)
RATE_LIMITED = ProblemType(
    "rate-limited",
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many requests from your network; retry after `Retry-After` seconds.",
)
OVERLOADED = ProblemType(
    "overloaded",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The service is overloaded; retry in a few seconds.",
)
INTERNAL_ERROR = ProblemType(
    "broken",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "An internal error occurred and was logged.",
)
UNKNOWN_PART = ProblemType(
    "unknown-part",
    HTTPStatus.NOT_FOUND,
    "The prefix does not have as many hexadecimal digits as the list of names says.",
)
INVALID_TEXT = ProblemType("text", HTTPStatus.BAD_REQUEST, "The body is not UTF-8.")
TOO_LARGE = ProblemType(
    "too-large",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "The body is longer than 200 KB (204,800 bytes).",
)
MEDIA_TYPE_NOT_READ = ProblemType(
    "media-type",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "The `Content-Type` is none that this route reads, or its charset is not UTF-8.",
)
PROBLEM_TYPES = (
    PARAMETERS,
    UNKNOWN_ENTRY,
    UNKNOWN_PART,
    INVALID_TEXT,
    TOO_LARGE,
    MEDIA_TYPE_NOT_READ,
    NOT_READY,
    RATE_LIMITED,
    OVERLOADED,
    INTERNAL_ERROR,
)


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """One occurrence of a problem; `instance` is the request ID.

    `invalid_params` pairs each parameter with what is wrong and what is accepted.
    """

    type: ProblemType
    invalid_params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    instance: str = field(default_factory=lambda: current_context().request_id)


class ProblemError(Exception):
    """A problem that needs no more than its type to be answered."""

    def __init__(self, problem: ProblemType) -> None:
        super().__init__(problem.name)
        self.problem = problem


RenderProblem = Callable[[ProblemDetails], Response]
WantsHtml = Callable[[], bool]


def register_error_handlers(
    app: Flask, render_html: RenderProblem, wants_html: WantsHtml
) -> None:
    """Answer every exception with a problem document or an HTML page.

    No response contains an exception's text or stack trace.
    """

    def handler(
        to_details: Callable[[Any], ProblemDetails],
    ) -> Callable[[Any], Response]:
        def handle(error: Exception) -> Response:
            details = to_details(error)
            if wants_html():
                return _set_status_and_headers(render_html(details), details)
            return problem_response(details)

        return handle

    for error, to_details in _ERROR_HANDLERS.items():
        app.register_error_handler(error, handler(to_details))


def retry_later(problem: ProblemType, instance: str, seconds: int) -> Response:
    """Return a problem with Retry-After; works outside Flask's contexts too."""
    headers = (("Retry-After", str(seconds)),)
    return problem_response(ProblemDetails(problem, headers=headers, instance=instance))


def _from_parameter_error(error: ParameterError) -> ProblemDetails:
    return ProblemDetails(PARAMETERS, invalid_params=error.invalid_params[:_MAX_ERRORS])


def _from_problem_error(error: ProblemError) -> ProblemDetails:
    if error.problem.status != HTTPStatus.SERVICE_UNAVAILABLE:
        return ProblemDetails(error.problem)
    headers = (("Retry-After", str(RETRY_SECONDS)),)
    return ProblemDetails(error.problem, headers=headers)


def _from_unknown_entry(error: UnknownEntryError) -> ProblemDetails:
    return ProblemDetails(UNKNOWN_ENTRY)


def _from_heardword_error(error: HeardwordError) -> ProblemDetails:
    return ProblemDetails(NOT_READY, headers=(("Retry-After", str(RETRY_SECONDS)),))


def _from_http_exception(error: HTTPException) -> ProblemDetails:
    """Convert werkzeug's own errors; their headers, such as Allow, are kept."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    detail = status.description or status.phrase
    headers = tuple(
        (name, value)
        for name, value in error.get_response().headers
        if name.lower() not in ("content-type", "content-length")
    )
    return ProblemDetails(ProblemType(ABOUT_BLANK, status, detail), headers=headers)


def _from_unexpected_error(error: Exception) -> ProblemDetails:
    current_context().error = error
    return ProblemDetails(INTERNAL_ERROR)


_ERROR_HANDLERS: Mapping[type[Exception], Callable[[Any], ProblemDetails]] = {
    ParameterError: _from_parameter_error,
    ProblemError: _from_problem_error,
    UnknownEntryError: _from_unknown_entry,
    HeardwordError: _from_heardword_error,
    HTTPException: _from_http_exception,
    Exception: _from_unexpected_error,
}


def problem_response(details: ProblemDetails) -> Response:
    """Return a problem document; works outside Flask's contexts too."""
    response = json_response(problem_document(details), media_type=MEDIA_TYPE)
    return _set_status_and_headers(response, details)


def problem_document(details: ProblemDetails) -> dict[str, Any]:
    """Return the body of a problem (RFC 9457)."""
    problem = details.type
    is_documented = problem.name != ABOUT_BLANK
    return {
        "type": f"/docs#problem-{problem.name}" if is_documented else problem.name,
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": details.instance,
        "errors": [
            {"parameter": name[:100], "detail": f"{name[:100]} {detail}."}
            for name, detail in details.invalid_params
        ],
    }


def _set_status_and_headers(response: Response, details: ProblemDetails) -> Response:
    response.status_code = details.type.status.value
    response.headers["Cache-Control"] = NO_STORE
    response.headers.update(details.headers)
    return response
