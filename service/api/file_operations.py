"""Operations that give files: the whole glossary, and the schema of its format."""

from typing import Any

from index.exporting.schema import Schema, make_schema
from index.model.backend import Backend
from service.api.download import CSV_EXAMPLE, JSON_EXAMPLE, Download, make_download
from service.api.operation import ENTRIES, Operation
from service.http.parameters import NoParameters, Parameters

_LEFT_OUT = "Hidden forms, drafts, and deprecated entries are left out."
_SCHEMA_EXAMPLE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Heardword glossary",
    "required": ["entries"],
}


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
        _schema_operation(),
    )


def _schema_operation() -> Operation:
    def glossary_schema(params: NoParameters) -> Schema:
        return make_schema()

    return Operation(
        "/schema/glossary.json",
        "glossary_schema",
        "Get the JSON Schema of glossary files in YAML and JSON",
        NoParameters,
        dict[str, Any],
        glossary_schema,
        media_type="application/schema+json",
        tag=ENTRIES,
        description=(
            "Editors complete and check a file that names this address: YAML in a "
            "comment, `# yaml-language-server: $schema=…`, JSON in `$schema`."
        ),
        example=_SCHEMA_EXAMPLE,
    )
