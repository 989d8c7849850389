"""Gzip content coding of cached responses."""

import gzip
from dataclasses import replace

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from service.http.wsgi import Header
from service.middleware.cache_store import CachedResponse

GZIP = "gzip"
MIN_GZIP_BYTES = 1_400  # a smaller body fits into one packet anyhow
_LEVEL = 6  # 9 takes twice as long to save one byte in a hundred


def accepts_gzip(accept_encoding: str) -> bool:
    """Return whether a client with this `Accept-Encoding` header accepts gzip."""
    return parse_accept_header(accept_encoding, Accept).quality(GZIP) > 0


def is_compressible(content_type: str) -> bool:
    """Return whether bodies of this type become smaller."""
    media_type = content_type.partition(";")[0].strip()
    return media_type.startswith("text/") or media_type.endswith(
        ("json", "xml", "javascript")
    )


def gzip_response(response: CachedResponse) -> CachedResponse:
    """Return the response in gzip, or as it is if it is small or no text."""
    if len(response.body) < MIN_GZIP_BYTES:
        return response
    headers = {name.lower(): (name, value) for name, value in response.headers}
    if not is_compressible(headers.get("content-type", ("", ""))[1]):
        return response
    body = gzip.compress(response.body, _LEVEL, mtime=0)
    etag = _gzip_etag(response.etag)
    changed: tuple[Header, ...] = (
        ("Content-Length", str(len(body))),
        ("ETag", etag),
        ("Content-Encoding", GZIP),
    )
    headers |= {header[0].lower(): header for header in changed}
    return replace(response, headers=tuple(headers.values()), body=body, etag=etag)


def gunzip_response(response: CachedResponse) -> CachedResponse:
    """Return the response without its content coding, for clients without gzip."""
    headers = {name.lower(): (name, value) for name, value in response.headers}
    if headers.pop("content-encoding", None) is None:
        return response
    body = gzip.decompress(response.body)
    etag = response.etag.replace(f'-{GZIP}"', '"')
    headers["content-length"] = ("Content-Length", str(len(body)))
    headers["etag"] = ("ETag", etag)
    return replace(response, headers=tuple(headers.values()), body=body, etag=etag)


def _gzip_etag(etag: str) -> str:
    """Return the ETag of the coded body; a weak one is the same for every coding."""
    return etag if etag.startswith("W/") else f'{etag[:-1]}-{GZIP}"'
