"""The Flask application, put together from settings and a back end."""

from functools import partial

from flask import Flask, request

from index.search import Backend
from service import VERSION
from service.alarms import Alarms
from service.answer_cache import AnswerCache
from service.answers import Answers
from service.api import api
from service.discovery import discovery
from service.docs import docs
from service.front import Front
from service.headers import Headers
from service.links import Links
from service.logs import Log, Nowhere
from service.metrics import Metrics
from service.metrics_route import METRICS, metrics_route
from service.observation import note_route
from service.operations import HEALTH, operations
from service.page_frame import Frames
from service.pages import pages
from service.problem_pages import is_for_people, problem_pages
from service.problems import register_problems
from service.query_log import QueryLog
from service.rate_limit import rate_limit
from service.settings import Settings
from service.shedding import Shedding
from service.short_way import ShortWay
from service.widget_files import newest_widget, widget_routes
from service.wording import Wordings

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
    known = operations(backend, Answers(settings.public_url))
    app.register_blueprint(api(known))
    app.register_blueprint(docs(known, VERSION, settings.public_url))
    app.register_blueprint(widget_routes())
    frames = Frames(Links(settings.public_url), Wordings())
    app.register_blueprint(pages(backend.pinned, frames, newest_widget()))
    app.register_blueprint(discovery(backend.pinned, frames))
    register_problems(app, problem_pages(backend.pinned, frames), is_for_people)
    metrics = Metrics([*(rule.rule for rule in app.url_map.iter_rules()), METRICS])
    app.register_blueprint(metrics_route(metrics, backend.status))
    short = ShortWay(app.wsgi_app, known)
    _put_in_front(app, short, backend, settings, log or Log(Nowhere()), metrics)
    return app


def _put_in_front(
    app: Flask,
    short: ShortWay,
    backend: Backend,
    settings: Settings,
    log: Log,
    metrics: Metrics,
) -> None:
    """Let every request come by the front, those that never reach Flask included."""
    alarms = Alarms(log, metrics)
    made = Shedding(short)
    cache = AnswerCache(made, backend.pinned, settings.cache_megabytes)
    app.wsgi_app = Front(  # type: ignore[method-assign]
        cache,
        Headers(settings.cors_origins, settings.public_url),
        log,
        metrics,
        limit=rate_limit(settings, alarms.redis_is_away),
        query_log=_query_log(settings, alarms),
        is_quick=lambda environ: cache.has(environ) or short.is_quick(environ),
    )


def _query_log(settings: Settings, alarms: Alarms) -> QueryLog | None:
    if settings.query_log is None:
        return None
    query_log = QueryLog(settings.query_log, alarms.query_log_fails)
    query_log.check()
    return query_log


def _refuse_before_ready(backend: Backend) -> None:
    """Raise NotReadyError for every route but one until there is something to serve."""
    if request.path != HEALTH:
        backend.pinned()
