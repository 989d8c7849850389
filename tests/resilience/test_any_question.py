"""Ten thousand questions of any characters at all."""

import json
from collections.abc import Iterator
from time import perf_counter, thread_time
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from service.api.openapi import ProblemResponse
from service.api.schemas import AutocompleteResponse, SearchResponse
from tests.resilience.extent import often

SHAPES: dict[str, TypeAdapter[Any]] = {
    "/search": TypeAdapter(SearchResponse),
    "/autocomplete": TypeAdapter(AutocompleteResponse),
}
PROBLEM = TypeAdapter(ProblemResponse)
EACH = often(5_000)  # of both routes together, ten thousand
SECONDS = 0.25  # told, not asserted: the machine may be busy with something else
ANY_TEXT = st.text(st.characters(codec=None), min_size=1, max_size=200)


class Slowest:
    """Wall-clock and CPU time of responses."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, float]] = []

    def summary(self, name: str) -> str:
        """One line about all of them."""
        wall, work = (sorted(each) for each in zip(*self.taken, strict=True))
        late = sum(1 for each in wall if each > SECONDS)
        return (
            f"\n{name}: {len(wall)} questions; slowest {1000 * wall[-1]:.0f} ms "
            f"({late} over {1000 * SECONDS:.0f} ms), 99 % {_at(wall, 0.99)}; of a "
            f"processor: median {_at(work, 0.5)}, 99 % {_at(work, 0.99)}, "
            f"most {1000 * work[-1]:.0f} ms"
        )


def _at(taken: list[float], share: float) -> str:
    return f"{1000 * taken[int(len(taken) * share)]:.1f} ms"


@pytest.fixture
def slowest(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> Iterator[Slowest]:
    found = Slowest()
    yield found
    with capsys.disabled():
        print(found.summary(request.node.name))


@pytest.mark.parametrize("route", SHAPES)
def test_any_query_gets_a_documented_response(
    client: FlaskClient, slowest: Slowest, route: str
) -> None:
    @settings(max_examples=EACH, suppress_health_check=list(HealthCheck))
    @given(ANY_TEXT)
    def ask(text: str) -> None:
        encoded = quote(text.encode("utf-8", "surrogatepass"))
        began, worked = perf_counter(), thread_time()
        reply = client.get(f"{route}?q={encoded}")
        slowest.taken.append((perf_counter() - began, thread_time() - worked))

        assert reply.status_code in (200, 400)
        shape = SHAPES[route] if reply.status_code == 200 else PROBLEM
        shape.validate_python(json.loads(reply.data), strict=True, extra="forbid")

    ask()

    assert len(slowest.taken) >= EACH
