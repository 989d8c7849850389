"""Responses conform to the OpenAPI description, for generated requests."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

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
    "/healthz",
    "/readyz",
]

# Schemathesis 4.32 rewrites the `prefixItems` of OpenAPI 3.1 and then refuses its own.
NOT_UNDERSTOOD = {"/suggestions": [response_schema_conformance]}


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
    if mode == GenerationMode.NEGATIVE and not described[path]["GET"].query:
        pytest.skip("takes no parameters that could be wrong")

    @settings(max_examples=often(250), suppress_health_check=list(HealthCheck))
    @given(described[path]["GET"].as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"},
            excluded_checks=NOT_UNDERSTOOD.get(path),
        )

    ask()
