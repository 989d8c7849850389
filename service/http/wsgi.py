"""WSGI: response bodies, the parsed query string, and names that layers share."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import request

from service.http.parameters import ParameterError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Header = tuple[str, str]
Pairs = tuple[tuple[str, str], ...]
_TOO_MUCH = "must have at most 16 parameters and, beside q, 512 bytes"
HEALTH_PATH = "/healthz"  # always answered: before there is an index, and when busy
MAX_QUEUE_SECONDS = 0.5  # a request that has waited longer is refused
MAX_PARAMETERS = 16  # the API has seven
MAX_PARAMETER_BYTES = 512  # of all parameters but q, decoded
QUERY_PAIRS = "heardword.query_pairs"  # environ key of the parsed query string


def query_pairs(environ: "WSGIEnvironment | None" = None) -> Iterable[tuple[str, str]]:
    """Return the names and values of the query string, by default of this request.

    Raises ParameterError if it is too much to parse, or not UTF-8.
    """
    environ = request.environ if environ is None else environ
    pairs: Pairs | None = environ.get(QUERY_PAIRS)
    if pairs is not None:
        return pairs
    query = environ.get("QUERY_STRING", "")
    problem = find_query_problem(query)
    if problem:
        raise ParameterError([("query", problem)])
    return parse_query(query)


def find_query_problem(query: str) -> str:
    """Return why a query string is not parsed, blank if it is."""
    if not query.isascii():
        try:
            query.encode("latin-1").decode()
        except UnicodeError:
            return "must be UTF-8"
    if query.count("&") >= MAX_PARAMETERS:
        return _TOO_MUCH
    if len(query) <= MAX_PARAMETER_BYTES:
        return ""
    others = (part for part in query.split("&") if not part.startswith("q="))
    size = sum(len(unquote_to_bytes(part)) for part in others)
    return _TOO_MUCH if size > MAX_PARAMETER_BYTES else ""


def parse_query(query: str) -> Pairs:
    """Parse a query string; blank values count, values are trimmed.

    WSGI decodes bytes that are not percent-encoded as Latin-1; here they are UTF-8.
    """
    if not query.isascii():
        query = query.encode("latin-1").decode()
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
