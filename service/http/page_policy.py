"""Content Security Policy of pages."""

from collections.abc import Sequence
from urllib.parse import urlsplit


def page_policy(image: str | None = None, ancestors: Sequence[str] = ()) -> str:
    """Return the policy of a page that may show an image at another address.

    Sites with the origins `ancestors` may frame it.

    Otherwise pages load nothing from other origins except recordings, which owners keep
    anywhere.
    """
    framing = " ".join(ancestors) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self'{_origin(image)}",
            "connect-src 'self'",
            "media-src http: https:",  # http for a service on an internal network
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {framing}",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _origin(address: str | None) -> str:
    parts = urlsplit(address or "")
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
