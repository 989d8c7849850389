"""Builder of the JSON responses of the API."""

from collections.abc import Sequence
from textwrap import shorten

from index.analysis.definitions import parse_definition
from index.model.glossary import Audience, Entry, Reference, Translation
from index.model.query import Query, Selection
from index.model.results import (
    DidYouMean,
    Hit,
    Listing,
    Match,
    Offer,
    Page,
    Segment,
    Status,
    Suggestion,
)
from service.api.schemas import (
    AutocompleteResponse,
    DidYouMeanResponse,
    EntriesResponse,
    EntryResponse,
    MatchResponse,
    OfferResponse,
    ReadyResponse,
    ReferenceResponse,
    ResultResponse,
    SearchResponse,
    SegmentResponse,
    SuggestionResponse,
    SuggestionsResponse,
    TranslationResponse,
)
from service.http.links import entry_path

_MAX_GLOSS = 120  # characters


class ResponseBuilder:
    """Converts the index's results to JSON responses, with absolute URLs if known."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url

    def entry(self, entry: Entry, audience: str | None = None) -> EntryResponse:
        """Convert an entry, with its definition for an audience or else the other."""
        entry = entry.for_audience(audience)
        return {
            "id": entry.id,
            "headword": entry.headword,
            "abbreviations": list(entry.abbreviations),
            "variants": list(entry.variants),
            "respelling": entry.respelling,
            "audio_url": entry.audio_url,
            "definition": entry.definition.text,
            "language": entry.language,
            "audience": entry.definition.audience,
            "audiences": list(entry.audiences),
            "substitute_for": missing_audience(entry, audience),
            "category": entry.category,
            "codes": [
                {"system": each.system, "code": each.code} for each in entry.codes
            ],
            "links": [
                {"start": each.start, "end": each.end, "id": each.id}
                for each in entry.links
            ],
            "see_also": _references(entry.see_also),
            "translations": [_translation(each) for each in entry.translations],
            "note": entry.note,
            "source": entry.source,
            "glossary": entry.glossary,
            "url": self._url(entry),
        }

    def search(self, query: Query, page: Page) -> SearchResponse:
        """Convert a page of search results."""
        return {
            "query": query.text,
            "total": page.total,
            "offset": query.offset,
            "limit": query.limit,
            "did_you_mean": _did_you_mean(page.did_you_mean),
            "offers": [_offer(offer) for offer in page.offers],
            "results": [self._result(hit) for hit in page.hits],
        }

    def autocomplete(
        self, query: Query, suggestions: Sequence[Suggestion]
    ) -> AutocompleteResponse:
        """Convert suggestions."""
        return {
            "query": query.text,
            "suggestions": [
                self._suggestion(each, query.filters.audience) for each in suggestions
            ],
        }

    def suggestions(
        self, query: Query, suggestions: Sequence[Suggestion]
    ) -> SuggestionsResponse:
        """Convert suggestions to the OpenSearch format that browsers read."""
        entries = [suggestion.entry for suggestion in suggestions]
        return (
            query.text,
            [entry.headword for entry in entries],
            [
                parse_definition(entry.definition.text).first_sentence
                for entry in entries
            ],
            [self._url(entry) for entry in entries],
        )

    def entries(self, selection: Selection, listing: Listing) -> EntriesResponse:
        """Convert a page of the alphabetical list."""
        return {
            "total": listing.total,
            "offset": selection.offset,
            "limit": selection.limit,
            "letters": dict(listing.letters),
            "entries": [
                self.entry(entry, selection.filters.audience)
                for entry in listing.entries
            ],
        }

    def ready(self, status: Status) -> ReadyResponse:
        """Convert the back end's status."""
        return {
            "status": "ready",
            "entries": status.entries,
            "generation": status.generation,
            "backend": status.backend,
            "meaning": status.meaning,
            "stale": status.stale,
        }

    def _result(self, hit: Hit) -> ResultResponse:
        return {
            **self.entry(hit.entry),
            "score": hit.score,
            "matched": _match(hit.match),
            "snippet": _segments(hit.snippet),
            "headword_parts": _segments(hit.headword_parts),
            "same_as": _references(hit.same_as),
            "same_as_total": hit.same_as_total,
            "found_as": _translation(hit.found_as) if hit.found_as else None,
        }

    def _suggestion(
        self, suggestion: Suggestion, audience: str | None
    ) -> SuggestionResponse:
        entry = suggestion.entry.for_audience(audience)
        return {
            "id": entry.id,
            "headword": entry.headword,
            "respelling": entry.respelling,
            "language": entry.language,
            "category": entry.category,
            "gloss": _gloss(entry.definition.text),
            "url": self._url(entry),
            "matched": _match(suggestion.match),
            "parts": _segments(suggestion.parts),
        }

    def _url(self, entry: Entry) -> str:
        return f"{self._public_url}{entry_path(entry.id)}"


def missing_audience(entry: Entry, audience: str | None) -> Audience | None:
    """Return the audience asked for if an entry has no definition for it."""
    if audience is None or audience in entry.audiences:
        return None
    return "professional" if audience == "professional" else "patient"


def _references(references: Sequence[Reference]) -> list[ReferenceResponse]:
    return [{"id": each.id, "headword": each.headword} for each in references]


def _translation(translation: Translation) -> TranslationResponse:
    return {
        "id": translation.id,
        "headword": translation.headword,
        "language": translation.language,
    }


def _match(match: Match) -> MatchResponse:
    return {"channel": match.channel.value, "field": match.field, "text": match.text}


def _segments(segments: Sequence[Segment]) -> list[SegmentResponse]:
    return [
        {"text": each.text, "match": True} if each.match else {"text": each.text}
        for each in segments
    ]


def _offer(offer: Offer) -> OfferResponse:
    return {
        "query": offer.query,
        "channel": offer.channel.value,
        "certainty": offer.certainty,
    }


def _gloss(definition: str) -> str:
    """Return the first sentence of a definition, at most 120 characters."""
    return shorten(
        parse_definition(definition).first_sentence, _MAX_GLOSS, placeholder=" …"
    )


def _did_you_mean(correction: DidYouMean | None) -> DidYouMeanResponse | None:
    if correction is None:
        return None
    return {"query": correction.query, "channel": correction.channel.value}
