"""Queries, as every engine takes them."""

from dataclasses import dataclass, field
from enum import StrEnum

MAX_QUERY_LENGTH = 200  # characters; longer than any headword


class Channel(StrEnum):
    """Retrieval channel: the way in which a query found an entry."""

    EXACT = "exact"
    WORDS = "words"
    SPELLING = "spelling"
    SOUND = "sound"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Filters:
    """Values that an entry must have; `None` lets every entry pass."""

    language: str | None = None
    audience: str | None = None
    category: str | None = None
    glossary: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """Search text with filters and the requested page."""

    text: str
    limit: int = 10
    offset: int = 0
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Selection:
    """Requested page of the alphabetical list; `letter` is one of `ALPHABET`."""

    letter: str | None = None
    limit: int = 50
    offset: int = 0
    filters: Filters = field(default_factory=Filters)
