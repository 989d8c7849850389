"""Types of the JSON responses of the API."""

from typing import Annotated, NotRequired

from typing_extensions import TypedDict

from service.api import fields


class ReferenceResponse(TypedDict):
    """A reference to an entry."""

    id: fields.OtherId
    headword: fields.OtherHeadword


class CodeResponse(TypedDict):
    """A code of an entry in a classification."""

    system: fields.CodeSystem
    code: fields.Code


class LinkResponse(TypedDict):
    """A link in a definition: from character `start` to before character `end`.

    Characters are Unicode code points.
    """

    start: fields.LinkStart
    end: fields.LinkEnd
    id: fields.OtherId


class TranslationResponse(TypedDict):
    """A reference to the entry of the same concept in another language."""

    id: fields.TranslationId
    headword: fields.TranslatedHeadword
    language: fields.OtherLanguage


class EntryResponse(TypedDict):
    """An entry; every text is plain text, never HTML."""

    id: fields.Id
    headword: fields.Headword
    abbreviations: fields.Abbreviations
    variants: fields.Variants
    respelling: fields.Respelling
    audio_url: fields.AudioUrl
    definition: fields.DefinitionText
    language: fields.Language
    audience: fields.Audience
    audiences: fields.Audiences
    substitute_for: fields.SubstituteFor
    category: fields.Category
    codes: Annotated[
        list[CodeResponse], fields.about("codes of the concept in classifications")
    ]
    links: Annotated[
        list[LinkResponse], fields.about("links in the definition to other entries")
    ]
    see_also: Annotated[list[ReferenceResponse], fields.about("entries to read next")]
    translations: Annotated[
        list[TranslationResponse], fields.about("the concept in other languages")
    ]
    note: fields.Note
    source: fields.Source
    glossary: fields.GlossaryId
    url: fields.Url


class SegmentResponse(TypedDict):
    """A part of a text, to be highlighted if `match` is present."""

    text: fields.SegmentText
    match: NotRequired[fields.IsMatch]


class MatchResponse(TypedDict):
    """The reason for a result; the text of a hidden form is not sent."""

    channel: fields.Channel
    field: fields.MatchedField
    text: fields.MatchedText


class ResultResponse(EntryResponse):
    """An entry as a search result."""

    score: fields.Score
    matched: Annotated[MatchResponse, fields.about("the reason for the result")]
    snippet: Annotated[
        list[SegmentResponse],
        fields.about("the most fitting part of the definition, in segments"),
    ]
    headword_parts: Annotated[
        list[SegmentResponse], fields.about("the headword, in segments")
    ]
    same_as: Annotated[
        list[ReferenceResponse],
        fields.about("first entries with the very same definition"),
    ]
    same_as_total: fields.SameAsTotal
    found_as: Annotated[
        TranslationResponse | None,
        fields.about("the entry in another language whose name was found"),
    ]


class DidYouMeanResponse(TypedDict):
    """The corrected query."""

    query: fields.Correction
    channel: fields.Channel


class OfferResponse(TypedDict):
    """A headword that may have been meant, with the certainty (0 to 1) of that."""

    query: fields.Correction
    channel: fields.Channel
    certainty: fields.Certainty


class SearchResponse(TypedDict):
    """A page of search results, best first."""

    query: fields.QueryText
    total: fields.Total
    offset: fields.Offset
    limit: fields.Limit
    did_you_mean: Annotated[
        DidYouMeanResponse | None,
        fields.about("the correction, if the query was corrected"),
    ]
    offers: Annotated[
        list[OfferResponse],
        fields.about("where nothing is found, what may have been meant"),
    ]
    results: Annotated[list[ResultResponse], fields.about("results, best first")]


class SuggestionResponse(TypedDict):
    """A suggestion of the autocomplete list."""

    id: fields.Id
    headword: fields.Headword
    respelling: fields.Respelling
    language: fields.Language
    category: fields.Category
    gloss: fields.Gloss
    url: fields.Url
    matched: Annotated[MatchResponse, fields.about("the reason for the result")]
    parts: Annotated[list[SegmentResponse], fields.about("the headword, in segments")]


class AutocompleteResponse(TypedDict):
    """The autocomplete list, best first."""

    query: fields.QueryText
    suggestions: Annotated[
        list[SuggestionResponse], fields.about("suggestions, best first")
    ]


# OpenSearch suggestions: the query, headwords, definitions, URLs.
SuggestionsResponse = tuple[str, list[str], list[str], list[str]]


class EntriesResponse(TypedDict):
    """A page of the alphabetical list; `letters` counts all filtered entries."""

    total: fields.Total
    offset: fields.Offset
    limit: fields.Limit
    letters: fields.Letters
    entries: Annotated[
        list[EntryResponse], fields.about("entries, in alphabetical order")
    ]


class AnnotationResponse(TypedDict):
    """A name in the body; places count Unicode code points."""

    start: fields.AnnotationStart
    end: fields.AnnotationEnd
    entry: fields.AnnotatedEntry
    entries: NotRequired[fields.AnnotatedEntries]
    text: fields.AnnotatedText


class AnnotateResponse(TypedDict):
    """The names in the body, in their order."""

    annotations: Annotated[
        list[AnnotationResponse], fields.about("names, in the order of the body")
    ]


class NamesResponse(TypedDict):
    """The list of names, or of a long one what finds its parts."""

    format: fields.ListFormat
    entries: NotRequired[fields.ListedEntries]
    names: NotRequired[fields.ListedNames]
    digits: NotRequired[fields.PrefixDigits]
    first: NotRequired[fields.FirstTokens]


class HealthResponse(TypedDict):
    """The process is alive."""

    status: fields.Alive


class ReadyResponse(TypedDict):
    """The index is ready."""

    status: fields.Ready
    entries: fields.EntryCount
    generation: fields.Generation
    backend: fields.BackendName
    meaning: fields.Meaning
    stale: fields.Stale
