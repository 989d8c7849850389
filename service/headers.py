"""Headers that every answer of a kind carries, in one table."""

from collections.abc import Mapping

from flask import Response

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
HEADERS_BY_TYPE: Mapping[str | None, Mapping[str, str]] = {
    "text/html": {"Content-Security-Policy": PAGE_POLICY}
}


def add_headers(response: Response) -> Response:
    """The response with the headers of its kind."""
    response.headers.update(HEADERS_BY_TYPE.get(response.mimetype, {}))
    return response
