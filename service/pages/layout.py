"""Layout of pages: language, title, links, metadata, pagination."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from index.model.backend import Backend
from index.model.query import Filters
from index.model.results import Contents, GlossaryInfo
from service.http.links import Links, entry_path, start_path
from service.pages.template_filters import language_name
from service.pages.translations import FALLBACK, TranslationCatalog, Translations

Alternate = tuple[str, str]  # a language, and the path of the page in that language


@dataclass(frozen=True, slots=True)
class Owner:
    """Title and sentence for readers that override those of the glossary files."""

    title: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class PageContext:
    """Values that every page needs: translations, links, contents, and filters."""

    t: Translations
    catalog: TranslationCatalog
    links: Links
    contents: Contents
    filters: Filters = field(default_factory=Filters)
    owner: Owner = field(default_factory=Owner)

    @property
    def glossaries(self) -> tuple[GlossaryInfo, ...]:
        """Glossaries that the filters leave."""
        glossary = self.filters.glossary
        return tuple(
            each for each in self.contents.glossaries if glossary in (None, each.id)
        )

    @property
    def title(self) -> str:
        """Title of the glossary, or a general word if there are several."""
        if self.owner.title:
            return self.owner.title
        titles = {each.title for each in self.glossaries}
        return titles.pop() if len(titles) == 1 else self.t.plain("glossary")

    @property
    def title_language(self) -> str:
        """Language of the title."""
        titles = {(each.title, each.language) for each in self.glossaries}
        is_own = len(titles) == 1 and not self.owner.title
        return titles.pop()[1] if is_own else self.t.language

    @property
    def about(self) -> str | None:
        """Owner's sentence for readers; `None` if the glossaries do not share one."""
        sentences = {each.about for each in self.glossaries}
        shared = sentences.pop() if len(sentences) == 1 else None
        return self.owner.about or shared

    @property
    def about_language(self) -> str:
        """Language of the sentence for readers."""
        languages = {each.language for each in self.glossaries}
        is_own = len(languages) == 1 and not self.owner.about
        return languages.pop() if is_own else self.t.language

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

    def entry(self, entry_id: str) -> str:
        """Return a link to an entry's page."""
        return self.links.path(entry_path(entry_id))

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
        self, links: Links, catalog: TranslationCatalog, owner: Owner | None = None
    ) -> None:
        self.links = links
        self._owner = owner or Owner()
        self._catalog = catalog

    def create(
        self, backend: Backend, filters: Filters, language: str | None = None
    ) -> PageContext:
        """Return a context in the first language known: filter, entry, most entries."""
        contents = backend.contents()
        tags = (filters.language, language, *(tag for tag, _ in contents.languages))
        return self._build(tags, contents, filters)

    def create_bare(self, language: str | None) -> PageContext:
        """Return a context that needs no back end, for problems."""
        return self._build((language,), Contents((), ()), Filters())

    def _build(
        self, tags: Iterable[str | None], contents: Contents, filters: Filters
    ) -> PageContext:
        tag = next((each for each in tags if each), FALLBACK)
        t = self._catalog.get_or_default(tag)
        return PageContext(t, self._catalog, self.links, contents, filters, self._owner)


@dataclass(frozen=True, slots=True)
class PageRange:
    """Position in a list, with links to the previous and the next page."""

    first: int
    last: int
    total: int
    previous: str | None
    next: str | None

    @property
    def is_all(self) -> bool:
        """True if everything is on one page."""
        return self.previous is None and self.next is None


def paginate(
    offset: int, size: int, shown: int, total: int, link: Callable[[int], str]
) -> PageRange:
    """Return the range at an offset; beyond the end, `previous` links to the start."""
    before = max(offset - size, 0) if shown else 0
    after = offset + size
    return PageRange(
        first=offset + 1,
        last=offset + shown,
        total=total,
        previous=link(before) if offset and total else None,
        next=link(after) if after < total else None,
    )
