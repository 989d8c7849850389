"""The parts in which a WSGI app gives the body of an answer."""

from collections.abc import Iterable


def joined(parts: Iterable[bytes]) -> bytes:
    """All that an app gives, which is closed then."""
    try:
        return b"".join(parts)
    finally:
        close(parts)


def close(parts: Iterable[bytes]) -> None:
    """Tell what an app gave that nothing more is wanted of it."""
    end = getattr(parts, "close", None)
    if end is not None:
        end()


Header = tuple[str, str]
HEALTH_PATH = "/healthz"  # always answered: before there is an index, and when busy
