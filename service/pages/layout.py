"""Layout of pages: language, title, links, metadata."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Filters
from index.model.results import Contents, GlossaryInfo
from service.http.links import Links, categories_path, entry_path, start_path
from service.pages.owner.identity import (
    NO_OVERRIDES,
    Identity,
    OwnerOverrides,
    identify,
)
from service.pages.template_filters import language_name
from service.pages.translations import FALLBACK, TranslationCatalog, Translations

GetBackend = Callable[[], Backend]
Alternate = tuple[str, str]  # a language, and the path of the page in that language


@dataclass(frozen=True, slots=True)
class PageContext:
    """Values that every page needs: translations, links, contents, and filters.

    `glossary` is that of the page's entry.
    """

    t: Translations
    catalog: TranslationCatalog
    links: Links
    contents: Contents
    filters: Filters = field(default_factory=Filters)
    overrides: OwnerOverrides = NO_OVERRIDES
    glossary: str | None = None

    @property
    def glossaries(self) -> tuple[GlossaryInfo, ...]:
        """Glossaries that the filters leave."""
        glossary = self.filters.glossary
        return tuple(
            each for each in self.contents.glossaries if glossary in (None, each.id)
        )

    @property
    def identity(self) -> Identity:
        """Title and owner of the glossaries that the filters leave, or of one."""
        if self.glossary is None:
            return identify(self.overrides, self.glossaries, self.t)
        glossaries = self.contents.glossaries
        own = [each for each in glossaries if each.id == self.glossary]
        return identify(self.overrides, own, self.t)

    @property
    def title(self) -> str:
        """Title of the glossary, or a general word if there are several."""
        return self.identity.title

    def glossary_title(self, glossary: GlossaryInfo) -> str:
        """Return the title of one of several glossaries; else its ID, in words."""
        if glossary.title != glossary.id:
            return glossary.title
        return glossary.id.replace("_", " ").replace("-", " ").capitalize()

    @property
    def sticky_params(self) -> dict[str, str]:
        """Filters that links and the search form carry on."""
        filters = self.filters
        params = {
            "language": filters.language,
            "glossary": filters.glossary,
            "audience": filters.audience,
        }
        return {name: value for name, value in params.items() if value}

    def start(self, **params: object) -> str:
        """Return a link to the start page with the filters and more parameters."""
        return self.links.path(start_path({**self.sticky_params, **params}))

    def categories(self, **params: object) -> str:
        """Return a link to the list of categories with the filters."""
        return self.links.path(categories_path({**self.sticky_params, **params}))

    def entry(self, entry_id: str) -> str:
        """Return a link to an entry's page."""
        audience = self.filters.audience
        query = f"?audience={audience}" if audience else ""
        return self.links.path(f"{entry_path(entry_id)}{query}")

    def is_foreign(self, tag: str) -> bool:
        """Return whether a language is not the page's in a multilingual glossary."""
        is_own = tag.split("-")[0].lower() == self.t.language
        return len(self.contents.languages) > 1 and not is_own

    def in_language(self, tag: str) -> str:
        """Return "In English" in the given language, or else the language's name."""
        translations = self.catalog.get(tag)
        return translations.plain("in_language") if translations else language_name(tag)


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Metadata of a page for browsers, search engines, and other sites."""

    title: str
    description: str
    canonical: str | None
    alternates: tuple[Alternate, ...] = ()
    kind: str = "website"
    is_indexed: bool = True
    structured_data: dict[str, Any] | None = None


class PageContextFactory:
    """Creates the context of a page."""

    def __init__(
        self,
        links: Links,
        catalog: TranslationCatalog,
        overrides: OwnerOverrides = NO_OVERRIDES,
    ) -> None:
        self.links = links
        self._overrides = overrides
        self._catalog = catalog

    def create(
        self, backend: Backend, filters: Filters, entry: Entry | None = None
    ) -> PageContext:
        """Return a context in the first language known: filter, entry, most entries."""
        contents = backend.contents()
        own = entry.language if entry else None
        tags = (filters.language, own, *(tag for tag, _ in contents.languages))
        context = self._build(tags, contents, filters)
        return replace(context, glossary=entry.glossary) if entry else context

    def create_bare(self, language: str | None) -> PageContext:
        """Return a context that needs no back end, for problems."""
        return self._build((language,), Contents((), ()), Filters())

    def _build(
        self, tags: Iterable[str | None], contents: Contents, filters: Filters
    ) -> PageContext:
        tag = next((each for each in tags if each), FALLBACK)
        t = self._catalog.get_or_default(tag)
        return PageContext(
            t, self._catalog, self.links, contents, filters, self._overrides
        )
