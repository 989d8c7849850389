"""Saved pages: HTML files, folders of them, or those that a saved sitemap lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, parse

from index.model.errors import HeardwordError, printable

_ENDINGS = (".html", ".htm", ".xhtml")
_SITEMAP = ".xml"
MAX_BYTES = 16 * 1024 * 1024  # of a page
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_HEAD = 1_024  # bytes in which a page names its encoding
_SHOWN = 3


class PagesError(HeardwordError):
    """Pages that cannot be read, with what to do."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A file with a page, and its name: its path in the folder that was given."""

    file: Path
    name: str


def list_pages(paths: Sequence[str]) -> list[SavedPage]:
    """List the pages of files, folders, and sitemaps, each once; raises PagesError."""
    pages: dict[Path, SavedPage] = {}
    for path in paths:
        for page in _expand(path):
            pages.setdefault(page.file.resolve(), page)
    if not pages:
        raise PagesError("There are no pages: name HTML files or a folder with some.")
    return [*pages.values()]


def read_page(page: SavedPage) -> str:
    """Return the HTML of a page, in the encoding that it names; raises PagesError."""
    try:
        with page.file.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PagesError(f"{page.file} cannot be read: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise PagesError(f"{page.file} is larger than {limit} MB. Leave it out.")
    return _decode(content)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(content[:_HEAD])
        encoding = named[1].decode("ascii") if named else "cp1252"
    try:
        return content.decode(encoding, "replace")
    except LookupError:  # no encoding of this name
        return content.decode("cp1252", "replace")


def _expand(text: str) -> Iterator[SavedPage]:
    if urlsplit(text).scheme in ("http", "https"):
        raise PagesError(
            f"{printable(text)} is an address, and nothing is fetched. Save the site "
            "first, for example with wget --mirror, and name the folder."
        )
    path = Path(text)
    if path.is_dir():
        files = (f for f in sorted(path.rglob("*")) if f.suffix.lower() in _ENDINGS)
        yield from (SavedPage(f, f.relative_to(path).as_posix()) for f in files)
    elif not path.is_file():
        raise PagesError(f"{path} is neither a file nor a folder.")
    elif path.suffix.lower() == _SITEMAP:
        yield from _read_sitemap(path, path.parent, set())
    else:
        yield SavedPage(path, path.name)


def _read_sitemap(file: Path, root: Path, read: set[Path]) -> Iterator[SavedPage]:
    """Yield the saved pages of a sitemap, and of the sitemaps that it lists."""
    read.add(file.resolve())
    missing = []
    for address in _addresses(file):
        found = _find_file(address, root)
        if found is None:
            missing.append(address)
        elif found.suffix.lower() != _SITEMAP:
            yield SavedPage(found, found.relative_to(root).as_posix())
        elif found.resolve() not in read:
            yield from _read_sitemap(found, root, read)
    if missing:
        shown = ", ".join(map(printable, missing[:_SHOWN]))
        raise PagesError(
            f"{len(missing):,} pages that {file} lists are not saved beside it: {shown}"
            f"{', …' if len(missing) > _SHOWN else ''}. Save them, or name the folder."
        )


def _addresses(file: Path) -> list[str]:
    try:
        elements = parse(file, forbid_dtd=True).iter()
        located = (each for each in elements if each.tag.rpartition("}")[2] == "loc")
        return [(each.text or "").strip() for each in located]
    except (ParseError, DefusedXmlException, OSError, ValueError) as error:
        raise PagesError(f"{file} is no sitemap that can be read.") from error


def _find_file(address: str, root: Path) -> Path | None:
    """Return the file of an address below the sitemap's folder, if there is one."""
    try:
        path = unquote(urlsplit(address).path).strip("/")
        names = (
            (path, f"{path}.html", f"{path}/index.html") if path else ("index.html",)
        )
        for candidate in (root / name for name in names):
            inside = candidate.resolve().is_relative_to(root.resolve())
            if inside and candidate.is_file():
                return candidate
    except (ValueError, OSError):  # no address, or no name of a file
        return None
    return None
