"""WSGI middleware that decides who may read /metrics."""

from collections.abc import Iterable
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING

from service.http.problems import (
    ABOUT_BLANK,
    ProblemDetails,
    ProblemType,
    problem_response,
)
from service.http.request_context import get_context
from service.observability.metrics import METRICS
from service.rate_limiting.client_address import is_private_client

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PUBLIC = "public"
TOKEN = "token:"  # noqa: S105 - the prefix of the setting
_FORBIDDEN = ProblemType(
    ABOUT_BLANK,
    HTTPStatus.FORBIDDEN,
    "Metrics are for this machine and private networks; GLOSSARY_METRICS changes that.",
)


class MetricsAccess:
    """Refuses /metrics to clients that may not read it.

    `access` is `private` (this machine and private networks), `public`, or `token:`
    and the token that clients send as `Authorization: Bearer`.
    """

    def __init__(
        self, app: "WSGIApplication", access: str, proxies: int | None
    ) -> None:
        self._app = app
        self._access = access
        self._proxies = proxies

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass every other request on."""
        if environ["PATH_INFO"] != METRICS or self._is_allowed(environ):
            return self._app(environ, start_response)
        problem = ProblemDetails(_FORBIDDEN, instance=get_context(environ).request_id)
        return problem_response(problem)(environ, start_response)

    def _is_allowed(self, environ: "WSGIEnvironment") -> bool:
        if self._access == PUBLIC:
            return True
        if self._access.startswith(TOKEN):
            expected = f"Bearer {self._access.removeprefix(TOKEN)}"
            sent = environ.get("HTTP_AUTHORIZATION", "")
            return compare_digest(sent.encode(), expected.encode())
        return is_private_client(environ, self._proxies)
