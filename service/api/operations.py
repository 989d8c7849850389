"""Table of the API's operations: path, parameters, handler, response."""

from index.model.backend import Backend
from index.search.translations import search_across_languages
from service.api.annotation_operations import annotation_operations
from service.api.file_operations import file_operations
from service.api.health_operations import health_operations
from service.api.operation import ENTRIES, Operation
from service.api.response_builder import ResponseBuilder
from service.api.schemas import (
    AutocompleteResponse,
    EntriesResponse,
    EntryResponse,
    SearchResponse,
    SuggestionsResponse,
)
from service.http.parameters import (
    AutocompleteParameters,
    EntriesParameters,
    EntryParameters,
    SearchParameters,
)
from service.http.problems import NOT_READY, PARAMETERS, UNKNOWN_ENTRY
from service.http.request_context import record_search, record_suggestions

_SUGGESTIONS = [
    "thro",
    ["Thrombocytopenia"],
    ["Having too few platelets in the blood."],
    ["/glossary/thrombocytopenia"],
]


class _Handlers:
    """Handlers of the operations: query the back end, build the response."""

    def __init__(self, backend: Backend, responses: ResponseBuilder) -> None:
        self._backend = backend
        self._responses = responses

    def search(self, params: SearchParameters) -> SearchResponse:
        query = params.to_query()
        page = search_across_languages(self._backend.snapshot(), query)
        record_search(query, page)
        return self._responses.search(query, page)

    def autocomplete(self, params: AutocompleteParameters) -> AutocompleteResponse:
        query = params.to_query()
        suggestions = self._backend.snapshot().autocomplete(query)
        record_suggestions(query, suggestions)
        return self._responses.autocomplete(query, suggestions)

    def suggestions(self, params: AutocompleteParameters) -> SuggestionsResponse:
        query = params.to_query()
        suggestions = self._backend.snapshot().autocomplete(query)
        record_suggestions(query, suggestions)
        return self._responses.suggestions(query, suggestions)

    def entries(self, params: EntriesParameters) -> EntriesResponse:
        selection = params.to_selection()
        listing = self._backend.snapshot().browse(selection)
        return self._responses.entries(selection, listing)

    def entry(self, params: EntryParameters, entry_id: str) -> EntryResponse:
        entry = self._backend.snapshot().entry(entry_id)
        return self._responses.entry(entry, params.audience)


def operations(backend: Backend, responses: ResponseBuilder) -> tuple[Operation, ...]:
    """Return the operations of the API, answered by this back end."""
    handlers = _Handlers(backend, responses)
    return (
        *_query_operations(handlers),
        *_entry_operations(handlers),
        *annotation_operations(backend),
        *file_operations(backend),
        *health_operations(backend, responses),
    )


def _query_operations(handlers: _Handlers) -> tuple[Operation, ...]:
    return (
        Operation(
            "/search",
            "search",
            "Search entries by word, spelling, sound, and meaning, best first",
            SearchParameters,
            SearchResponse,
            handlers.search,
            description=(
                "The last word of `q` may be the beginning of a word. `matched` says "
                "why an entry was found. `did_you_mean` names the headword that was "
                "searched for instead, if the glossary has no such word as the query. "
                "If nothing is found, the response has no results and is no error."
            ),
        ),
        Operation(
            "/autocomplete",
            "autocomplete",
            "Complete a partial query, best first",
            AutocompleteParameters,
            AutocompleteResponse,
            handlers.autocomplete,
            description=(
                "Suggests entries for a text that is being typed: by the beginning of "
                "any word of any name, also misspelled or as it sounds."
            ),
        ),
        Operation(
            "/suggestions",
            "suggestions",
            "Complete a partial query, for a browser's search box",
            AutocompleteParameters,
            SuggestionsResponse,
            handlers.suggestions,
            media_type="application/x-suggestions+json",
            description=(
                "The format of OpenSearch suggestions: the query, headwords, "
                "definitions, and addresses. `/opensearch.xml` tells browsers of it."
            ),
            example=_SUGGESTIONS,
        ),
    )


def _entry_operations(handlers: _Handlers) -> tuple[Operation, ...]:
    return (
        Operation(
            "/entries",
            "entries",
            "List entries in alphabetical order, by first letter",
            EntriesParameters,
            EntriesResponse,
            handlers.entries,
            tag=ENTRIES,
            description="`letters` counts all entries that pass the filters.",
        ),
        Operation(
            "/entries/{id}",
            "entry",
            "Get one entry, with its definition for an audience, or else the other",
            EntryParameters,
            EntryResponse,
            handlers.entry,
            problems=(PARAMETERS, UNKNOWN_ENTRY, NOT_READY),
            tag=ENTRIES,
            description="The ID of an entry stays the same when its headword changes.",
        ),
    )
