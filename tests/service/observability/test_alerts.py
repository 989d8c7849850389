"""Degradations in the log and the metrics."""

import io

from service.observability.alerts import Degradations
from service.observability.json_log import Log
from service.observability.metrics import Metrics


def test_redis_unavailable_is_counted_each_time_and_logged_once_a_minute() -> None:
    stream, metrics, now = io.BytesIO(), Metrics(["/"]), [1000.0]
    degradations = Degradations(Log(stream), metrics, clock=lambda: now[0])

    for now[0] in (1000.0, 1059.0, 1061.0):
        degradations.redis_unavailable("TimeoutError")

    lines = stream.getvalue().splitlines()
    sums = {s.name: s.value for f in metrics.families() for s in f.samples}
    assert len(lines) == 2
    assert (
        b'"setting":"GLOSSARY_RATE_LIMIT_STORAGE","reason":"TimeoutError"' in lines[0]
    )
    assert sums["heardword_rate_limit_storage_failures_total"] == 3
