"""An engine behind Flask, with the two routes that are measured.

Gunicorn creates it by `benchmarks.adapters.flask_app:app("fts5", "/its/index")`.
"""

import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, Response, jsonify, request

_SUGGESTED = ("id", "headword", "respelling", "language", "url")
Documents = Sequence[dict[str, Any]]


class Engine(Protocol):
    """Interface of an adapter, which also has a function `build(documents, folder)`."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder."""

    def complete(self, text: str, limit: int) -> Documents:
        """Return the entries that have a name with this prefix, best first."""

    def search(self, text: str, limit: int) -> Documents:
        """Return the entries that match a query, best first."""


def app(engine: str, folder: str) -> Flask:
    """Return an app with an engine of this package, local once in each thread."""
    engine_class = import_module(f"benchmarks.adapters.{engine}").Engine
    local = threading.local()

    def own_engine() -> Engine:
        if not hasattr(local, "engine"):
            local.engine = engine_class(Path(folder))
        return local.engine

    flask = Flask(__name__)

    @flask.get("/autocomplete")
    def autocomplete() -> Response:
        query, limit = request.args["q"], int(request.args.get("limit", 8))
        documents = own_engine().complete(query, limit)
        return jsonify(
            query=query, suggestions=[_suggestion(each) for each in documents]
        )

    @flask.get("/search")
    def search() -> Response:
        query, limit = request.args["q"], int(request.args.get("limit", 10))
        documents = own_engine().search(query, limit)
        return jsonify(
            query=query, limit=limit, results=[_result(x) for x in documents]
        )

    return flask


def constant(recorded: str) -> Flask:
    """Return an app that sends the recorded body of a file."""
    from benchmarks.adapters.bare import read_recorded

    _, body = read_recorded(Path(recorded))
    flask = Flask(__name__)

    @flask.get("/<path:any_path>")
    def send(any_path: str) -> Response:
        return Response(body, mimetype="application/json")

    return flask


def _suggestion(document: dict[str, Any]) -> dict[str, Any]:
    matched = {"field": "headword", "text": document["headword"]}
    return {name: document[name] for name in _SUGGESTED} | {"matched": matched}


def _result(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "hidden_forms"}
