"""Prometheus metrics: counters summed over all processes, and the served index."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from flask import Blueprint, Response, request
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder

from index.model.errors import HeardwordError
from index.model.query import Channel
from index.model.results import Status
from service.http.parameters import NoParameters, parse_parameters
from service.http.request_context import UNMATCHED, RequestContext
from service.http.responses import cacheable
from service.http.wsgi import query_pairs
from service.observability.shared_counters import SharedCounters

_OTHER = "other"
_NONE = "none"  # the channel of an answer that is empty
_STATUSES = (
    *(200, 206, 301, 302, 304, 308),
    *(400, 403, 404, 405, 408, 413, 414, 416, 429, 431),
    *(500, 501, 502, 503, 504),
)
# Seconds, from a cached response to a reader who gives up.
_BUCKET_BOUNDS = (
    *(0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1),
    *(0.25, 0.5, 1.0, 2.5, float("inf")),
)
_COUNTERS = {
    "requests": ("Requests by route and status", ("route", "status")),
    "answers": ("Responses by the channel of their first entry", ("channel",)),
    "unanswered": ("Queries without results", ("route",)),
    "cache": ("Cache lookups by result", ("result",)),
    "rate_limited": ("Requests refused by the rate limiter", ()),
    "rate_limit_storage_failures": ("Failures of Redis to count a request", ()),
    "log_lines_lost": ("Log lines that could not be written", ()),
}
_DURATION = "heardword_request_duration_seconds"
Labels = tuple[str, ...]
GetStatus = Callable[[], Status]


class Metrics:
    """Counters and histograms of a fixed set of routes: no input becomes a label."""

    def __init__(self, routes: Iterable[str]) -> None:
        self._routes = (*routes, UNMATCHED)
        self._columns: dict[Labels, int] = {}
        for name, labels in self._series():
            self._columns[name, *labels] = len(self._columns)
        self._histograms = {}
        begin = len(self._columns)
        for route in self._routes:  # the buckets, then the sum of all durations
            self._histograms[route] = begin
            begin += len(_BUCKET_BOUNDS) + 1
        self._counters = SharedCounters(begin)

    def _series(self) -> Iterator[tuple[str, Labels]]:
        for route in self._routes:
            yield from (("requests", (route, str(each))) for each in _STATUSES)
            yield "requests", (route, _OTHER)
            yield "unanswered", (route,)
        yield from (("answers", (channel.value,)) for channel in Channel)
        yield from (("answers", (_NONE,)), ("cache", ("hit",)), ("cache", ("miss",)))
        yield from ((name, ()) for name, (_, labels) in _COUNTERS.items() if not labels)

    def increment(self, event: str, amount: int = 1) -> None:
        """Increment a counter without labels."""
        self._counters.add([(self._columns[(event,)], amount)])

    def record_request(
        self, context: RequestContext, status: int, seconds: float
    ) -> None:
        """Count a request and its duration."""
        route = context.route if context.route in self._histograms else UNMATCHED
        columns = self._columns
        first = self._histograms[route]
        answered = columns.get(("requests", route, str(status)))
        if answered is None:
            answered = columns["requests", route, _OTHER]
        amounts = [
            (answered, 1.0),
            (first + bisect_left(_BUCKET_BOUNDS, seconds), 1.0),
            (first + len(_BUCKET_BOUNDS), seconds),
        ]
        if context.outcome is not None:
            amounts.append((columns["answers", context.outcome.channel or _NONE], 1.0))
            if not context.outcome.total:
                amounts.append((columns["unanswered", route], 1.0))
        if context.cache_hit is not None:
            amounts.append(
                (columns["cache", "hit" if context.cache_hit else "miss"], 1.0)
            )
        self._counters.add(amounts)

    def families(self) -> Iterator[Metric]:
        """Yield the sums as Prometheus metric families."""
        sums = self._counters.sums()
        for name, (about, labels) in _COUNTERS.items():
            family = CounterMetricFamily(f"heardword_{name}", about, labels=labels)
            for (kind, *values), column in self._columns.items():
                if kind == name and (sums[column] or "route" not in labels):
                    family.add_metric(values, sums[column])
            yield family
        yield self._durations(sums)

    def _durations(self, sums: list[float]) -> Metric:
        family = HistogramMetricFamily(
            _DURATION, "Time until the response was ready", labels=("route",)
        )
        for route, first in self._histograms.items():
            *counts, seconds = sums[first : first + len(_BUCKET_BOUNDS) + 1]
            if any(counts):
                bounds = [*map(str, _BUCKET_BOUNDS[:-1]), "+Inf"]
                buckets = list(zip(bounds, accumulate(counts), strict=True))
                family.add_metric([route], buckets, seconds)
        return family


class MetricsCollector:
    """Prometheus collector of the counters and the back end's status."""

    def __init__(self, metrics: Metrics, get_status: GetStatus) -> None:
        self._metrics = metrics
        self._get_status = get_status

    def collect(self) -> Iterator[Metric]:
        """Yield all families; those of the index once there is one."""
        yield from self._metrics.families()
        try:
            status = self._get_status()
        except HeardwordError:
            yield _gauge("ready", "Whether the index is ready", 0)
            return
        yield _gauge("ready", "Whether the index is ready", 1)
        yield _gauge("entries", "Entries in the index", status.entries)
        yield _gauge("stale", "Whether newer files were rejected", status.stale)
        generation = GaugeMetricFamily(
            "heardword_generation_info",
            "Generation of the index",
            labels=("generation",),
        )
        generation.add_metric([status.generation], 1)
        yield generation
        reloads = CounterMetricFamily(
            "heardword_reloads", "Reloads by result", labels=("result",)
        )
        reloads.add_metric(["good"], status.reloads_succeeded)
        reloads.add_metric(["bad"], status.reloads_failed)
        yield reloads


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"heardword_{name}", about, value=value)


METRICS = "/metrics"


def metrics_route(metrics: Metrics, get_status: GetStatus) -> Blueprint:
    """Return the route that exposes these metrics."""
    routes = Blueprint("metrics", __name__)
    collector = MetricsCollector(metrics, get_status)

    def expose() -> Response:
        parse_parameters(NoParameters, query_pairs())
        encode, media_type = choose_encoder(request.headers.get("Accept", ""))
        return cacheable(Response(encode(collector), content_type=media_type), 0)

    routes.add_url_rule(METRICS, "metrics", expose)
    return routes
