"""Types of the JSON responses of the API."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from index.model.glossary import Audience

ChannelName = Literal["exact", "words", "spelling", "sound", "meaning"]


class ReferenceResponse(TypedDict):
    """A reference to an entry."""

    id: str
    headword: str


class CodeResponse(TypedDict):
    """A code of an entry in a classification."""

    system: str
    code: str


class LinkResponse(TypedDict):
    """A link in a definition: from character `start` to before character `end`.

    Characters are Unicode code points.
    """

    start: int
    end: int
    id: str


class TranslationResponse(TypedDict):
    """A reference to the entry of the same concept in another language."""

    id: str
    headword: str
    language: str


class EntryResponse(TypedDict):
    """An entry; every text is plain text, never HTML."""

    id: str
    headword: str
    abbreviations: list[str]
    variants: list[str]
    respelling: str | None
    audio_url: str | None
    definition: str
    language: str
    audience: Audience
    category: str | None
    codes: list[CodeResponse]
    links: list[LinkResponse]
    see_also: list[ReferenceResponse]
    translations: list[TranslationResponse]
    note: str | None
    source: str | None
    glossary: str
    url: str


class SegmentResponse(TypedDict):
    """A part of a text, to be highlighted if `match` is present."""

    text: str
    match: NotRequired[Literal[True]]


class MatchResponse(TypedDict):
    """The reason for a result; the text of a hidden form is not sent."""

    channel: ChannelName
    field: str
    text: str | None


class ResultResponse(EntryResponse):
    """An entry as a search result."""

    score: float
    matched: MatchResponse
    snippet: list[SegmentResponse]
    headword_parts: list[SegmentResponse]
    same_as: list[ReferenceResponse]
    same_as_total: int
    found_as: TranslationResponse | None


class DidYouMeanResponse(TypedDict):
    """The corrected query."""

    query: str
    channel: ChannelName


class OfferResponse(TypedDict):
    """A headword that may have been meant, with the certainty (0 to 1) of that."""

    query: str
    channel: ChannelName
    certainty: float


class SearchResponse(TypedDict):
    """A page of search results, best first."""

    query: str
    total: int
    offset: int
    limit: int
    did_you_mean: DidYouMeanResponse | None
    offers: list[OfferResponse]
    results: list[ResultResponse]


class SuggestionResponse(TypedDict):
    """A suggestion of the autocomplete list."""

    id: str
    headword: str
    respelling: str | None
    language: str
    category: str | None
    gloss: str
    url: str
    matched: MatchResponse
    parts: list[SegmentResponse]


class AutocompleteResponse(TypedDict):
    """The autocomplete list, best first."""

    query: str
    suggestions: list[SuggestionResponse]


# OpenSearch suggestions: the query, headwords, definitions, URLs.
SuggestionsResponse = tuple[str, list[str], list[str], list[str]]


class EntriesResponse(TypedDict):
    """A page of the alphabetical list; `letters` counts all filtered entries."""

    total: int
    offset: int
    limit: int
    letters: dict[str, int]
    entries: list[EntryResponse]


class HealthResponse(TypedDict):
    """The process is alive."""

    status: Literal["alive"]


class ReadyResponse(TypedDict):
    """The index is ready."""

    status: Literal["ready"]
    entries: int
    generation: str
    backend: str
    meaning: bool
    stale: bool
