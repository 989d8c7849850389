"""Questions and answers, as every back end takes and gives them."""

from dataclasses import dataclass, field
from enum import StrEnum

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
