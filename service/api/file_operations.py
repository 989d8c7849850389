"""Operations that give files: the whole glossary, as JSON or as a table."""

from typing import Any

from index.model.backend import Backend
from service.api.download import CSV_EXAMPLE, JSON_EXAMPLE, Download, make_download
from service.api.operation import ENTRIES, Operation
from service.http.parameters import Parameters

_LEFT_OUT = "Hidden forms, drafts, and deprecated entries are left out."


def file_operations(backend: Backend) -> tuple[Operation, ...]:
    """Return the operations that give the glossary of this back end as a file."""

    def glossary_json(params: Parameters) -> Download:
        return make_download(backend.snapshot(), params.to_filters(), "json")

    def glossary_csv(params: Parameters) -> Download:
        return make_download(backend.snapshot(), params.to_filters(), "csv")

    return (
        Operation(
            "/glossary.json",
            "glossary_json",
            "Download the whole glossary as a JSON file that can be loaded again",
            Parameters,
            dict[str, Any],
            glossary_json,
            tag=ENTRIES,
            description=f"{_LEFT_OUT} The fields are those of a glossary file.",
            example=JSON_EXAMPLE,
        ),
        Operation(
            "/glossary.csv",
            "glossary_csv",
            "Download the whole glossary as a table that can be loaded again",
            Parameters,
            str,
            glossary_csv,
            media_type="text/csv",
            tag=ENTRIES,
            description=f"{_LEFT_OUT} A cell that looks like a formula begins with '.",
            example=CSV_EXAMPLE,
        ),
    )
