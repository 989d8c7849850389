"""What stands in front of everything: ids, limit, headers, log and numbers."""

from collections.abc import Iterable
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any

from service.http.problems import (
    INTERNAL_ERROR,
    RATE_LIMITED,
    ProblemDetails,
    problem_response,
    retry_later,
)
from service.http.request_context import Observation, begin, request_id
from service.http.wsgi import Header
from service.middleware.headers import Headers
from service.observability.json_log import Log, error_fields, normalize_method
from service.observability.metrics import Metrics
from service.observability.query_log import QueryLog
from service.rate_limiting.limiter import RateLimiter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_Failure = tuple[type[BaseException], BaseException, TracebackType]


class Front:
    """A WSGI app around another, for all that an answer needs wherever it comes from.

    Whoever answers has to call `start_response` before it returns, and can note in the
    request's Observation what is to be logged and counted. An error that gets through
    to here is a problem too, and nothing of it is shown.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        headers: Headers,
        log: Log,
        metrics: Metrics,
        *,
        limit: RateLimiter | None = None,
        query_log: QueryLog | None = None,
    ) -> None:
        self._app = app
        self._headers = headers
        self._log = log
        self._metrics = metrics
        self._limit = limit
        self._query_log = query_log

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """The app's answer, or that it was one too many."""
        began = perf_counter()
        seen = begin(environ, request_id(environ.get("HTTP_X_REQUEST_ID")))
        status = 0

        def start(
            line: str, stated: list[Header], failure: _Failure | None = None
        ) -> Any:
            nonlocal status
            status = int(line[:3])
            headers = self._completed(environ, seen, status, stated)
            return start_response(line, headers, failure)

        body = self._answered(environ, seen, start)
        self._note(environ, seen, status, perf_counter() - began)
        return body

    def _answered(
        self, environ: "WSGIEnvironment", seen: Observation, start: Any
    ) -> Iterable[bytes]:
        wait = self._limit.retry_after(environ) if self._limit else 0
        if wait:
            self._metrics.increment("rate_limited")
            return retry_later(RATE_LIMITED, seen.request_id, wait)(environ, start)
        try:
            return self._app(environ, start)
        except Exception as error:
            seen.error = error
            told = ProblemDetails(INTERNAL_ERROR, instance=seen.request_id)
            return problem_response(told)(environ, start)

    def _completed(
        self,
        environ: "WSGIEnvironment",
        seen: Observation,
        status: int,
        stated: list[Header],
    ) -> list[Header]:
        headers = self._headers.completed(
            stated,
            status,
            media_type=seen.media_type,
            method=environ["REQUEST_METHOD"],
            origin=environ.get("HTTP_ORIGIN"),
        )
        headers.append(("X-Request-ID", seen.request_id))
        return headers

    def _note(
        self, environ: "WSGIEnvironment", seen: Observation, status: int, seconds: float
    ) -> None:
        if not self._log_request(environ, seen, status, seconds):
            self._metrics.increment("log_lines_lost")
        self._metrics.record_request(seen, status, seconds)
        if self._query_log and seen.found and seen.found.is_gap:
            self._query_log.record(seen.route, seen.found)

    def _log_request(
        self, environ: "WSGIEnvironment", seen: Observation, status: int, seconds: float
    ) -> bool:
        method = normalize_method(environ["REQUEST_METHOD"])
        if seen.error is None:
            return self._log.write_request(seen, method, status, seconds)
        return self._log.write(
            "request",
            request_id=seen.request_id,
            method=method,
            route=seen.route,
            status=status,
            ms=round(seconds * 1000, 3),
            cache_hit=seen.cache_hit,
            total=None,
            channel=None,
            **error_fields(seen.error),
        )
