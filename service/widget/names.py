"""Lists of names that the linker looks up in pages, as docs/annotation.md says."""

import re
from collections.abc import Callable

from flask import Blueprint, Response, abort

from index.annotation.name_list import name_list, name_part, prefix_digits
from index.annotation.name_table import NameTable
from index.model.backend import Backend
from service.http.parameters import Parameters, parse_parameters
from service.http.responses import cacheable, json_response
from service.http.wsgi import query_pairs

_MAX_AGE = 60  # seconds
_PREFIX = re.compile(r"[0-9a-f]{1,3}")


def name_routes(get_backend: Callable[[], Backend]) -> Blueprint:
    """Return the routes of the list and of its parts."""
    routes = Blueprint("names", __name__)

    def whole() -> Response:
        filters = parse_parameters(Parameters, query_pairs()).to_filters()
        table = NameTable(get_backend().name_columns())
        return cacheable(json_response(name_list(table, table.mask(filters))), _MAX_AGE)

    def part(prefix: str) -> Response:
        filters = parse_parameters(Parameters, query_pairs()).to_filters()
        table = NameTable(get_backend().name_columns())
        mask = table.mask(filters)
        if not _PREFIX.fullmatch(prefix) or len(prefix) != prefix_digits(table, mask):
            abort(404)
        return cacheable(json_response(name_part(table, prefix, mask)), _MAX_AGE)

    routes.add_url_rule("/linker/names.json", "whole", whole)
    routes.add_url_rule("/linker/names/<prefix>.json", "part", part)
    return routes
