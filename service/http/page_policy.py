"""Content Security Policy of pages."""

from urllib.parse import urlsplit


def page_policy(image: str | None = None) -> str:
    """Return the policy of a page that may show an image at another address.

    Otherwise pages load nothing from other origins except recordings, which owners keep
    anywhere.
    """
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
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _origin(address: str | None) -> str:
    parts = urlsplit(address or "")
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
