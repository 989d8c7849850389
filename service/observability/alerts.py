"""Degradations that readers do not notice: each is counted, and logged now and then."""

from collections.abc import Callable
from time import monotonic

from service.observability.json_log import Log
from service.observability.metrics import Metrics

_LOG_INTERVAL = 60.0  # seconds between two lines about the same degradation


class Degradations:
    """Reports faults of optional parts to the log and the metrics."""

    def __init__(
        self, log: Log, metrics: Metrics, clock: Callable[[], float] = monotonic
    ) -> None:
        self._log = log
        self._metrics = metrics
        self._clock = clock
        self._quiet_until = 0.0

    def redis_unavailable(self, reason: str) -> None:
        """Report that Redis did not count and each process counts alone until it does.

        Counted each time, logged once per minute.
        """
        self._metrics.increment("rate_limit_storage_failures")
        if self._clock() < self._quiet_until:
            return
        self._quiet_until = self._clock() + _LOG_INTERVAL
        self._log.write(
            "Redis is unavailable: each process counts requests by itself",
            setting="GLOSSARY_RATE_LIMIT_STORAGE",
            reason=reason,
        )

    def query_log_failed(self, reason: str) -> None:
        """Report that the query log cannot be written."""
        self._log.write(
            "The query log cannot be written",
            setting="GLOSSARY_QUERY_LOG",
            reason=reason,
        )
