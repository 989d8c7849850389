"""URLs of pages: relative ones for links inside pages, absolute ones for others."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit


class Links:
    """URL builder that knows the public URL; it never trusts the request's `Host`."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._prefix = urlsplit(public_url).path

    @property
    def are_absolute(self) -> bool:
        """True if the public URL is configured."""
        return bool(self._public_url)

    def path(self, path: str) -> str:
        """Return the path as browsers see it, for links inside pages."""
        return f"{self._prefix}{path}"

    def absolute(self, path: str) -> str:
        """Return the absolute URL of a path; the path if no public URL is set."""
        return f"{self._public_url}{path}"


def entry_path(entry_id: str) -> str:
    """Return the path of an entry's page."""
    return f"/glossary/{quote(entry_id, safe='')}"


def start_path(params: Mapping[str, object]) -> str:
    """Return the path of the start page with these parameters, without empty ones."""
    return _with_query("/", params)


def categories_path(params: Mapping[str, object]) -> str:
    """Return the path of the list of categories with these parameters."""
    return _with_query("/categories", params)


def _with_query(path: str, params: Mapping[str, object]) -> str:
    query = {name: str(value) for name, value in params.items() if value}
    return f"{path}?{urlencode(query)}" if query else path
