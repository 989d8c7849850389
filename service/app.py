"""The Flask application, put together from settings and a back end."""

from functools import partial

from flask import Flask, Response, request
from flask_compress import Compress
from flask_cors import CORS

from index.search import Backend
from service import VERSION
from service.answers import Answers
from service.api import api
from service.discovery import discovery
from service.docs import docs
from service.headers import add_headers
from service.links import Links
from service.operations import HEALTH, operations
from service.page_frame import Frames
from service.pages import pages
from service.problem_pages import is_for_people, problem_pages
from service.problems import register_problems
from service.settings import Settings
from service.shedding import Shedding
from service.widget_files import newest_widget, widget_routes
from service.wording import Wordings

_MOST_BODY_BYTES = 1024  # nothing here reads a body


def create_app(settings: Settings, *, backend: Backend) -> Flask:
    """The service that answers from this back end."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BODY_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(partial(_refuse_before_ready, backend))
    known = operations(backend, Answers(settings.public_url))
    app.register_blueprint(api(known))
    app.register_blueprint(docs(known, VERSION, settings.public_url))
    app.register_blueprint(widget_routes())
    frames = Frames(Links(settings.public_url), Wordings())
    app.register_blueprint(pages(backend.pinned, frames, newest_widget()))
    app.register_blueprint(discovery(backend.pinned, frames))
    register_problems(app, problem_pages(backend.pinned, frames), is_for_people)
    app.after_request(add_headers)
    CORS(
        app,
        origins=list(settings.cors_origins),
        methods=["GET", "HEAD", "OPTIONS"],
        expose_headers=["ETag", "Retry-After"],
        send_wildcard=True,
    )
    if "*" not in settings.cors_origins:
        app.after_request(_vary_by_origin)
    Compress(app)
    app.wsgi_app = Shedding(app.wsgi_app, settings.cors_origins)  # type: ignore[method-assign]
    return app


def _refuse_before_ready(backend: Backend) -> None:
    """Raise NotReadyError for every route but one until there is something to serve."""
    if request.path != HEALTH:
        backend.pinned()


def _vary_by_origin(response: Response) -> Response:
    """Flask-CORS leaves this out for one origin; shared caches need it all the same."""
    response.vary.add("Origin")
    return response
