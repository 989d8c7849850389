"""OpenAPI 3.1 document, generated from the table of operations."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode
from typing_extensions import TypedDict

from service.api.operations import Operation
from service.http.parameters import Parameters
from service.http.problems import MEDIA_TYPE, ProblemType

_REFERENCE = "#/components/schemas/{model}"
_DESCRIPTION = (
    "Find glossary entries by headword, pronunciation, and definition. All "
    "texts are plain text, never HTML."
)


class InvalidParameter(TypedDict):
    """An invalid parameter, with what is accepted."""

    parameter: str
    detail: str


class ProblemResponse(TypedDict):
    """A problem (RFC 9457); `instance` is the request ID."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[InvalidParameter]


def openapi_document(
    operations: Iterable[Operation], version: str, public_url: str
) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these operations."""
    operations = tuple(operations)
    types = [ProblemResponse, *dict.fromkeys(each.response for each in operations)]
    adapters: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = [
        (each, "serialization", TypeAdapter(each)) for each in types
    ]
    references, definitions = TypeAdapter.json_schemas(
        adapters, ref_template=_REFERENCE
    )
    schemas = {each: references[each, "serialization"] for each in types}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Heardword",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": public_url or "/"}],
        "paths": {each.path: {"get": _get(each, schemas)} for each in operations},
        "components": {"schemas": definitions.get("$defs", {})},
    }


def _get(operation: Operation, schemas: dict[type, Any]) -> dict[str, Any]:
    responses = {
        "200": {
            "description": "Success",
            "content": {operation.media_type: {"schema": schemas[operation.response]}},
        }
    }
    if operation.max_age:
        responses["304"] = {
            "description": "Not modified: the response matches `If-None-Match`"
        }
    problems = {
        str(problem.status.value): _problem(problem, schemas[ProblemResponse])
        for problem in operation.problems
    }
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            *_path_parameters(operation),
            *_query_parameters(operation.parameters),
        ],
        "responses": {**responses, **problems},
    }


def _problem(problem: ProblemType, schema: Any) -> dict[str, Any]:
    return {"description": problem.detail, "content": {MEDIA_TYPE: {"schema": schema}}}


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in operation.path_parameters
    ]


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema()
    required = schema.get("required", ())
    own_first = sorted(
        schema.get("properties", {}).items(),
        key=lambda item: item[0] in Parameters.model_fields,
    )
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": field.pop("description", ""),
            "schema": _without_null(field),
        }
        for name, field in own_first
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Remove null from a schema: a parameter can be omitted but is never null."""
    schema.pop("title", None)
    variants = [each for each in schema.pop("anyOf", ()) if each.get("type") != "null"]
    if schema.get("default", ...) is None:
        del schema["default"]
    return schema | variants[0] if variants else schema
