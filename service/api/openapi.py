"""OpenAPI 3.1 document, generated from the table of operations."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode
from typing_extensions import TypedDict

from service.api import fields
from service.api.openapi_responses import HEADERS, Schemas, responses
from service.api.operation import TAGS, Operation
from service.http.parameters import Parameters

_REFERENCE = "#/components/schemas/{model}"
_PATH_PARAMETERS = {
    "id": {
        "description": "an ID, as other operations return it",
        "schema": {"type": "string", "examples": ["deep-vein-thrombosis"]},
    },
    "prefix": {
        "description": "as many hexadecimal digits as the list says",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{2,3}$", "examples": ["7c"]},
    },
}
_DESCRIPTION = (
    "Find glossary entries by headword, pronunciation, and definition. All "
    "texts are plain text, never HTML. Requests need no key. Any site may call the "
    "API from its pages, unless the owner allows only some."
)


class InvalidParameter(TypedDict):
    """An invalid parameter, with what is accepted."""

    parameter: fields.ParameterName
    detail: fields.ParameterDetail


class ProblemResponse(TypedDict):
    """A problem (RFC 9457); `instance` is the request ID."""

    type: fields.ProblemUri
    title: fields.ProblemTitle
    status: fields.ProblemStatus
    detail: fields.ProblemDetail
    instance: fields.ProblemInstance
    errors: Annotated[list[InvalidParameter], fields.about("invalid parameters")]


def openapi_document(
    operations: Iterable[Operation], version: str, public_url: str
) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these operations."""
    operations = tuple(operations)
    schemas = _schemas([ProblemResponse, *(each.response for each in operations)])
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        methods = paths.setdefault(each.path, {})
        methods[each.method.lower()] = _describe(each, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Heardword",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": public_url or "/"}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
        "components": {"schemas": schemas.definitions, "headers": HEADERS},
    }


def _schemas(types: Iterable[Any]) -> Schemas:
    adapters: list[tuple[Any, JsonSchemaMode, TypeAdapter[Any]]] = [
        (each, "serialization", TypeAdapter(each)) for each in dict.fromkeys(types)
    ]
    references, document = TypeAdapter.json_schemas(adapters, ref_template=_REFERENCE)
    by_type = {each: schema for (each, _), schema in references.items()}
    return Schemas(by_type, document.get("$defs", {}), by_type[ProblemResponse])


def _describe(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    described = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description or f"{operation.summary}.",
        "tags": [operation.tag],
        "parameters": [
            *_path_parameters(operation),
            *_query_parameters(operation.parameters),
        ],
        "responses": responses(operation, schemas),
    }
    if operation.body:
        described["requestBody"] = _request_body(operation.body)
    return described


def _request_body(examples: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Describe a body that is text of one of several media types."""
    return {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string"}, "example": example}
            for media_type, example in examples
        },
    }


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            **_PATH_PARAMETERS[name],
        }
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
