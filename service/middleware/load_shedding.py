"""Refusing what has already waited too long, so that queues stay short."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from service.http.problems import OVERLOADED, RETRY_SECONDS, retry_later
from service.http.request_context import observation_of
from service.http.wsgi import NEVER_SHED, WAITED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_SECONDS = 0.5


class Shedding:
    """A WSGI app in front of another: 503 for requests that waited too long.

    A refusal costs a fraction of what an answer costs, and so a queue that grew too
    long is short again at once. Where nobody says how long a request waited, nothing
    is refused.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """The app's answer, or 503 when it would come too late."""
        late = environ.get(WAITED, 0.0) > MOST_SECONDS
        if not late or environ.get("PATH_INFO") == NEVER_SHED:
            return self._app(environ, start_response)
        instance = observation_of(environ).request_id
        refusal = retry_later(OVERLOADED, instance, RETRY_SECONDS)
        return refusal(environ, start_response)
