"""What every page has around its content: its language, its title, its head."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from index.model.backend import Backend
from index.model.query import Filters
from index.model.results import Contents, GlossaryInfo
from service.http.links import Links, entry_path, start_path
from service.pages.template_filters import language_name
from service.pages.translations import FALLBACK, TranslationCatalog, Translations

Alternate = tuple[str, str]  # a language and the path of the same page in it


@dataclass(frozen=True, slots=True)
class PageContext:
    """The words and links of a page, and which part of the glossary it is about."""

    t: Translations
    catalog: TranslationCatalog
    links: Links
    contents: Contents
    filters: Filters = field(default_factory=Filters)

    @property
    def glossaries(self) -> tuple[GlossaryInfo, ...]:
        """The glossaries that the page can be about."""
        glossary = self.filters.glossary
        return tuple(
            each for each in self.contents.glossaries if glossary in (None, each.id)
        )

    @property
    def title(self) -> str:
        """The title of the glossary; a general word when there are several."""
        titles = {each.title for each in self.glossaries}
        return titles.pop() if len(titles) == 1 else self.t.plain("glossary")

    @property
    def title_language(self) -> str:
        """The language of the title."""
        languages = {each.language for each in self.glossaries}
        alone = len({each.title for each in self.glossaries}) == 1
        return languages.pop() if alone and len(languages) == 1 else self.t.language

    @property
    def sticky_params(self) -> dict[str, str]:
        """The filters that go on to the next question."""
        filters = self.filters
        pairs = {
            "language": filters.language,
            "glossary": filters.glossary,
            "audience": filters.audience,
        }
        return {name: value for name, value in pairs.items() if value}

    def start(self, **pairs: object) -> str:
        """A link to the start page that keeps the filters and says more."""
        return self.links.path(start_path({**self.sticky_params, **pairs}))

    def entry(self, entry_id: str) -> str:
        """A link to an entry's page."""
        return self.links.path(entry_path(entry_id))

    def is_foreign(self, tag: str) -> bool:
        """Whether a text is in another language than the page, where there are some."""
        own = tag.split("-")[0].lower() == self.t.language
        return len(self.contents.languages) > 1 and not own

    def in_language(self, tag: str) -> str:
        """The words "in this language" in that language, or its name."""
        translations = self.catalog.get(tag)
        return translations.plain("in_language") if translations else language_name(tag)


@dataclass(frozen=True, slots=True)
class PageMeta:
    """What a page says of itself to browsers, search engines and other sites."""

    title: str
    description: str
    canonical: str | None
    alternates: tuple[Alternate, ...] = ()
    kind: str = "website"
    is_indexed: bool = True
    structured_data: dict[str, Any] | None = None


class PageContextFactory:
    """Makes the frame of a page."""

    def __init__(self, links: Links, catalog: TranslationCatalog) -> None:
        self.links = links
        self._catalog = catalog

    def create(
        self, backend: Backend, filters: Filters, language: str | None = None
    ) -> PageContext:
        """The frame of a page in its language, else the one that most entries have."""
        contents = backend.contents()
        tags = (filters.language, language, *(tag for tag, _ in contents.languages))
        return self._build(tags, contents, filters)

    def create_bare(self, language: str | None) -> PageContext:
        """The frame of a page that cannot know what is served."""
        return self._build((language,), Contents((), ()), Filters())

    def _build(
        self, tags: Iterable[str | None], contents: Contents, filters: Filters
    ) -> PageContext:
        tag = next((each for each in tags if each), FALLBACK)
        t = self._catalog.get_or_default(tag)
        return PageContext(t, self._catalog, self.links, contents, filters)


@dataclass(frozen=True, slots=True)
class PageRange:
    """Which part of a list is shown; links lead to the parts around it."""

    first: int
    last: int
    total: int
    previous: str | None
    next: str | None

    @property
    def is_all(self) -> bool:
        """Whether there is no other part."""
        return self.previous is None and self.next is None


def paginate(
    offset: int, size: int, shown: int, total: int, link: Callable[[int], str]
) -> PageRange:
    """The part that begins at an offset; beyond the end one is led to the beginning."""
    before = max(offset - size, 0) if shown else 0
    after = offset + size
    return PageRange(
        first=offset + 1,
        last=offset + shown,
        total=total,
        previous=link(before) if offset and total else None,
        next=link(after) if after < total else None,
    )
