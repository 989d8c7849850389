"""Operations that find the names of the glossary in texts, or list them for that."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from flask import Response, request

from index.annotation.annotator import Annotation, add_marks, annotate
from index.annotation.flow import plain_flow
from index.annotation.markup.reader import read_markup
from index.annotation.name_list import name_list, name_part, prefix_digits
from index.annotation.name_table import NameTable
from index.model.backend import Backend
from service.api.operation import ANNOTATION, Operation
from service.api.schemas import AnnotateResponse, AnnotationResponse, NamesResponse
from service.http.bodies import fragment_response, read_text
from service.http.parameters import AnnotateParameters, ParameterError, Parameters
from service.http.problems import (
    INVALID_TEXT,
    MEDIA_TYPE_NOT_READ,
    NOT_READY,
    OVERLOADED,
    PARAMETERS,
    TOO_LARGE,
    UNKNOWN_PART,
    ProblemError,
)

_TEXT, _HTML = "text/plain", "text/html"
_BODIES = (
    (_TEXT, "Thrombocytopenia is one cause of bruises."),
    (_HTML, "<p>Thrombocytopenia is one cause of bruises.</p>"),
)
_MARKED = (
    '<p><glossary-term entry="thrombocytopenia">Thrombocytopenia</glossary-term> '
    "is one cause of bruises.</p>"
)
_MAX_BODIES = 128  # of 200 KB, in memory at once
_PREFIX = re.compile(r"[0-9a-f]{1,3}")
_NAMES_EXAMPLE = {"format": 1, "entries": ["vein"], "names": {"vein": [0]}}


class _Handlers:
    """Handlers of the operations: look names up in the table of the generation."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._tables: WeakKeyDictionary[Backend, NameTable] = WeakKeyDictionary()
        self._bodies = 0  # that are being read or annotated

    def annotate(self, params: AnnotateParameters) -> AnnotateResponse | Response:
        is_html = request.mimetype == _HTML
        if params.format == "html" and not is_html:
            raise ParameterError([("format", "is `html` only for a body in HTML")])
        with self._room_for_body():
            text = read_text(request, [_TEXT, _HTML])
            table = self._table()
            mask = table.mask(params.to_filters())
            flow = read_markup(text) if is_html else plain_flow(text)
            annotations = annotate(table, flow, mask, params.occurrences)
        if params.format == "html":
            return fragment_response(add_marks(text, annotations))
        return {"annotations": [_annotation(text, each) for each in annotations]}

    def names(self, params: Parameters) -> dict[str, Any]:
        table = self._table()
        return name_list(table, table.mask(params.to_filters()))

    def part(self, params: Parameters, prefix: str) -> dict[str, Any]:
        table = self._table()
        mask = table.mask(params.to_filters())
        if not _PREFIX.fullmatch(prefix) or len(prefix) != prefix_digits(table, mask):
            raise ProblemError(UNKNOWN_PART)
        return name_part(table, prefix, mask)

    def _table(self) -> NameTable:
        """Return the table of the served generation, which is made once."""
        backend = self._backend.snapshot()
        table = self._tables.get(backend)
        if table is None:
            table = self._tables[backend] = NameTable(backend.name_columns())
        return table

    @contextmanager
    def _room_for_body(self) -> Iterator[None]:
        """Bound the memory of bodies, which slow clients may send all at once."""
        if self._bodies >= _MAX_BODIES:
            raise ProblemError(OVERLOADED)
        self._bodies += 1
        try:
            yield
        finally:
            self._bodies -= 1


def _annotation(text: str, annotation: Annotation) -> AnnotationResponse:
    start, end, entries = annotation
    response: AnnotationResponse = {
        "start": start,
        "end": end,
        "entry": entries[0],
        "text": text[start:end],
    }
    if len(entries) > 1:
        response["entries"] = list(entries)
    return response


def annotation_operations(backend: Backend) -> tuple[Operation, ...]:
    """Return the operations that look up names, answered by this back end."""
    handlers = _Handlers(backend)
    return (
        Operation(
            "/annotate",
            "annotate",
            "Find the names of the glossary in a text or in HTML",
            AnnotateParameters,
            AnnotateResponse,
            handlers.annotate,
            problems=(
                *(PARAMETERS, INVALID_TEXT, TOO_LARGE, MEDIA_TYPE_NOT_READ),
                NOT_READY,
            ),
            max_age=0,
            tag=ANNOTATION,
            description=(
                "The body is text or a fragment of HTML, in UTF-8, up to 200 KB. The "
                "longest name wins, in any of its forms. `format=html` answers the "
                "fragment with a `glossary-term` around each name, and else as it is. "
                "The text is neither stored nor logged."
            ),
            method="POST",
            body=_BODIES,
            other_media=((_HTML, _MARKED),),
        ),
        *_list_operations(handlers),
    )


def _list_operations(handlers: _Handlers) -> tuple[Operation, ...]:
    return (
        Operation(
            "/linker/names.json",
            "linker_names",
            "Get the names of the glossary, for scripts that look them up themselves",
            Parameters,
            NamesResponse,
            handlers.names,
            tag=ANNOTATION,
            description=(
                "A name is given by its words in lower case, in every form. Above "
                "12,000 names the list comes in parts, and says how to find those that "
                "a text needs. The format is that of `docs/annotation.md`."
            ),
            example=_NAMES_EXAMPLE,
        ),
        Operation(
            "/linker/names/{prefix}.json",
            "linker_names_part",
            "Get the names whose first word has a hash that begins with these digits",
            Parameters,
            NamesResponse,
            handlers.part,
            problems=(PARAMETERS, UNKNOWN_PART, NOT_READY),
            tag=ANNOTATION,
            description="A part of the list of names.",
            example=_NAMES_EXAMPLE,
        ),
    )
