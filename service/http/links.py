"""Addresses of pages: for links inside of them, and for the world outside."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit


class Links:
    """Makes addresses from the public one, never from what a request says of itself."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._prefix = urlsplit(public_url).path

    @property
    def are_absolute(self) -> bool:
        """Whether the public address is known."""
        return bool(self._public_url)

    def path(self, path: str) -> str:
        """A link inside of pages: the path as readers see it."""
        return f"{self._prefix}{path}"

    def absolute(self, path: str) -> str:
        """The address for others; without a public one, the path."""
        return f"{self._public_url}{path}"


def entry_path(entry_id: str) -> str:
    """The path of an entry's page."""
    return f"/glossary/{quote(entry_id, safe='')}"


def start_path(pairs: Mapping[str, object]) -> str:
    """The path of the start page with these parameters; empty ones are left out."""
    stated = {name: str(value) for name, value in pairs.items() if value}
    return f"/?{urlencode(stated)}" if stated else "/"
