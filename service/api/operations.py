"""Everything that the API can be asked, in one table: path, parameters, answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from index.model.backend import Backend
from service.api.schemas import (
    AutocompleteResponse,
    EntriesResponse,
    EntryResponse,
    HealthResponse,
    ReadyResponse,
    ResponseBuilder,
    SearchResponse,
    SuggestionsResponse,
)
from service.http.parameters import (
    AutocompleteParameters,
    EntriesParameters,
    NoParameters,
    SearchParameters,
)
from service.http.problems import NOT_READY, PARAMETERS, UNKNOWN_ENTRY, ProblemType
from service.http.request_context import note_page, note_suggestions
from service.http.responses import JsonDocument

HEALTH_PATH = "/healthz"  # the one route that is answered before there is an index
MAX_AGE = 60  # how long a reader's browser need not ask again


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of the API; `response` is the shape of what `handler` gives."""

    path: str
    name: str
    summary: str
    parameters: type[BaseModel]
    response: Any
    handler: Callable[..., JsonDocument]
    problems: tuple[ProblemType, ...] = (PARAMETERS, NOT_READY)
    media_type: str = "application/json"
    max_age: int = MAX_AGE

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """The names of the parameters that stand in the path."""
        parts = self.path.split("/")
        return tuple(part[1:-1] for part in parts if part.startswith("{"))


class _Handlers:
    """Takes what was asked to the back end, and its values into answers."""

    def __init__(self, backend: Backend, answers: ResponseBuilder) -> None:
        self._backend = backend
        self._answers = answers

    def search(self, params: SearchParameters) -> SearchResponse:
        query = params.query()
        page = self._backend.snapshot().search(query)
        note_page(query, page)
        return self._answers.search(query, page)

    def autocomplete(self, params: AutocompleteParameters) -> AutocompleteResponse:
        query = params.query()
        suggestions = self._backend.snapshot().autocomplete(query)
        note_suggestions(query, suggestions)
        return self._answers.autocomplete(query, suggestions)

    def suggestions(self, params: AutocompleteParameters) -> SuggestionsResponse:
        query = params.query()
        suggestions = self._backend.snapshot().autocomplete(query)
        note_suggestions(query, suggestions)
        return self._answers.suggestions(query, suggestions)

    def entries(self, params: EntriesParameters) -> EntriesResponse:
        selection = params.selection()
        listing = self._backend.snapshot().browse(selection)
        return self._answers.entries(selection, listing)

    def entry(self, params: NoParameters, entry_id: str) -> EntryResponse:
        return self._answers.entry(self._backend.snapshot().entry(entry_id))

    def healthz(self, params: NoParameters) -> HealthResponse:
        return {"status": "alive"}

    def readyz(self, params: NoParameters) -> ReadyResponse:
        # of the back end itself: only that knows whether what it serves is stale
        return self._answers.ready(self._backend.status())


def operations(backend: Backend, answers: ResponseBuilder) -> tuple[Operation, ...]:
    """The routes of the API, answered by this back end."""
    desk = _Handlers(backend, answers)
    return (
        Operation(
            "/search",
            "search",
            "Find entries by what they are called or what they say, best first",
            SearchParameters,
            SearchResponse,
            desk.search,
        ),
        Operation(
            "/autocomplete",
            "autocomplete",
            "Complete what was typed so far, best first",
            AutocompleteParameters,
            AutocompleteResponse,
            desk.autocomplete,
        ),
        Operation(
            "/suggestions",
            "suggestions",
            "Complete what was typed so far, for a browser's own search box",
            AutocompleteParameters,
            SuggestionsResponse,
            desk.suggestions,
            media_type="application/x-suggestions+json",
        ),
        Operation(
            "/entries",
            "entries",
            "List entries in alphabetical order, by first letter",
            EntriesParameters,
            EntriesResponse,
            desk.entries,
        ),
        Operation(
            "/entries/{id}",
            "entry",
            "Read one entry",
            NoParameters,
            EntryResponse,
            desk.entry,
            problems=(PARAMETERS, UNKNOWN_ENTRY, NOT_READY),
        ),
        Operation(
            HEALTH_PATH,
            "healthz",
            "Whether the process lives",
            NoParameters,
            HealthResponse,
            desk.healthz,
            problems=(PARAMETERS,),
            max_age=0,
        ),
        Operation(
            "/readyz",
            "readyz",
            "Whether questions can be answered, and from what",
            NoParameters,
            ReadyResponse,
            desk.readyz,
            max_age=0,
        ),
    )
