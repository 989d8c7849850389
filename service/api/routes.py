"""Flask routes of the API's operations."""

from collections.abc import Callable, Iterable

from flask import Blueprint, Response

from service.api.download import Download, download_response
from service.api.operation import Operation
from service.http.parameters import parse_parameters
from service.http.responses import cacheable, json_response
from service.http.wsgi import query_pairs


def api(operations: Iterable[Operation]) -> Blueprint:
    """Return the routes of these operations."""
    routes = Blueprint("api", __name__)
    for operation in operations:
        rule = operation.path.replace("{", "<").replace("}", ">")
        routes.add_url_rule(
            rule, operation.name, _view(operation), methods=[operation.method]
        )
    return routes


def _view(operation: Operation) -> Callable[..., Response]:
    def view(**path_parameters: str) -> Response:
        params = parse_parameters(operation.parameters, query_pairs())
        document = operation.handler(params, *path_parameters.values())
        if isinstance(document, Download):
            media_type, max_age = operation.media_type, operation.max_age
            return download_response(document, media_type, max_age)
        if isinstance(document, Response):
            return cacheable(document, operation.max_age)
        response = json_response(document, media_type=operation.media_type)
        return cacheable(response, operation.max_age)

    return view
