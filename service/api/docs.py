"""The API's description for machines, and a page to read and try it."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request

from service.api.openapi import describe
from service.api.operations import ANSWER_SECONDS, Operation
from service.http.links import Links
from service.http.parameters import NoParameters, read_parameters
from service.http.problems import PROBLEMS
from service.http.responses import fresh_for, json_response


def docs(operations: Iterable[Operation], version: str, public_url: str) -> Blueprint:
    """The routes that describe these operations."""
    routes = Blueprint("docs", __name__)
    description = describe(operations, version, public_url)
    links = Links(public_url)

    def openapi() -> Response:
        _refuse_parameters()
        return fresh_for(ANSWER_SECONDS, json_response(description))

    def page() -> Response:
        _refuse_parameters()
        text = render_template(
            "docs.html", api=description, problems=PROBLEMS, links=links
        )
        return fresh_for(ANSWER_SECONDS, Response(text, mimetype="text/html"))

    routes.add_url_rule("/openapi.json", "openapi", openapi)
    routes.add_url_rule("/docs", "page", page)
    return routes


def _refuse_parameters() -> None:
    read_parameters(NoParameters, request.args.items(multi=True))
