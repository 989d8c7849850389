"""The Flask application, put together from settings and a back end."""

from flask import Flask, Response
from flask_compress import Compress
from flask_cors import CORS

from index.search import Backend
from service import VERSION
from service.answers import Answers
from service.api import api
from service.docs import docs
from service.operations import operations
from service.problems import register_problems
from service.settings import Settings

_MOST_BODY_BYTES = 1024  # nothing here reads a body


def create_app(settings: Settings, *, backend: Backend) -> Flask:
    """The service that answers from this back end."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BODY_BYTES
    known = operations(backend, Answers(settings.public_url))
    app.register_blueprint(api(known))
    app.register_blueprint(docs(known, VERSION, settings.public_url))
    register_problems(app)
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
    return app


def _vary_by_origin(response: Response) -> Response:
    """Flask-CORS leaves this out for one origin; shared caches need it all the same."""
    response.vary.add("Origin")
    return response
