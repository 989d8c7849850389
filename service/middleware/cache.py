"""Answers kept ready in front of Flask, which makes each of them once.

What is kept is what a shared cache of HTTP may keep: a whole answer to GET, 200 and
marked as public. It is kept under what was asked and whether the client takes gzip, and
the app is shown nothing else of the request, so that no answer can depend on more.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from werkzeug.http import parse_etags, unquote_etag

from index.model.errors import HeardwordError
from service.http.request_context import Observation, observation_of
from service.http.wsgi import Header, close, joined
from service.middleware.cache_store import KeptAnswer, KeptAnswers, Key
from service.middleware.compression import GZIP, coded, is_text, takes_gzip

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GetGeneration = Callable[[], object]
Read = TypeVar("Read")
_OK = "200 OK"
_NOT_MODIFIED = "304 Not Modified"
_PARTIAL = (
    "HTTP_RANGE",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
)
_OF_NOT_MODIFIED = ("cache-control", "content-location", "etag", "expires", "vary")
_REMEMBERED = 1024  # query strings and lists of codings, read once
_SHORT = 250  # characters; anybody can send long ones, and nobody sends them twice
_SHOWN = ("HTTP_ACCEPT",)  # of the client's headers; it only chooses how errors look
_HIDDEN = frozenset(
    (
        "REMOTE_ADDR",
        "REMOTE_HOST",
        "REMOTE_PORT",
        "RAW_URI",
        "REQUEST_URI",
    )
)


class AnswerCache:
    """A WSGI app in front of another, whose public answers it gives again by itself.

    `get_generation` gives what answers are made from; when that is another object, all
    of them are made anew.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        get_generation: GetGeneration,
        megabytes: int,
    ) -> None:
        self._app = app
        self._get_generation = get_generation
        self._answers = KeptAnswers(megabytes * 2**20)
        self._query = _remembered(_normalised)
        self._takes_gzip = _remembered(takes_gzip)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """The answer that is kept, or one that is made now."""
        if not _is_whole(environ):
            return self._app(environ, start_response)
        try:
            generation = self._get_generation()
        except HeardwordError:
            return self._app(environ, start_response)
        key = self._key(environ)
        kept = self._answers.get(key, generation)
        if kept is not None:
            return _given(kept, environ, start_response, is_hit=True)
        return self._made(key, generation, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> Key:
        return Key(
            environ["PATH_INFO"],
            self._query(environ.get("QUERY_STRING", "")),
            GZIP if self._takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else "",
        )

    def _made(
        self,
        key: Key,
        generation: object,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        """Ask the app; keep what it says if that is public and still of today."""
        plain = None
        if key.coding:
            plain = self._answers.get(Key(key.path, key.pairs, ""), generation)
        if plain is not None:  # who asked before did not take it smaller
            return self._told(plain, key, generation, environ, start_response)
        told: list[tuple[str, list[Header]]] = []

        def start(status: str, headers: list[Header], failure: Any = None) -> Any:
            told[:] = [(status, headers)]

        parts = self._app(_shown(environ, key), start)
        status, headers = told[0]
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        named = {name.lower(): (name, value) for name, value in headers}
        if status != _OK or "etag" not in named:
            start_response(status, headers)
            return _dropped(parts) if is_head else parts
        answer = _whole(named, joined(parts), observation_of(environ))
        return self._told(answer, key, generation, environ, start_response)

    def _told(
        self,
        plain: KeptAnswer,
        key: Key,
        generation: object,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        """Give an answer that was not kept in this coding, and keep it."""
        answer = coded(plain) if key.coding else plain
        if answer.is_public and self._get_generation() is generation:
            self._answers.put(key, answer, generation)
        return _given(answer, environ, start_response, is_hit=False)


def _remembered(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """The same function, which reads short texts that come again only once."""
    known = lru_cache(_REMEMBERED)(read)
    return lambda text: known(text) if len(text) <= _SHORT else read(text)


def _is_whole(environ: "WSGIEnvironment") -> bool:
    """Whether a whole answer is asked for, which others may ask for too."""
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and not any(
        name in environ for name in _PARTIAL
    )


def _normalised(query: str) -> tuple[tuple[str, str], ...]:
    """What a query string says, however it is written."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return tuple(sorted((name, value.strip()) for name, value in pairs))


def _shown(environ: "WSGIEnvironment", key: Key) -> "WSGIEnvironment":
    """The request without anything that the key does not hold."""
    shown = {
        name: value
        for name, value in environ.items()
        if name in _SHOWN or not (name.startswith("HTTP_") or name in _HIDDEN)
    }
    shown["REQUEST_METHOD"] = "GET"
    shown["QUERY_STRING"] = urlencode(key.pairs)
    shown["wsgi.url_scheme"] = "http"
    return shown


def _whole(named: dict[str, Header], body: bytes, seen: Observation) -> KeptAnswer:
    named["content-length"] = ("Content-Length", str(len(body)))
    if is_text(named.get("content-type", ("", ""))[1]):
        named["vary"] = ("Vary", "Accept-Encoding")
    return KeptAnswer(
        headers=tuple(named.values()),
        body=body,
        etag=named["etag"][1],
        is_public=named.get("cache-control", ("", ""))[1].startswith("public"),
        route=seen.route,
        media_type=seen.media_type,
        found=seen.found,
    )


def _given(
    answer: KeptAnswer,
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
    *,
    is_hit: bool,
) -> Iterable[bytes]:
    """Start the response, noting for log and metrics what was answered."""
    seen = observation_of(environ)
    seen.route, seen.media_type = answer.route, answer.media_type
    seen.found, seen.cache_hit = answer.found, is_hit
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and _is_known(answer.etag, known):
        headers = [h for h in answer.headers if h[0].lower() in _OF_NOT_MODIFIED]
        start_response(_NOT_MODIFIED, headers)
        return ()
    start_response(_OK, list(answer.headers))
    return () if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)


def _is_known(etag: str, known: str) -> bool:
    """Whether the client has this answer, by the weak comparison of RFC 9110."""
    return parse_etags(known).contains_weak(unquote_etag(etag)[0])


def _dropped(parts: Iterable[bytes]) -> Iterable[bytes]:
    close(parts)
    return ()
