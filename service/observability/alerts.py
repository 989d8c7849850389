"""What goes wrong beside the requests: counted each time, told once in a while."""

from time import monotonic

from service.observability.json_log import Log
from service.observability.metrics import Metrics

_REPEAT_SECONDS = 60.0  # seconds between two lines about the same thing


class Degradations:
    """Tells the log and the metrics about faults that no reader notices."""

    def __init__(self, log: Log, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics
        self._quiet_until = 0.0

    def redis_unavailable(self, reason: str) -> None:
        """Redis did not count; this process counts alone until it does."""
        self._metrics.increment("rate_limit_storage_failures")
        if monotonic() < self._quiet_until:
            return
        self._quiet_until = monotonic() + _REPEAT_SECONDS
        self._log.write(
            "Redis does not answer: requests are counted by each process alone",
            setting="GLOSSARY_RATE_LIMIT_STORAGE",
            reason=reason,
        )

    def query_log_failed(self, reason: str) -> None:
        """The query log cannot be written; nothing else is held up by that."""
        self._log.write(
            "The query log cannot be written",
            setting="GLOSSARY_QUERY_LOG",
            reason=reason,
        )
