"""`/openapi.json` and `/docs`: descriptions, examples, statuses, and forms."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import TypeAdapter

from service.api.docs import curl, type_name
from service.api.schemas import AutocompleteResponse, EntriesResponse, SearchResponse
from service.app import create_app
from service.settings import read_settings
from tests.conftest import MakeBackend
from tests.support.html_page import HtmlPage, get_page


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").get_json()
    return document


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def test_every_field_has_a_description(document: dict[str, Any]) -> None:
    bare = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, about in schema.get("properties", {}).items()
        if not about.get("description")
    ]

    assert bare == []


def test_every_field_of_a_simple_type_has_an_example(document: dict[str, Any]) -> None:
    bare = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, about in schema.get("properties", {}).items()
        if "$ref" not in str(about) and not about.get("examples")
    ]

    assert bare == []


def test_every_operation_is_described_under_a_known_tag(
    document: dict[str, Any],
) -> None:
    tags = {each["name"] for each in document["tags"]}

    for operation in operations(document):
        assert operation["description"].endswith(".")
        assert {*operation["tags"]} <= tags
        assert all(each["description"] for each in operation["parameters"])


def test_every_status_has_headers_that_are_described(document: dict[str, Any]) -> None:
    headers = document["components"]["headers"]

    for operation in operations(document):
        assert "500" in operation["responses"]
        for status, response in operation["responses"].items():
            names = {*response["headers"]}
            assert names <= headers.keys()
            assert "X-Request-ID" in names
            assert ("Retry-After" in names) == (status in ("429", "503"))


@pytest.mark.parametrize(
    ("path", "response_type"),
    [
        ("/search", SearchResponse),
        ("/autocomplete", AutocompleteResponse),
        ("/entries", EntriesResponse),
    ],
)
def test_example_of_a_response_is_valid(
    document: dict[str, Any], path: str, response_type: Any
) -> None:
    success = document["paths"][path]["get"]["responses"]["200"]

    example = success["content"]["application/json"]["example"]

    assert TypeAdapter(response_type).validate_python(example, strict=True) == example


def test_docs_page_has_a_form_and_a_command_for_every_operation(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    page = get_page(client, "/docs")

    forms = {(each["data-method"], each["data-path"]) for each in page.all("form")}
    expected = {
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
    }
    assert forms == expected
    assert "curl https://your.service/healthz" in page.text("code")


def test_docs_page_proposes_what_the_glossary_has(make_backend: MakeBackend) -> None:
    backend = make_backend({"headword": "A'b <c>", "definition": "A.", "id": "own"})
    client = create_app(read_settings({}), backend=backend).test_client()

    page = HtmlPage(client.get("/docs").text)

    assert page.all("input", id="search-q")[0]["value"] == "A'b <c>"
    assert page.all("input", id="entry-id")[0]["value"] == "own"


def test_problems_have_the_anchors_of_their_types(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    page = get_page(client, "/docs")

    for operation in operations(document):
        for response in operation["responses"].values():
            content = response.get("content", {}).get("application/problem+json")
            if content:
                anchor = content["example"]["type"].partition("#")[2]
                assert page.all("dt", id=anchor)


def test_curl_sends_a_body_and_quotes_for_the_shell() -> None:
    operation = {
        "parameters": [{"name": "id", "in": "path", "required": True}],
        "requestBody": {"content": {"text/plain": {"example": "it's $HOME"}}},
    }

    command = curl(operation, "post", "/x/{id}", "https://a.example", {"id": "a/b c"})

    assert command == (
        "curl -X POST -H 'Content-Type: text/plain' "
        """--data-binary 'it'"'"'s $HOME' https://a.example/x/a%2Fb%20c"""
    )


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ({"$ref": "#/components/schemas/Entry"}, "Entry"),
        ({"type": "array", "items": {"type": "string"}}, "list of string"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"const": True}, "true"),
        ({"enum": ["a", "b"]}, '"a" or "b"'),
        ({}, "any"),
    ],
)
def test_type_name_is_in_words(schema: dict[str, Any], name: str) -> None:
    assert type_name(schema) == name
