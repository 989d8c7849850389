"""Responses of an operation in the OpenAPI document: statuses, headers, examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from service.api.operation import Operation
from service.http.problems import (
    INTERNAL_ERROR,
    MEDIA_TYPE,
    OVERLOADED,
    PARAMETERS,
    RATE_LIMITED,
    ProblemDetails,
    ProblemType,
    problem_document,
)
from service.http.wsgi import HEALTH_PATH

_INSTANCE = "0f4c8e12a6b94d7f"
_INVALID = ("limit", "is invalid: expected the number of results, from 1 to 50")
_DEFINITIONS = "#/components/schemas/"


def _header(description: str, example: object) -> dict[str, Any]:
    kind = "integer" if isinstance(example, int) else "string"
    return {"description": description, "schema": {"type": kind}, "example": example}


HEADERS = {
    "X-Request-ID": _header("ID of the request, also in the log", _INSTANCE),
    "Cache-Control": _header(
        "how long the response may be reused",
        "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400",
    ),
    "ETag": _header(
        "version of the response; send it as `If-None-Match`", 'W/"3f1c0a5d2b7e4986"'
    ),
    "Retry-After": _header("seconds to wait before the next request", 5),
}
_RETRIED = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Schemas:
    """JSON schemas of the response types, and the definitions that they refer to."""

    by_type: Mapping[Any, dict[str, Any]]
    definitions: dict[str, dict[str, Any]]
    problem: dict[str, Any]


def responses(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    """Describe the responses of an operation by status."""
    described = {"200": _success(operation, schemas)}
    if operation.max_age:
        described["304"] = {
            "description": "Not modified: the response matches `If-None-Match`",
            "headers": _headers("X-Request-ID", "Cache-Control", "ETag"),
        }
    for problem in _problems(operation):
        status = str(problem.status.value)
        if status in described:
            described[status]["description"] += f" Or: {problem.detail}"
        else:
            described[status] = _problem(problem, schemas)
    return dict(sorted(described.items()))


def make_example(
    schema: Mapping[str, Any], definitions: Mapping[str, Mapping[str, Any]]
) -> Any:
    """Return an example of a schema, put together from the examples of its fields."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_DEFINITIONS)
        return make_example(definitions[name], definitions)
    if "anyOf" in schema:  # nullable: the example of another field says why
        return None
    if "prefixItems" in schema:
        return [make_example(each, definitions) for each in schema["prefixItems"]]
    if "items" in schema:
        return [make_example(schema["items"], definitions)]
    return {
        name: make_example(field, definitions)
        for name, field in schema.get("properties", {}).items()
    }


def _success(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    schema = schemas.by_type[operation.response]
    example = operation.example or make_example(schema, schemas.definitions)
    names = ["X-Request-ID", "Cache-Control", *(["ETag"] if operation.max_age else [])]
    return {
        "description": "Success",
        "headers": _headers(*names),
        "content": {
            operation.media_type: {"schema": schema, "example": example},
            **{
                media_type: {"schema": {"type": "string"}, "example": text}
                for media_type, text in operation.other_media
            },
        },
    }


def _problems(operation: Operation) -> tuple[ProblemType, ...]:
    """Return the problems of an operation and those that any request can have."""
    if operation.path == HEALTH_PATH:  # neither limited nor refused
        return (*operation.problems, INTERNAL_ERROR)
    return (*operation.problems, RATE_LIMITED, INTERNAL_ERROR, OVERLOADED)


def _problem(problem: ProblemType, schemas: Schemas) -> dict[str, Any]:
    invalid = (_INVALID,) if problem == PARAMETERS else ()
    example = problem_document(ProblemDetails(problem, invalid, instance=_INSTANCE))
    retry = ["Retry-After"] if problem.status in _RETRIED else []
    return {
        "description": problem.detail,
        "headers": _headers("X-Request-ID", "Cache-Control", *retry),
        "content": {MEDIA_TYPE: {"schema": schemas.problem, "example": example}},
    }


def _headers(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
