"""Identity of a page: title and owner of the glossaries that it shows.

Settings override files. Several glossaries share what is the same in all of them; what
differs is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from index.model.owner import NO_OWNER, OWNER_FIELDS, Owner
from index.model.results import GlossaryInfo
from service.http.links import Links
from service.pages.translations import Translations

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class OwnerOverrides:
    """Title and owner in settings, as far as they are given."""

    title: str | None = None
    owner: Owner = NO_OWNER


NO_OVERRIDES = OwnerOverrides()


@dataclass(frozen=True, slots=True)
class Identity:
    """Title and owner on a page, with the languages of the texts."""

    title: str
    title_language: str
    owner: Owner
    about_language: str
    logo_glossary: str | None = None

    @property
    def mail(self) -> str | None:
        """Mail address of the owner, if the contact is one."""
        contact = self.owner.contact or ""
        return contact.removeprefix("mailto:") if contact[:7] == "mailto:" else None

    def logo_url(self, links: Links, *, is_absolute: bool = False) -> str | None:
        """Return the address of the logo, if there is one."""
        if self.owner.logo_file is None:
            return self.owner.logo
        if not Path(self.owner.logo_file).is_file():
            return None
        path = logo_path(self.logo_glossary)
        return links.absolute(path) if is_absolute else links.path(path)


def identify(
    overrides: OwnerOverrides, glossaries: Sequence[GlossaryInfo], t: Translations
) -> Identity:
    """Return the identity that these glossaries share, in the language of a page."""
    language = _shared(each.language for each in glossaries) or t.language
    title = overrides.title or _shared(map(_given_title, glossaries))
    parts = {
        name: getattr(overrides.owner, name)
        or _shared(getattr(each.owner, name) for each in glossaries)
        for name in OWNER_FIELDS
    }
    return Identity(
        title=title or t.plain("glossary"),
        title_language=t.language if overrides.title or not title else language,
        owner=Owner(**parts),
        about_language=t.language if overrides.owner.about else language,
        logo_glossary=None if overrides.owner.logo else _first_id(glossaries),
    )


def logo_path(glossary: str | None) -> str:
    """Return the path of the logo file of settings, or of a glossary."""
    return f"/logo?{urlencode({'glossary': glossary})}" if glossary else "/logo"


def _first_id(glossaries: Sequence[GlossaryInfo]) -> str | None:
    return glossaries[0].id if glossaries else None


def _given_title(glossary: GlossaryInfo) -> str | None:
    """Return the title, unless it is the ID, which may be the name of a file."""
    return None if glossary.title == glossary.id else glossary.title


def _shared(values: Iterable[Value]) -> Value | None:
    """Return the value if all are the same."""
    different = {*values}
    return different.pop() if len(different) == 1 else None
