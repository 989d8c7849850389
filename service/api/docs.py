"""The API's description for machines, and a page to read and try it."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request

from service.api.openapi import describe
from service.api.operations import MAX_AGE, Operation
from service.http.links import Links
from service.http.parameters import NoParameters, parse_parameters
from service.http.problems import PROBLEM_TYPES
from service.http.responses import cacheable, json_response


def docs(operations: Iterable[Operation], version: str, public_url: str) -> Blueprint:
    """The routes that describe these operations."""
    routes = Blueprint("docs", __name__)
    description = describe(operations, version, public_url)
    links = Links(public_url)

    def openapi() -> Response:
        _refuse_parameters()
        return cacheable(json_response(description), MAX_AGE)

    def page() -> Response:
        _refuse_parameters()
        text = render_template(
            "docs.html", api=description, problems=PROBLEM_TYPES, links=links
        )
        return cacheable(Response(text, mimetype="text/html"), MAX_AGE)

    routes.add_url_rule("/openapi.json", "openapi", openapi)
    routes.add_url_rule("/docs", "page", page)
    return routes


def _refuse_parameters() -> None:
    parse_parameters(NoParameters, request.args.items(multi=True))
