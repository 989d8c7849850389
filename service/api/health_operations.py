"""Operations on the state of the service: alive, and ready to answer."""

from index.model.backend import Backend
from service.api.operation import OPERATION, Operation
from service.api.response_builder import ResponseBuilder
from service.api.schemas import HealthResponse, ReadyResponse
from service.http.parameters import NoParameters
from service.http.problems import PARAMETERS
from service.http.wsgi import HEALTH_PATH


def health_operations(
    backend: Backend, responses: ResponseBuilder
) -> tuple[Operation, ...]:
    """Return the operations on the state of this back end."""

    def healthz(params: NoParameters) -> HealthResponse:
        return {"status": "alive"}

    def readyz(params: NoParameters) -> ReadyResponse:
        # not pinned: only the live back end knows whether its index is stale
        return responses.ready(backend.status())

    return (
        Operation(
            HEALTH_PATH,
            "healthz",
            "Check that the process is alive",
            NoParameters,
            HealthResponse,
            healthz,
            problems=(PARAMETERS,),
            max_age=0,
            tag=OPERATION,
            description="Answers while the process lives, with or without an index.",
        ),
        Operation(
            "/readyz",
            "readyz",
            "Check that the index is ready, and describe it",
            NoParameters,
            ReadyResponse,
            readyz,
            max_age=0,
            tag=OPERATION,
            description=(
                "`stale` is true if changed files could not be loaded; the entries "
                "before the change are served until they are valid."
            ),
        ),
    )
