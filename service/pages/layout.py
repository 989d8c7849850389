"""What every page has around its content: its language, its title, its head."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from index.model.backend import Backend
from index.model.query import Filters
from index.model.results import Contents, GlossaryInfo
from service.http.links import Links, entry_path, start_path
from service.pages.template_filters import language_name
from service.pages.translations import FALLBACK, Wording, Wordings

Alternate = tuple[str, str]  # a language and the path of the same page in it


@dataclass(frozen=True, slots=True)
class Frame:
    """The words and links of a page, and which part of the glossary it is about."""

    words: Wording
    wordings: Wordings
    links: Links
    contents: Contents
    filters: Filters = field(default_factory=Filters)

    @property
    def glossaries(self) -> tuple[GlossaryInfo, ...]:
        """The glossaries that the page can be about."""
        asked = self.filters.glossary
        return tuple(
            each for each in self.contents.glossaries if asked in (None, each.id)
        )

    @property
    def title(self) -> str:
        """The title of the glossary; a general word when there are several."""
        titles = {each.title for each in self.glossaries}
        return titles.pop() if len(titles) == 1 else self.words.plain("glossary")

    @property
    def title_language(self) -> str:
        """The language of the title."""
        languages = {each.language for each in self.glossaries}
        alone = len({each.title for each in self.glossaries}) == 1
        return languages.pop() if alone and len(languages) == 1 else self.words.language

    @property
    def kept(self) -> dict[str, str]:
        """The filters that go on to the next question."""
        asked = self.filters
        pairs = {
            "language": asked.language,
            "glossary": asked.glossary,
            "audience": asked.audience,
        }
        return {name: value for name, value in pairs.items() if value}

    def start(self, **pairs: object) -> str:
        """A link to the start page that keeps the filters and says more."""
        return self.links.path(start_path({**self.kept, **pairs}))

    def entry(self, entry_id: str) -> str:
        """A link to an entry's page."""
        return self.links.path(entry_path(entry_id))

    def is_foreign(self, tag: str) -> bool:
        """Whether a text is in another language than the page, where there are some."""
        own = tag.split("-")[0].lower() == self.words.language
        return len(self.contents.languages) > 1 and not own

    def in_language(self, tag: str) -> str:
        """The words "in this language" in that language, or its name."""
        wording = self.wordings.of(tag)
        return wording.plain("in_language") if wording else language_name(tag)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself to browsers, search engines and other sites."""

    title: str
    description: str
    canonical: str | None
    alternates: tuple[Alternate, ...] = ()
    kind: str = "website"
    is_listed: bool = True
    linked_data: dict[str, Any] | None = None


class Frames:
    """Makes the frame of a page."""

    def __init__(self, links: Links, wordings: Wordings) -> None:
        self.links = links
        self._wordings = wordings

    def frame(
        self, backend: Backend, filters: Filters, language: str | None = None
    ) -> Frame:
        """The frame of a page in its language, else the one that most entries have."""
        contents = backend.contents()
        tags = (filters.language, language, *(tag for tag, _ in contents.languages))
        return self._frame(tags, contents, filters)

    def bare_frame(self, language: str | None) -> Frame:
        """The frame of a page that cannot know what is served."""
        return self._frame((language,), Contents((), ()), Filters())

    def _frame(
        self, tags: Iterable[str | None], contents: Contents, filters: Filters
    ) -> Frame:
        tag = next((each for each in tags if each), FALLBACK)
        words = self._wordings.best(tag)
        return Frame(words, self._wordings, self.links, contents, filters)


@dataclass(frozen=True, slots=True)
class Stretch:
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


def stretch(
    offset: int, size: int, shown: int, total: int, link: Callable[[int], str]
) -> Stretch:
    """The part that begins at an offset; beyond the end one is led to the beginning."""
    before = max(offset - size, 0) if shown else 0
    after = offset + size
    return Stretch(
        first=offset + 1,
        last=offset + shown,
        total=total,
        previous=link(before) if offset and total else None,
        next=link(after) if after < total else None,
    )
