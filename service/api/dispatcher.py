"""The way of a question that needs no framework: from the query string to JSON."""

from collections.abc import Iterable
from hashlib import sha1
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from index.model.errors import HeardwordError
from service.api.operations import Operation
from service.http.parameters import ParameterError, read_parameters
from service.http.problems import NOT_READY, RETRY_SECONDS, told_later
from service.http.request_context import observation_of
from service.http.responses import as_json, kept_for
from service.http.wsgi import PAIRS, Pairs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class ShortWay:
    """A WSGI app in front of Flask that answers what is asked of it all the time.

    Whole answers to right questions are the same bytes with the same headers as from
    Flask, at a third of the cost; whatever else is asked, Flask answers.
    """

    def __init__(self, app: "WSGIApplication", operations: Iterable[Operation]) -> None:
        self._app = app
        self._operations = {
            each.path: each
            for each in operations
            if each.fresh_seconds and not each.in_path
        }
        self._quick = {each.path for each in operations if each.is_quick}

    def is_quick(self, environ: "WSGIEnvironment") -> bool:
        """Whether the answer takes so little that no thread is worth its while."""
        return environ["PATH_INFO"] in self._quick

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """The answer of an operation, or what Flask says."""
        operation = self._operations.get(environ["PATH_INFO"])
        if operation is None or not _is_plain(environ):
            return self._by_flask(environ, start_response)
        try:
            asked = read_parameters(operation.parameters, _pairs(environ))
        except ParameterError:
            return self._by_flask(environ, start_response)
        seen = observation_of(environ)
        seen.route, seen.media_type = operation.path, operation.media_type
        try:
            answer = operation.ask(asked)
        except HeardwordError:
            seen.media_type = None
            return told_later(NOT_READY, seen.request_id, RETRY_SECONDS)(
                environ, start_response
            )
        body = as_json(answer).encode()
        headers = [
            ("Content-Type", operation.media_type),
            ("Content-Length", str(len(body))),
            ("Cache-Control", kept_for(operation.fresh_seconds)),
            ("ETag", f'W/"{sha1(body, usedforsecurity=False).hexdigest()}"'),
        ]
        start_response("200 OK", headers)
        return (body,)

    def _by_flask(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """What Flask says, which reads a query string."""
        if PAIRS in environ:
            environ["QUERY_STRING"] = urlencode(environ[PAIRS])
        return self._app(environ, start_response)


def _pairs(environ: "WSGIEnvironment") -> Iterable[tuple[str, str]]:
    """The parameters, which who stands in front may have read already."""
    known: Pairs | None = environ.get(PAIRS)
    if known is not None:
        return known
    return parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)


def _is_plain(environ: "WSGIEnvironment") -> bool:
    """Whether a whole answer is asked for, without conditions."""
    return environ["REQUEST_METHOD"] == "GET" and "HTTP_IF_NONE_MATCH" not in environ
