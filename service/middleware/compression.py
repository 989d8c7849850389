"""Answers made smaller for clients that take them so."""

import gzip
from dataclasses import replace

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from service.http.wsgi import Header
from service.middleware.cache_store import KeptAnswer

GZIP = "gzip"
LEAST_BYTES = 1_400  # less goes into one packet anyhow
_LEVEL = 6  # 9 takes twice as long for one byte of a hundred


def takes_gzip(accepted: str) -> bool:
    """Whether a client that states this (`Accept-Encoding`) takes gzip."""
    return parse_accept_header(accepted, Accept).quality(GZIP) > 0


def is_text(media_type: str) -> bool:
    """Whether answers of this kind become smaller."""
    kind = media_type.partition(";")[0].strip()
    return kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))


def coded(answer: KeptAnswer) -> KeptAnswer:
    """The answer in gzip, or as it is if it is small or would not become smaller."""
    if len(answer.body) < LEAST_BYTES:
        return answer
    headers = {name.lower(): (name, value) for name, value in answer.headers}
    if not is_text(headers.get("content-type", ("", ""))[1]):
        return answer
    body = gzip.compress(answer.body, _LEVEL, mtime=0)
    etag = _of_the_coded(answer.etag)
    changed: tuple[Header, ...] = (
        ("Content-Length", str(len(body))),
        ("ETag", etag),
        ("Content-Encoding", GZIP),
    )
    named = headers | {header[0].lower(): header for header in changed}
    return replace(answer, headers=tuple(named.values()), body=body, etag=etag)


def _of_the_coded(etag: str) -> str:
    """A strong validator is of these bytes alone; a weak one is of the content."""
    return etag if etag.startswith("W/") else f'{etag[:-1]}-{GZIP}"'
