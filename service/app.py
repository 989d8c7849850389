"""The Flask application, put together from settings and a back end."""

from functools import partial

from flask import Flask, request

from index.model.backend import Backend
from service import VERSION
from service.api.docs import docs
from service.api.operations import operations
from service.api.routes import api
from service.api.schemas import ResponseBuilder
from service.http.links import Links
from service.http.problems import register_error_handlers
from service.http.request_context import note_route
from service.http.wsgi import HEALTH_PATH
from service.middleware.cache import AnswerCache
from service.middleware.headers import Headers
from service.middleware.load_shedding import LoadShedding
from service.middleware.request import Front
from service.observability.alerts import Degradations
from service.observability.json_log import Log, NullStream
from service.observability.metrics import METRICS, Metrics, metrics_route
from service.observability.query_log import QueryLog
from service.pages.discovery import discovery
from service.pages.errors import html_error_renderer, wants_html
from service.pages.layout import PageContextFactory
from service.pages.routes import pages
from service.pages.translations import TranslationCatalog
from service.rate_limiting.limiter import OnFailure, RateLimiter
from service.rate_limiting.redis_store import RedisStore, connect
from service.rate_limiting.sliding_window import MemoryStore, Rate
from service.settings import Settings, SettingsError
from service.widget.routes import newest_widget, widget_routes

_MOST_BODY_BYTES = 1024  # nothing here reads a body


def create_app(
    settings: Settings, *, backend: Backend, log: Log | None = None
) -> Flask:
    """The service that answers from this back end; without a log it says nothing.

    Raises SettingsError.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BODY_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(note_route)
    app.before_request(partial(_refuse_before_ready, backend))
    known = operations(backend, ResponseBuilder(settings.public_url))
    app.register_blueprint(api(known))
    app.register_blueprint(docs(known, VERSION, settings.public_url))
    app.register_blueprint(widget_routes())
    frames = PageContextFactory(Links(settings.public_url), TranslationCatalog())
    app.register_blueprint(pages(backend.snapshot, frames, newest_widget()))
    app.register_blueprint(discovery(backend.snapshot, frames))
    register_error_handlers(
        app, html_error_renderer(backend.snapshot, frames), wants_html
    )
    metrics = Metrics([*(rule.rule for rule in app.url_map.iter_rules()), METRICS])
    app.register_blueprint(metrics_route(metrics, backend.status))
    _put_in_front(app, backend, settings, log or Log(NullStream()), metrics)
    return app


def _put_in_front(
    app: Flask,
    backend: Backend,
    settings: Settings,
    log: Log,
    metrics: Metrics,
) -> None:
    """Let every request come by the front, those that never reach Flask included."""
    degradations = Degradations(log, metrics)
    made = LoadShedding(app.wsgi_app)
    cache = AnswerCache(made, backend.snapshot, settings.cache_megabytes)
    app.wsgi_app = Front(  # type: ignore[method-assign]
        cache,
        Headers(settings.cors_origins, settings.public_url),
        log,
        metrics,
        limit=rate_limit(settings, degradations.redis_unavailable),
        query_log=_query_log(settings, degradations),
    )


def _query_log(settings: Settings, degradations: Degradations) -> QueryLog | None:
    if settings.query_log is None:
        return None
    query_log = QueryLog(settings.query_log, degradations.query_log_failed)
    query_log.check()
    return query_log


def _refuse_before_ready(backend: Backend) -> None:
    """Raise NotReadyError for every route but one until there is something to serve."""
    if request.path != HEALTH_PATH:
        backend.snapshot()


def rate_limit(settings: Settings, on_failure: OnFailure) -> RateLimiter | None:
    """The limit that the owner has set, if any; raises SettingsError.

    `failed` is told why each time that Redis did not count.
    """
    rate = settings.rate_limit
    if rate is None:
        return None
    if settings.rate_limit_storage == "memory":
        return RateLimiter(MemoryStore(rate))
    return RateLimiter(_in_redis(rate, settings.rate_limit_storage, on_failure))


def _in_redis(rate: Rate, url: str, on_failure: OnFailure) -> RedisStore:
    try:
        return RedisStore(rate, connect(url), on_failure)
    except ImportError as error:
        raise SettingsError(
            "GLOSSARY_RATE_LIMIT_STORAGE is invalid: install the package redis."
        ) from error
    except ValueError as error:
        raise SettingsError(
            "GLOSSARY_RATE_LIMIT_STORAGE is invalid: the Redis client rejects the URL."
        ) from error
