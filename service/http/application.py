"""Flask without the work per request that this service has no use for."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, request
from flask.sessions import NullSession, SessionInterface
from flask.typing import ResponseReturnValue
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import get_host

from service.http.request_context import get_context
from service.http.wsgi import HEALTH_PATH

_NO_SESSION = NullSession()


class _NoSessions(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> NullSession:
        return _NO_SESSION


class Application(Flask):
    """Flask without sessions, asynchronous views, and subdomains.

    `require_index` raises NotReadyError until there is an index; the health check alone
    is answered before.
    """

    session_interface = _NoSessions()

    def __init__(self, import_name: str, require_index: Callable[[], object]) -> None:
        super().__init__(import_name)
        self._require_index = require_index
        # werkzeug would redirect `//` to an address made of the Host header
        self.url_map.merge_slashes = False

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the view as it is, without looking whether it is asynchronous."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the routes to a request, a quarter of the cost of Flask's own way."""
        if request is None:
            return None
        environ = request.environ
        return MapAdapter(
            self.url_map,
            server_name=get_host(environ),
            script_name=environ.get("SCRIPT_NAME", ""),
            subdomain="",
            url_scheme=environ["wsgi.url_scheme"],
            path_info=environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
            default_method=environ["REQUEST_METHOD"],
            query_args=environ.get("QUERY_STRING", ""),
        )

    def dispatch_request(self) -> ResponseReturnValue:
        """Record the route's template, never the path itself, and call its view."""
        environ, rule = request.environ, request.url_rule
        if rule is not None:
            get_context(environ).route = rule.rule
        if environ["PATH_INFO"] != HEALTH_PATH:
            self._require_index()
        return super().dispatch_request()
