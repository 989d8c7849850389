"""The operations as Flask routes: query string in, JSON out."""

from collections.abc import Callable, Iterable

from flask import Blueprint, Response, request

from service.api.operations import Operation
from service.http.parameters import read_parameters
from service.http.responses import fresh_for, json_response


def api(operations: Iterable[Operation]) -> Blueprint:
    """The routes of these operations."""
    routes = Blueprint("api", __name__)
    for operation in operations:
        rule = operation.path.replace("{", "<").replace("}", ">")
        routes.add_url_rule(rule, operation.name, _view(operation))
    return routes


def _view(operation: Operation) -> Callable[..., Response]:
    def view(**in_path: str) -> Response:
        asked = read_parameters(operation.parameters, request.args.items(multi=True))
        answer = operation.ask(asked, *in_path.values())
        response = json_response(answer, media_type=operation.media_type)
        return fresh_for(operation.fresh_seconds, response)

    return view
