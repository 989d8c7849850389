"""Headers that every response carries, whatever its route and status, in one table."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from service.http.page_policy import page_policy
from service.http.wsgi import Header

_UNUSED_FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_ALL = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),  # a URL may hold what somebody searched for
    ("Permissions-Policy", _UNUSED_FEATURES),
)
_PAGES = (
    *_ALL,
    ("Content-Security-Policy", page_policy()),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_API = (
    *_ALL,
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
_EXPOSED = ("Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-ID")
_PREFLIGHT = (
    ("Access-Control-Allow-Headers", "*"),
    ("Access-Control-Max-Age", "86400"),
)
_METHODS = "GET, HEAD, OPTIONS"  # of a route that does not tell
_HSTS = ("Strict-Transport-Security", "max-age=31536000")  # one year
_NO_STORE = ("Cache-Control", "no-store")
_NOT_MODIFIED = 304
_MAX_REMEMBERED = 1024  # cached responses come with the same headers again and again


class Headers:
    """The table, completed with the owner's settings."""

    def __init__(self, origins: Collection[str], public_url: str) -> None:
        self._any_origin = "*" in origins
        self._origins = frozenset(origins)
        tls = [_HSTS] if urlsplit(public_url).scheme == "https" else []
        self._pages = (*_PAGES, *tls)
        self._api = (*_API, *tls)
        self._remembered = lru_cache(_MAX_REMEMBERED)(self._complete)

    def complete(
        self,
        headers: Sequence[Header],
        status: int,
        *,
        media_type: str | None = None,
        method: str = "GET",
        origin: str | None = None,
        is_shared: bool = True,
        is_fragment: bool = False,
    ) -> list[Header]:
        """Return the headers of a response and those of the table that it lacks.

        `media_type` is that of a response without a Content-Type, such as a 304.
        Pages of other origins may read the response if it `is_shared`. HTML that
        `is_fragment` is no page.
        """
        allowed = origin if origin in self._origins and not self._any_origin else None
        completed = self._remembered(
            tuple(headers),
            status,
            media_type,
            method,
            allowed,
            is_shared,
            is_fragment,
        )
        return list(completed)

    def _complete(
        self,
        headers: tuple[Header, ...],
        status: int,
        media_type: str | None,
        method: str,
        origin: str | None,
        is_shared: bool,  # noqa: FBT001 - a part of the key of a cache
        is_fragment: bool,  # noqa: FBT001
    ) -> list[Header]:
        names = {name.lower(): value for name, value in headers}
        completed = list(headers)
        content_type = names.get("content-type") or media_type or ""
        is_html = content_type.startswith("text/html") and not is_fragment
        if is_html and method != "OPTIONS":
            table: tuple[Header, ...] = self._pages
        else:
            table = self._api
            if is_shared:
                self._add_cors(completed, names, method, origin)
        completed += [each for each in table if each[0].lower() not in names]
        if "cache-control" not in names and status != _NOT_MODIFIED:
            completed.append(_NO_STORE)
        return completed

    def _add_cors(
        self,
        headers: list[Header],
        names: dict[str, str],
        method: str,
        origin: str | None,
    ) -> None:
        """Let pages of other origins read the response, as far as the owner allows."""
        if self._any_origin:
            headers.append(("Access-Control-Allow-Origin", "*"))
        else:
            _vary_by_origin(headers, names)
            if origin not in self._origins:
                return
            headers.append(("Access-Control-Allow-Origin", origin))
        headers.append(_EXPOSED)
        if method == "OPTIONS":
            methods = names.get("allow", _METHODS)
            headers += [("Access-Control-Allow-Methods", methods), *_PREFLIGHT]


def _vary_by_origin(headers: list[Header], names: dict[str, str]) -> None:
    """Tell shared caches that another origin may get other headers."""
    vary = names.get("vary")
    headers[:] = [header for header in headers if header[0].lower() != "vary"]
    headers.append(("Vary", f"{vary}, Origin" if vary else "Origin"))
