"""Query logs for tests: written line by line, read, and searched for gaps."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.cli.gaps import Gaps, find_gaps
from index.cli.query_log import list_log_files
from index.cli.query_stats import QueryLog, read_log
from index.model.backend import Backend

WriteLog = Callable[..., Path]


def log_line(query: str, **fields: Any) -> bytes:
    """Return a line of a log: a search without a result, unless fields differ."""
    values = {
        "time": "2026-11-22T16:00:00Z",
        "query": query,
        "route": "/search",
        "language": None,
        "total": 0,
        "channel": None,
    }
    return json.dumps(values | fields).encode() + b"\n"


def read(*files: Path, max_queries: int = 100) -> QueryLog:
    """Read logs as they are now."""
    sizes = list_log_files(files)
    return read_log(sizes, lambda done: None, max_queries=max_queries)


def times(log: QueryLog) -> dict[str, int]:
    """Return how often each query was logged, in the order of the log."""
    return {query.text: query.times for query in log.queries}


def gaps(
    backend: Backend, log: QueryLog, max_gaps: int = 50, min_times: int = 1
) -> Gaps:
    """Find the gaps of a log."""
    return find_gaps(
        backend,
        log.queries,
        lambda done: None,
        max_gaps=max_gaps,
        min_times=min_times,
    )
