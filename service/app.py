"""Composition root: the Flask application and its middleware."""

from flask import Flask

from index.model.backend import Backend
from service import VERSION
from service.api.docs import docs
from service.api.operations import operations
from service.api.response_builder import ResponseBuilder
from service.api.routes import api
from service.http.application import Application
from service.http.links import Links
from service.http.problems import register_error_handlers
from service.middleware.cache import ResponseCache
from service.middleware.headers import Headers
from service.middleware.load_shedding import LoadShedding
from service.middleware.metrics_access import MetricsAccess
from service.middleware.request import RequestMiddleware
from service.observability.alerts import Degradations
from service.observability.json_log import Log, NullStream
from service.observability.metrics import METRICS, Metrics, metrics_route
from service.observability.query_log import QueryLog
from service.pages.discovery import discovery
from service.pages.errors import html_error_renderer, wants_html
from service.pages.layout import PageContextFactory
from service.pages.owner.identity import OwnerOverrides
from service.pages.owner.routes import owner_routes
from service.pages.routes import pages
from service.pages.translations import TranslationCatalog
from service.rate_limiting.limiter import OnFailure, RateLimiter
from service.rate_limiting.redis_store import RedisStore, connect
from service.rate_limiting.sliding_window import MemoryStore, Rate
from service.settings import Settings, SettingsError
from service.widget.routes import newest_widget, widget_routes

_MAX_BODY_BYTES = 1024  # of routes that read no body


def create_app(
    settings: Settings, *, backend: Backend, log: Log | None = None
) -> Flask:
    """Create the application that answers from a backend; without a log, silently.

    Raises SettingsError.
    """
    app = Application(__name__, backend.snapshot)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    table = operations(backend, ResponseBuilder(settings.public_url))
    app.register_blueprint(api(table))
    app.register_blueprint(docs(table, VERSION, settings.public_url, backend.snapshot))
    app.register_blueprint(widget_routes())
    overrides = OwnerOverrides(settings.title, settings.owner)
    links = Links(settings.public_url)
    contexts = PageContextFactory(links, TranslationCatalog(), overrides)
    frames = settings.frame_ancestors
    app.register_blueprint(pages(backend.snapshot, contexts, newest_widget(), frames))
    app.register_blueprint(discovery(backend.snapshot, contexts))
    app.register_blueprint(owner_routes(backend.snapshot, overrides))
    render_html = html_error_renderer(backend.snapshot, contexts)
    register_error_handlers(app, render_html, wants_html)
    metrics = Metrics([*(rule.rule for rule in app.url_map.iter_rules()), METRICS])
    app.register_blueprint(metrics_route(metrics, backend.status))
    _add_middleware(app, backend, settings, log or Log(NullStream()), metrics)
    return app


def _add_middleware(
    app: Flask, backend: Backend, settings: Settings, log: Log, metrics: Metrics
) -> None:
    """Put request handling, cache, and load shedding in front of Flask."""
    degradations = Degradations(log, metrics)
    shedding = LoadShedding(app.wsgi_app)
    cache = ResponseCache(shedding, backend.snapshot, settings.cache_megabytes)
    guarded = MetricsAccess(cache, settings.metrics, settings.proxies)
    app.wsgi_app = RequestMiddleware(  # type: ignore[method-assign]
        guarded,
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


def rate_limit(settings: Settings, on_failure: OnFailure) -> RateLimiter | None:
    """Return the rate limiter of the settings, `None` if none is set.

    `on_failure` is called with the reason each time that Redis does not count. Raises
    SettingsError.
    """
    rate = settings.rate_limit
    if rate is None:
        return None
    if settings.rate_limit_storage == "memory":
        return RateLimiter(MemoryStore(rate), proxies=settings.proxies)
    store = _in_redis(rate, settings.rate_limit_storage, on_failure)
    return RateLimiter(store, proxies=settings.proxies)


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
