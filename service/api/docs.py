"""`/openapi.json`, and `/docs`: a page to read about the API and try it."""

import json
import shlex
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template

from index.annotation.name_list import prefix_digits
from index.annotation.name_table import NameTable
from index.model.backend import Backend
from index.model.query import Selection
from service.api.openapi import openapi_document
from service.api.operation import MAX_AGE, Operation
from service.http.links import Links
from service.http.parameters import NoParameters, parse_parameters
from service.http.problems import PROBLEM_TYPES
from service.http.responses import cacheable, json_response
from service.http.wsgi import query_pairs

_PLACEHOLDER = "https://your.service"  # while no public URL is set


def docs(
    operations: Iterable[Operation],
    version: str,
    public_url: str,
    get_backend: Callable[[], Backend],
) -> Blueprint:
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
            "docs.html",
            api=document,
            values=example_values(get_backend()),
            problems=PROBLEM_TYPES,
            links=links,
            origin=public_url or _PLACEHOLDER,
        )
        return cacheable(Response(text, mimetype="text/html"), MAX_AGE)

    for template_filter in (curl, type_name, to_indented_json):
        routes.add_app_template_filter(template_filter)
    routes.add_url_rule("/openapi.json", "openapi", openapi)
    routes.add_url_rule("/docs", "page", page)
    return routes


def example_values(backend: Backend) -> dict[str, str]:
    """Return values that find something in this glossary, by name of the parameter."""
    total = backend.browse(Selection(limit=1)).total
    (entry,) = backend.browse(Selection(limit=1, offset=total // 2)).entries
    table = NameTable(backend.name_columns())
    prefix = "0" * prefix_digits(table, None)
    return {"id": entry.id, "q": entry.headword, "prefix": prefix}


def curl(
    operation: Mapping[str, Any],
    method: str,
    path: str,
    origin: str,
    values: Mapping[str, str],
) -> str:
    """Return a shell command that sends a request with the required parameters."""
    query = {}
    for each in operation["parameters"]:
        name = each["name"]
        value = values.get(name, "")
        if each["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        elif each["required"]:
            query[name] = value
    address = f"{origin}{path}?{urlencode(query)}".rstrip("?")
    body = next(iter(operation.get("requestBody", {}).get("content", {}).items()), None)
    options = [] if method == "get" else ["-X", method.upper()]
    if body:
        media_type, content = body
        options += ["-H", f"Content-Type: {media_type}"]
        options += ["--data-binary", content["example"]]
    return shlex.join(["curl", *options, address])


def type_name(schema: Mapping[str, Any]) -> str:
    """Return the type of a field in words, such as `list of string`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(type_name(each) for each in schema["anyOf"])
    if "items" in schema:
        return f"list of {type_name(schema['items'])}"
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " or ".join(json.dumps(each) for each in schema["enum"])
    return str(schema.get("type", "any"))


def to_indented_json(value: object) -> str:
    """Return JSON for people to read."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _reject_parameters() -> None:
    parse_parameters(NoParameters, query_pairs())
