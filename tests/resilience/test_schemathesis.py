"""Responses conform to the OpenAPI description, for generated requests."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
)

from index.model.backend import Backend
from service.app import create_app
from service.settings import read_settings
from tests.resilience.extent import often

PATHS = [
    "/search",
    "/autocomplete",
    "/suggestions",
    "/entries",
    "/entries/{id}",
    "/glossary.json",
    "/glossary.csv",
    "/schema/glossary.json",
    "/linker/names.json",
    "/linker/names/{prefix}.json",
    "/annotate",
    "/healthz",
    "/readyz",
]

NOT_UNDERSTOOD = {
    # Schemathesis 4.32 rewrites `prefixItems` of OpenAPI 3.1, then refuses its own.
    "/suggestions": [response_schema_conformance],
    # `format=html` is for a body in HTML, which OpenAPI cannot say of a parameter; and
    # any body is a text: "null" is one, which Schemathesis sends as the wrong type.
    "/annotate": [positive_data_acceptance, negative_data_rejection],
}


def method(path: str) -> str:
    return "POST" if path == "/annotate" else "GET"


@pytest.fixture(scope="module")
def described(bundled: Backend) -> schemathesis.BaseSchema:
    app = create_app(read_settings({}), backend=bundled)
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


def test_all_operations_are_tested(described: schemathesis.BaseSchema) -> None:
    assert sorted(described) == sorted(PATHS)


@pytest.mark.smoke
@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("path", PATHS)
def test_operation_conforms_to_its_description(
    described: schemathesis.BaseSchema, path: str, mode: GenerationMode
) -> None:
    if mode == GenerationMode.NEGATIVE and not described[path][method(path)].query:
        pytest.skip("takes no parameters that could be wrong")

    @settings(max_examples=often(250), suppress_health_check=list(HealthCheck))
    @given(described[path][method(path)].as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"},
            excluded_checks=NOT_UNDERSTOOD.get(path),
        )

    ask()
