"""Questions and answers, as every back end takes and gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from index.entry import Entry, Reference

MAX_QUERY_LENGTH = 200  # characters; longer than any headword


class Channel(StrEnum):
    """Why an entry is in an answer."""

    EXACT = "exact"
    WORDS = "words"
    SPELLING = "spelling"
    SOUND = "sound"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Filters:
    """What an entry must be to be answered; `None` lets every entry pass."""

    language: str | None = None
    audience: str | None = None
    category: str | None = None
    glossary: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked, and which part of the answer is wanted."""

    text: str
    limit: int = 10
    offset: int = 0
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which stretch of the alphabetical list is wanted; `letter` as in `Listing`."""

    letter: str | None = None
    limit: int = 50
    offset: int = 0
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of plain text; `match` says whether it is to be marked."""

    text: str
    match: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What was found where; a hidden form's text is `None`."""

    channel: Channel
    field: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry of an answer; `score` is from 0 to 1 and only orders this answer."""

    entry: Entry
    score: float
    match: Match
    snippet: tuple[Segment, ...]
    headword_parts: tuple[Segment, ...]
    same_as: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """A better question than the one that was asked, and the channel that knows."""

    query: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits, best first, and how many there are in all."""

    total: int
    hits: tuple[Hit, ...]
    did_you_mean: DidYouMean | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the autocomplete list."""

    entry: Entry
    match: Match
    parts: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A group of entries, named as it was first written, and how many there are."""

    name: str
    entries: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A stretch of the alphabetical list.

    `letters` and `categories` count all entries that the filters let pass, by first
    letter and by category, in alphabetical order.
    """

    total: int
    letters: Mapping[str, int]
    categories: tuple[Category, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A glossary without its entries, and how many there are."""

    id: str
    title: str
    language: str
    entries: int


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is served: glossaries in their order, languages with most entries first.

    A language is a tag, as it was first written, with its number of entries.
    """

    glossaries: tuple[Title, ...]
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What is being served: how many entries, which generation, by which engine.

    `meaning` tells whether the meaning channel answers too, `stale` whether the
    glossary's files have changed and could not be taken in; `reloads_good` and
    `reloads_bad` how often changed files were taken in or not since the start.
    """

    entries: int
    generation: str
    backend: str
    meaning: bool
    stale: bool = False
    reloads_good: int = 0
    reloads_bad: int = 0


class Backend(Protocol):
    """One search engine that holds a glossary and speaks only our words.

    `is_far` tells whether another machine is waited for to answer.
    """

    is_far: bool

    def pinned(self) -> "Backend":
        """The back end to use for one whole request, all of one generation.

        Raises NotReadyError before there is any.
        """

    def search(self, query: Query) -> Page:
        """The entries that answer the question, best first."""

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """The entries whose designations begin as typed, best first."""

    def browse(self, selection: Selection) -> Listing:
        """Entries in alphabetical order."""

    def entry(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""

    def current_id(self, entry_id: str) -> str | None:
        """The id to which a link with this one should lead, or `None`.

        It is that of the entry which has or had this id, else of the one entry that
        has a designation spelled so: headword before abbreviation, variant, hidden
        form.
        """

    def contents(self) -> Contents:
        """Which glossaries and languages are served."""

    def status(self) -> Status:
        """What is being served; raises HeardwordError while nothing can be."""
