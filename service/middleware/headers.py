"""Headers that every answer carries, whatever its route and status, in one table."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from service.http.wsgi import Header

# Pages load nothing from elsewhere but recordings, which owners keep where they like.
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "media-src http: https:",  # http for a service inside of a house
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_UNUSED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_ALL = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),  # an address may hold what somebody searched
    ("Permissions-Policy", _UNUSED),
)
_PAGES = (
    *_ALL,
    ("Content-Security-Policy", PAGE_POLICY),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_OTHERS = (
    *_ALL,
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
_EXPOSED = ("Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-ID")
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers", "*"),
    ("Access-Control-Max-Age", "86400"),
)
_ONE_YEAR_OF_TLS = ("Strict-Transport-Security", "max-age=31536000")
_NOT_KEPT = ("Cache-Control", "no-store")
_NOT_MODIFIED = 304
_REMEMBERED = 1024  # kept answers come by again and again with the same headers


class Headers:
    """The table, completed with what the owner has set."""

    def __init__(self, origins: Collection[str], public_url: str) -> None:
        self._anybody = "*" in origins
        self._origins = frozenset(origins)
        of_tls = [_ONE_YEAR_OF_TLS] if urlsplit(public_url).scheme == "https" else []
        self._pages = (*_PAGES, *of_tls)
        self._others = (*_OTHERS, *of_tls)
        self._known = lru_cache(_REMEMBERED)(self._complete)

    def completed(
        self,
        stated: Sequence[Header],
        status: int,
        *,
        media_type: str | None = None,
        method: str = "GET",
        origin: str | None = None,
    ) -> list[Header]:
        """The stated headers, and of the table those that they leave open.

        `media_type` is that of an answer which says none itself, as a 304 does.
        """
        allowed = origin if origin in self._origins and not self._anybody else None
        known = self._known(tuple(stated), status, media_type, method, allowed)
        return list(known)

    def _complete(
        self,
        stated: tuple[Header, ...],
        status: int,
        media_type: str | None,
        method: str,
        origin: str | None,
    ) -> list[Header]:
        names = {name.lower(): value for name, value in stated}
        kind = names.get("content-type") or media_type or ""
        headers = list(stated)
        if kind.startswith("text/html") and method != "OPTIONS":
            table: tuple[Header, ...] = self._pages
        else:
            table = self._others
            self._share(headers, names, method, origin)
        headers += [header for header in table if header[0].lower() not in names]
        if "cache-control" not in names and status != _NOT_MODIFIED:
            headers.append(_NOT_KEPT)
        return headers

    def _share(
        self,
        headers: list[Header],
        names: dict[str, str],
        method: str,
        origin: str | None,
    ) -> None:
        """Let pages of other origins read the answer, as far as the owner allows."""
        if self._anybody:
            headers.append(("Access-Control-Allow-Origin", "*"))
        else:
            _vary_by_origin(headers, names)
            if origin not in self._origins:
                return
            headers.append(("Access-Control-Allow-Origin", origin))
        headers.append(_EXPOSED)
        if method == "OPTIONS":
            headers += _PREFLIGHT


def _vary_by_origin(headers: list[Header], names: dict[str, str]) -> None:
    """Say to shared caches that another origin may get other headers."""
    others = names.get("vary")
    headers[:] = [header for header in headers if header[0].lower() != "vary"]
    headers.append(("Vary", f"{others}, Origin" if others else "Origin"))
