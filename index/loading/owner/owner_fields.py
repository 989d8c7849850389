"""Owner of a glossary: what its parts accept, in a file's header and in settings."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from index.loading.fields import Check, FieldReader, Violation
from index.loading.owner.colors import parse_color
from index.loading.owner.logo import check_logo_file
from index.model.owner import OWNER_FIELDS, Owner, is_web_address

_MAIL = re.compile(r"mailto:[^\s@?&<>\"]+@[^\s@?&<>\"]+\.[^\s@?&<>\".]+", re.ASCII)
_LOGO_HOST = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/|$)", re.ASCII)


def read_owner(header: FieldReader, folder: Path) -> Owner:
    """Read the owner from a header; `folder` is that of the glossary file."""
    header.report_empty("accent", 'put the color in quotes: "#0a6767"')
    texts = {name: header.read(name, _check(name, folder)) for name in OWNER_FIELDS}
    return complete_owner(texts, folder)


def check_owner_text(name: str, text: str, folder: Path) -> Violation | None:
    """Return what is wrong with a part of the owner, `None` if nothing is."""
    return _check(name, folder)(text)


def complete_owner(texts: Mapping[str, str | None], folder: Path) -> Owner:
    """Return the owner with its color in hexadecimal and its logo's path absolute."""
    complete = dict(texts)
    if accent := texts.get("accent"):
        complete["accent"] = parse_color(accent)
    logo = texts.get("logo")
    if logo and not is_web_address(logo):
        complete["logo"] = str((folder / logo).resolve())
    return Owner(**complete)


def _check(name: str, folder: Path) -> Check:
    checks: Mapping[str, Check] = {
        "home": _check_home,
        "logo": partial(_check_logo, folder=folder),
        "accent": _check_accent,
        "contact": _check_contact,
        "imprint": check_web_address,
        "privacy": check_web_address,
    }
    return checks.get(name, _accept)


def _accept(text: str) -> Violation | None:
    return None


def check_web_address(text: str) -> Violation | None:
    """Return a violation unless the text is an `http:` or `https:` address."""
    if is_web_address(text):
        return None
    return "is not a web address", "start it with https://"


def _check_home(text: str) -> Violation | None:
    if is_web_address(text.split(" ", 1)[0]):
        return None
    hint = "write the address and then the name: https://example.org Our name"
    return "does not start with a web address", hint


def _check_contact(text: str) -> Violation | None:
    if _MAIL.fullmatch(text) or is_web_address(text):
        return None
    hint = "write mailto:words@example.org or https://example.org/contact"
    return "is neither a mail address nor a web address", hint


def _check_accent(text: str) -> Violation | None:
    if parse_color(text):
        return None
    return "is not a color", "write it as #0a6767, or as a name such as teal"


def _check_logo(text: str, folder: Path) -> Violation | None:
    if "://" not in text:
        return check_logo_file(text, folder)
    if is_web_address(text) and _LOGO_HOST.match(text):
        return None
    return "is not a web address", "start it with https://, or name a file"
