"""Circuit breaker: opens after failures in a row, closes after a successful probe."""

import time

from index.engines.opensearch.cluster.circuit_breaker import CircuitBreaker
from index.model.errors import EngineUnavailableError

PATIENCE = 20.0  # seconds


def is_open(breaker: CircuitBreaker) -> bool:
    try:
        breaker.check()
    except EngineUnavailableError:
        return True
    return False


def test_circuit_opens_after_failures_and_closes_after_a_probe() -> None:
    probes: list[int] = []

    def probe() -> None:
        probes.append(1)
        if len(probes) < 3:
            raise EngineUnavailableError("Not available.")

    breaker = CircuitBreaker("It", probe, probe_every=0.01)

    for _ in range(3):
        breaker.record_failure()
    opened = is_open(breaker)
    deadline = time.monotonic() + PATIENCE
    while is_open(breaker) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert opened
    assert not is_open(breaker)
    assert len(probes) == 3


def test_circuit_stays_closed_after_single_failures() -> None:
    breaker = CircuitBreaker("It", lambda: None)

    for _ in range(10):
        breaker.record_failure()
        breaker.record_failure()
        breaker.record_success()

    assert not is_open(breaker)


def test_circuit_stays_open_while_probes_fail() -> None:
    def fail() -> None:
        raise EngineUnavailableError("Not available.")

    breaker = CircuitBreaker("It", fail, probe_every=3600)
    for _ in range(3):
        breaker.record_failure()

    closed = breaker.try_close()

    assert not closed
    assert is_open(breaker)
