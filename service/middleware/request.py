"""Outermost WSGI middleware: request ID, rate limit, response headers, log, metrics."""

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
from service.http.request_context import (
    RequestContext,
    accept_request_id,
    new_context,
)
from service.http.wsgi import Header
from service.middleware.headers import Headers
from service.observability.json_log import Log, error_fields, normalize_method
from service.observability.metrics import METRICS, Metrics
from service.observability.query_log import QueryLog
from service.rate_limiting.limiter import RateLimiter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType]


class RequestMiddleware:
    """WSGI middleware for what every response needs, wherever it comes from.

    The application has to call `start_response` before it returns; in the request's
    context it can record what is logged and counted. An error that reaches this layer
    becomes a problem response that shows nothing of it.
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
        """Answer the request, unless its client is over the rate limit."""
        started = perf_counter()
        if environ["PATH_INFO"].startswith("//"):  # one path for access, cache, and log
            environ["PATH_INFO"] = "/" + environ["PATH_INFO"].lstrip("/")
        request_id = accept_request_id(environ.get("HTTP_X_REQUEST_ID"))
        context = new_context(environ, request_id)
        status = 0

        def start(
            status_line: str, headers: list[Header], exc_info: _ExcInfo | None = None
        ) -> Any:
            nonlocal status
            status = int(status_line[:3])
            completed = self._complete_headers(environ, context, status, headers)
            return start_response(status_line, completed, exc_info)

        body = self._respond(environ, context, start)
        self._record(environ, context, status, perf_counter() - started)
        return body

    def _respond(
        self, environ: "WSGIEnvironment", context: RequestContext, start: Any
    ) -> Iterable[bytes]:
        seconds = self._limit.retry_after(environ) if self._limit else 0
        if seconds:
            self._metrics.increment("rate_limited")
            refusal = retry_later(RATE_LIMITED, context.request_id, seconds)
            return refusal(environ, start)
        try:
            return self._app(environ, start)
        except Exception as error:
            context.error = error
            problem = ProblemDetails(INTERNAL_ERROR, instance=context.request_id)
            return problem_response(problem)(environ, start)

    def _complete_headers(
        self,
        environ: "WSGIEnvironment",
        context: RequestContext,
        status: int,
        headers: list[Header],
    ) -> list[Header]:
        completed = self._headers.complete(
            headers,
            status,
            media_type=context.media_type,
            method=environ["REQUEST_METHOD"],
            origin=environ.get("HTTP_ORIGIN"),
            is_shared=environ["PATH_INFO"] != METRICS,
            is_fragment=context.is_fragment,
        )
        completed.append(("X-Request-ID", context.request_id))
        return completed

    def _record(
        self,
        environ: "WSGIEnvironment",
        context: RequestContext,
        status: int,
        seconds: float,
    ) -> None:
        """Write the access log, the metrics, and the query log of gaps."""
        if not self._log_request(environ, context, status, seconds):
            self._metrics.increment("log_lines_lost")
        self._metrics.record_request(context, status, seconds)
        if self._query_log and context.outcome and context.outcome.is_gap:
            self._query_log.record(context.route, context.outcome)

    def _log_request(
        self,
        environ: "WSGIEnvironment",
        context: RequestContext,
        status: int,
        seconds: float,
    ) -> bool:
        method = normalize_method(environ["REQUEST_METHOD"])
        if context.error is None:
            return self._log.write_request(context, method, status, seconds)
        return self._log.write(
            "request",
            request_id=context.request_id,
            method=method,
            route=context.route,
            status=status,
            ms=round(seconds * 1000, 3),
            cache_hit=context.cache_hit,
            total=None,
            channel=None,
            **error_fields(context.error),
        )
