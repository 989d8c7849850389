"""WSGI: response bodies, the parsed query string, and names that layers share."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Header = tuple[str, str]
Pairs = tuple[tuple[str, str], ...]
HEALTH_PATH = "/healthz"  # always answered: before there is an index, and when busy
MAX_QUEUE_SECONDS = 0.5  # a request that has waited longer is refused
QUERY_PAIRS = "heardword.query_pairs"  # environ key of the parsed query string


def query_pairs(environ: "WSGIEnvironment | None" = None) -> Iterable[tuple[str, str]]:
    """Return the names and values of the query string, by default of this request."""
    environ = request.environ if environ is None else environ
    pairs: Pairs | None = environ.get(QUERY_PAIRS)
    return parse_query(environ.get("QUERY_STRING", "")) if pairs is None else pairs


def parse_query(query: str) -> Pairs:
    """Parse a query string; blank values count, values are trimmed."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return tuple([(name, value.strip()) for name, value in pairs])


def read_body(parts: Iterable[bytes]) -> bytes:
    """Read the body that an application returned, and close it."""
    try:
        return b"".join(parts)
    finally:
        close_body(parts)


def close_body(parts: Iterable[bytes]) -> None:
    """Close the body that an application returned."""
    close = getattr(parts, "close", None)
    if close is not None:
        close()
