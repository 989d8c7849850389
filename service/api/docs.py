"""`/openapi.json`, and `/docs`: a page to read about the API and try it."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template

from service.api.openapi import openapi_document
from service.api.operations import MAX_AGE, Operation
from service.http.links import Links
from service.http.parameters import NoParameters, parse_parameters
from service.http.problems import PROBLEM_TYPES
from service.http.responses import cacheable, json_response
from service.http.wsgi import query_pairs


def docs(operations: Iterable[Operation], version: str, public_url: str) -> Blueprint:
    """Return the routes that document these operations."""
    routes = Blueprint("docs", __name__)
    document = openapi_document(operations, version, public_url)
    links = Links(public_url)

    def openapi() -> Response:
        _reject_parameters()
        return cacheable(json_response(document), MAX_AGE)

    def page() -> Response:
        _reject_parameters()
        text = render_template(
            "docs.html", api=document, problems=PROBLEM_TYPES, links=links
        )
        return cacheable(Response(text, mimetype="text/html"), MAX_AGE)

    routes.add_url_rule("/openapi.json", "openapi", openapi)
    routes.add_url_rule("/docs", "page", page)
    return routes


def _reject_parameters() -> None:
    parse_parameters(NoParameters, query_pairs())
