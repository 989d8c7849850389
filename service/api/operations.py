"""Table of the API's operations: path, parameters, handler, response."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from index.model.backend import Backend
from index.search.translations import search_across_languages
from service.api.download import CSV_EXAMPLE, JSON_EXAMPLE, Download, make_download
from service.api.response_builder import ResponseBuilder
from service.api.schemas import (
    AutocompleteResponse,
    EntriesResponse,
    EntryResponse,
    HealthResponse,
    ReadyResponse,
    SearchResponse,
    SuggestionsResponse,
)
from service.http.parameters import (
    AutocompleteParameters,
    EntriesParameters,
    EntryParameters,
    NoParameters,
    Parameters,
    SearchParameters,
)
from service.http.problems import NOT_READY, PARAMETERS, UNKNOWN_ENTRY, ProblemType
from service.http.request_context import record_search, record_suggestions
from service.http.responses import JsonDocument
from service.http.wsgi import HEALTH_PATH

MAX_AGE = 60  # seconds for which clients may reuse a response
SEARCH, ENTRIES, OPERATION = "Search", "Entries", "Operation"
TAGS = {
    SEARCH: "Find entries by what people type or say.",
    ENTRIES: "Read entries by ID or in alphabetical order.",
    OPERATION: "Watch the service.",
}

_DOWNLOAD = "Hidden forms, drafts, and deprecated entries are left out."
_SUGGESTIONS = [
    "thro",
    ["Thrombocytopenia"],
    ["Having too few platelets in the blood."],
    ["/glossary/thrombocytopenia"],
]


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of the API; `response` is the type that `handler` returns.

    `body` has an example of each media type that the operation reads; without one, it
    reads no body. An `example` of the response replaces that of its type.
    """

    path: str
    name: str
    summary: str
    parameters: type[BaseModel]
    response: Any
    handler: Callable[..., JsonDocument | Download]
    problems: tuple[ProblemType, ...] = (PARAMETERS, NOT_READY)
    media_type: str = "application/json"
    max_age: int = MAX_AGE
    tag: str = SEARCH
    description: str = ""
    method: str = "GET"
    body: tuple[tuple[str, str], ...] = ()
    example: Any = None

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """Names of the parameters in the path."""
        parts = self.path.split("/")
        return tuple(part[1:-1] for part in parts if part.startswith("{"))


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

    def glossary_json(self, params: Parameters) -> Download:
        return make_download(self._backend.snapshot(), params.to_filters(), "json")

    def glossary_csv(self, params: Parameters) -> Download:
        return make_download(self._backend.snapshot(), params.to_filters(), "csv")

    def entry(self, params: EntryParameters, entry_id: str) -> EntryResponse:
        entry = self._backend.snapshot().entry(entry_id)
        return self._responses.entry(entry, params.audience)

    def healthz(self, params: NoParameters) -> HealthResponse:
        return {"status": "alive"}

    def readyz(self, params: NoParameters) -> ReadyResponse:
        # not pinned: only the live back end knows whether its index is stale
        return self._responses.ready(self._backend.status())


def operations(backend: Backend, responses: ResponseBuilder) -> tuple[Operation, ...]:
    """Return the operations of the API, answered by this back end."""
    handlers = _Handlers(backend, responses)
    return (
        *_query_operations(handlers),
        *_entry_operations(handlers),
        *_download_operations(handlers),
        *_health_operations(handlers),
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


def _download_operations(handlers: _Handlers) -> tuple[Operation, ...]:
    return (
        Operation(
            "/glossary.json",
            "glossary_json",
            "Download the whole glossary as a JSON file that can be loaded again",
            Parameters,
            dict[str, Any],
            handlers.glossary_json,
            tag=ENTRIES,
            description=f"{_DOWNLOAD} The fields are those of a glossary file.",
            example=JSON_EXAMPLE,
        ),
        Operation(
            "/glossary.csv",
            "glossary_csv",
            "Download the whole glossary as a table that can be loaded again",
            Parameters,
            str,
            handlers.glossary_csv,
            media_type="text/csv",
            tag=ENTRIES,
            description=f"{_DOWNLOAD} A cell that looks like a formula begins with '.",
            example=CSV_EXAMPLE,
        ),
    )


def _health_operations(handlers: _Handlers) -> tuple[Operation, ...]:
    return (
        Operation(
            HEALTH_PATH,
            "healthz",
            "Check that the process is alive",
            NoParameters,
            HealthResponse,
            handlers.healthz,
            problems=(PARAMETERS,),
            max_age=0,
            tag=OPERATION,
            description="Answers while the process lives, with or without an index.",
        ),
        Operation(
            "/readyz",
            "readyz",
            "Check that the index is ready, and describe it",
            NoParameters,
            ReadyResponse,
            handlers.readyz,
            max_age=0,
            tag=OPERATION,
            description=(
                "`stale` is true if changed files could not be loaded; the entries "
                "before the change are served until they are valid."
            ),
        ),
    )
