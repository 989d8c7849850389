"""An engine behind Flask: the two questions as JSON, nothing else.

gunicorn makes it by `benchmarks.adapters.flask_app:app("fts5", "/its/index")`.
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
    """What a module here is asked for: `build(documents, folder)` and an `Engine`."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder."""

    def complete(self, text: str, limit: int) -> Documents:
        """The entries with a name that begins so, best first."""

    def search(self, text: str, limit: int) -> Documents:
        """The entries that answer a question, best first."""


def app(engine: str, folder: str) -> Flask:
    """The app that answers from an engine of this package, opened in each thread."""
    made = import_module(f"benchmarks.adapters.{engine}").Engine
    opened = threading.local()

    def own() -> Engine:
        if not hasattr(opened, "engine"):
            opened.engine = made(Path(folder))
        return opened.engine

    flask = Flask(__name__)

    @flask.get("/autocomplete")
    def autocomplete() -> Response:
        query, limit = request.args["q"], int(request.args.get("limit", 8))
        found = own().complete(query, limit)
        return jsonify(query=query, suggestions=[_suggestion(each) for each in found])

    @flask.get("/search")
    def search() -> Response:
        query, limit = request.args["q"], int(request.args.get("limit", 10))
        found = own().search(query, limit)
        return jsonify(query=query, limit=limit, results=[_result(x) for x in found])

    return flask


def constant(recorded: str) -> Flask:
    """The app that answers everything with the body that a file of JSON says."""
    from benchmarks.adapters.bare import read_recorded

    _, body = read_recorded(Path(recorded))
    flask = Flask(__name__)

    @flask.get("/<path:any_path>")
    def answer(any_path: str) -> Response:
        return Response(body, mimetype="application/json")

    return flask


def _suggestion(document: dict[str, Any]) -> dict[str, Any]:
    matched = {"field": "headword", "text": document["headword"]}
    return {name: document[name] for name in _SUGGESTED} | {"matched": matched}


def _result(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "hidden_forms"}
