"""Operation: one route of the API, with all that documents it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response
from pydantic import BaseModel

from service.api.download import Download
from service.http.problems import NOT_READY, PARAMETERS, ProblemType
from service.http.responses import JsonDocument

MAX_AGE = 60  # seconds for which clients may reuse a response
SEARCH, ENTRIES, OPERATION = "Search", "Entries", "Operation"
ANNOTATION = "Annotation"
TAGS = {
    SEARCH: "Find entries by what people type or say.",
    ENTRIES: "Read entries by ID or in alphabetical order.",
    ANNOTATION: "Find names of the glossary in texts.",
    OPERATION: "Watch the service.",
}
_PLACEHOLDER = re.compile(r"\{(.*?)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of the API; `response` is the type that `handler` returns.

    `body` has an example of each media type that the operation reads; without one, it
    reads no body. An `example` of the response replaces that of its type;
    `other_media` has one of each further media type of the response.
    """

    path: str
    name: str
    summary: str
    parameters: type[BaseModel]
    response: Any
    handler: Callable[..., JsonDocument | Download | Response]
    problems: tuple[ProblemType, ...] = (PARAMETERS, NOT_READY)
    media_type: str = "application/json"
    max_age: int = MAX_AGE
    tag: str = SEARCH
    description: str = ""
    method: str = "GET"
    body: tuple[tuple[str, str], ...] = ()
    example: Any = None
    other_media: tuple[tuple[str, str], ...] = ()

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """Names of the parameters in the path."""
        return tuple(_PLACEHOLDER.findall(self.path))
