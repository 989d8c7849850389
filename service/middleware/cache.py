"""Response cache in front of Flask.

It stores what a shared HTTP cache may store: complete 200 responses to GET that are
marked as public. The key is the path, the parsed query string, and whether the client
accepts gzip. The application is passed nothing else of the request, so that no response
can depend on more than its key.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from werkzeug.http import parse_etags, unquote_etag

from index.model.errors import HeardwordError
from service.http.request_context import CONTEXT, get_context
from service.http.wsgi import (
    QUERY_PAIRS,
    Header,
    Pairs,
    close_body,
    find_query_problem,
    parse_query,
    read_body,
)
from service.middleware.cache_store import CachedResponse, CacheKey, ResponseStore
from service.middleware.compression import (
    GZIP,
    accepts_gzip,
    gunzip_response,
    gzip_response,
    is_compressible,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GetGeneration = Callable[[], object]
Parsed = TypeVar("Parsed")
_OK = "200 OK"
_NOT_MODIFIED = "304 Not Modified"
_STREAM = "content-disposition"  # a download, which is never held in memory
_NOT_MODIFIED_HEADERS = (
    *("cache-control", "content-location", "etag", "expires", "vary"),
    "content-security-policy",  # of a page with a logo elsewhere; it replaces the old
)
_MAX_PLAIN_BYTES = 65_536  # of a stored body; a larger one is stored in gzip alone
_MAX_PARSED = 1024  # query strings and lists of codings, parsed once
_MAX_PARSED_LENGTH = 250  # characters; nobody sends a longer one twice
_PASSED = (  # of the environ; the Accept header only chooses how errors look
    *("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_ACCEPT"),
    *("wsgi.version", "wsgi.errors", "wsgi.input"),
    *("wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once"),
    *("gunicorn.socket", CONTEXT),
)


class ResponseCache:
    """WSGI middleware that stores public responses and sends them by itself.

    `get_generation` returns what responses are made from; all stored ones are dropped
    when it returns another object.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        get_generation: GetGeneration,
        megabytes: int,
    ) -> None:
        self._app = app
        self._get_generation = get_generation
        self._store = ResponseStore(megabytes * 2**20)
        self._parse_query = _remember(_normalize_query)
        self._accepts_gzip = _remember(accepts_gzip)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Send the stored response, or fetch one from the application."""
        if not _is_cacheable(environ):
            return self._app(environ, start_response)
        try:
            generation = self._get_generation()
        except HeardwordError:
            return self._app(environ, start_response)
        key = self._key(environ)
        response = self._store.get(key, generation)
        if response is not None:
            return _send(response, environ, start_response, is_hit=True)
        return self._fetch(key, generation, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> CacheKey:
        return CacheKey(
            environ["PATH_INFO"],
            self._parse_query(environ.get("QUERY_STRING", "")),
            GZIP if self._accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else "",
        )

    def _fetch(
        self,
        key: CacheKey,
        generation: object,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        """Recode a stored response, or pass the request to the application."""
        other = self._store.get(_other_coding(key), generation)
        if other is not None:
            return self._store_and_send(
                gunzip_response(other), key, generation, environ, start_response
            )
        started: list[tuple[str, list[Header]]] = []

        def start(status: str, headers: list[Header], exc_info: Any = None) -> Any:
            started[:] = [(status, headers)]

        parts = self._app(_canonical_environ(environ, key.pairs), start)
        status, headers = started[0]
        named = {name.lower(): (name, value) for name, value in headers}
        if status != _OK or "etag" not in named or _STREAM in named:
            status, headers, parts = _revalidate(status, headers, parts, environ)
            start_response(status, headers)
            is_head = environ["REQUEST_METHOD"] == "HEAD"
            return _discard_body(parts) if is_head else parts
        response = _to_cached(named, read_body(parts), environ)
        return self._store_and_send(response, key, generation, environ, start_response)

    def _store_and_send(
        self,
        plain: CachedResponse,
        key: CacheKey,
        generation: object,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        """Send the response and cache it under its content coding if it is public.

        A large one, such as the booklet, is made once for all clients: it is stored in
        gzip alone, in a quarter of the space, and decoded for clients without gzip.
        """
        coded = gzip_response(plain) if key.coding else plain
        is_large = not key.coding and len(plain.body) > _MAX_PLAIN_BYTES
        if plain.is_public and self._get_generation() is generation:
            if not is_large:
                self._store.put(key, coded, generation)
            elif self._store.get(_other_coding(key), generation) is None:
                self._store.put(_other_coding(key), gzip_response(plain), generation)
        return _send(coded, environ, start_response, is_hit=False)


def _other_coding(key: CacheKey) -> CacheKey:
    return key._replace(coding="" if key.coding else GZIP)


def _remember(parse: Callable[[str], Parsed]) -> Callable[[str], Parsed]:
    """Return the same function with a cache of its results for short texts."""
    cached = lru_cache(_MAX_PARSED)(parse)
    return lambda text: (cached if len(text) <= _MAX_PARSED_LENGTH else parse)(text)


def _is_cacheable(environ: "WSGIEnvironment") -> bool:
    """Return whether the response may be stored, and the query string kept as its key.

    Conditions other than If-None-Match, and ranges, are ignored, as HTTP allows:
    nobody can have a stored response made again by sending one.
    """
    is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    return is_read and not find_query_problem(environ.get("QUERY_STRING", ""))


def _normalize_query(query: str) -> Pairs:
    """Parse a query string, so that two ways to write one query have the same key."""
    return tuple(sorted(parse_query(query)))


def _canonical_environ(environ: "WSGIEnvironment", pairs: Pairs) -> "WSGIEnvironment":
    """Return the request without anything that the key does not hold."""
    canonical = {name: environ[name] for name in _PASSED if name in environ}
    canonical["REQUEST_METHOD"] = "GET"
    canonical["wsgi.url_scheme"] = "http"
    canonical[QUERY_PAIRS] = pairs
    return canonical


def _to_cached(
    named: dict[str, Header], body: bytes, environ: "WSGIEnvironment"
) -> CachedResponse:
    context = get_context(environ)
    named["content-length"] = ("Content-Length", str(len(body)))
    if is_compressible(named.get("content-type", ("", ""))[1]):
        named["vary"] = ("Vary", "Accept-Encoding")
    return CachedResponse(
        headers=tuple(named.values()),
        body=body,
        etag=named["etag"][1],
        is_public=named.get("cache-control", ("", ""))[1].startswith("public"),
        route=context.route,
        media_type=context.media_type,
        outcome=context.outcome,
    )


def _send(
    response: CachedResponse,
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
    *,
    is_hit: bool,
) -> Iterable[bytes]:
    """Start the response, and record for log and metrics what it answers."""
    context = get_context(environ)
    context.route, context.media_type = response.route, response.media_type
    context.outcome, context.cache_hit = response.outcome, is_hit
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    if if_none_match and _etag_matches(response.etag, if_none_match):
        start_response(_NOT_MODIFIED, _not_modified_headers(response.headers))
        return ()
    start_response(_OK, list(response.headers))
    return () if environ["REQUEST_METHOD"] == "HEAD" else (response.body,)


def _not_modified_headers(headers: Iterable[Header]) -> list[Header]:
    return [each for each in headers if each[0].lower() in _NOT_MODIFIED_HEADERS]


def _etag_matches(etag: str, if_none_match: str) -> bool:
    """Compare ETags weakly (RFC 9110, section 8.8.3.2)."""
    return parse_etags(if_none_match).contains_weak(unquote_etag(etag)[0])


def _revalidate(
    status: str,
    headers: list[Header],
    parts: Iterable[bytes],
    environ: "WSGIEnvironment",
) -> tuple[str, list[Header], Iterable[bytes]]:
    """Return a response that is not stored, or 304 if the client has it already."""
    named = {name.lower(): value for name, value in headers}
    if_none_match = environ.get("HTTP_IF_NONE_MATCH")
    etag = named.get("etag") if status == _OK else None
    if etag and if_none_match and _etag_matches(etag, if_none_match):
        return _NOT_MODIFIED, _not_modified_headers(headers), _discard_body(parts)
    return status, headers, parts


def _discard_body(parts: Iterable[bytes]) -> Iterable[bytes]:
    close_body(parts)
    return ()
