"""Statistics of query logs of any size, in bounded memory."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from index.analysis.folding import fold
from index.cli.query_log import LoggedQuery, SkipReason, parse_line, read_lines

MAX_QUERIES = 50_000  # in memory at a time
_MAX_SPELLINGS = 8  # of one query; the most frequent one is nearly always among them
_PROGRESS_INTERVAL = 1000  # lines between calls of `advance`
Advance = Callable[[int], None]
_Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class QueryStats:
    """A query without a sure answer, in its most frequent spelling.

    It was logged `times` times, `unanswered` of them without any result, not even a
    guess.
    """

    text: str
    language: str | None
    times: int
    unanswered: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class QueryLog:
    """Statistics of all lines, the most frequent queries first.

    `answered` counts the lines that are no gap, `evicted` those of queries that were
    dropped because there were too many different ones.
    """

    lines: int
    queries: tuple[QueryStats, ...]
    answered: int
    evicted: int
    skipped: Mapping[SkipReason, int]


@dataclass(slots=True)
class _QueryCount:
    first: datetime
    last: datetime
    times: int = 0
    unanswered: int = 0
    spellings: dict[str, int] = field(default_factory=dict)

    def add(self, query: LoggedQuery) -> None:
        self.times += 1
        self.unanswered += not query.is_answered
        self.first = min(self.first, query.time)
        self.last = max(self.last, query.time)
        if query.text in self.spellings or len(self.spellings) < _MAX_SPELLINGS:
            self.spellings[query.text] = self.spellings.get(query.text, 0) + 1


def read_log(
    sizes: Mapping[Path, int], advance: Advance, *, max_queries: int = MAX_QUERIES
) -> QueryLog:
    """Count the queries of files up to the given sizes; raise QueryLogError.

    A log may grow meanwhile, be compressed by gzip, cut, or damaged: lines that cannot
    be read are counted. Of more than `max_queries` different queries, the rarest are
    dropped.
    """
    counter = _QueryCounter(max_queries)
    before = 0
    for path, size in sizes.items():
        for number, (line, position) in enumerate(read_lines(path, size)):
            counter.add_line(line)
            if number % _PROGRESS_INTERVAL == 0:
                advance(before + position)
        before += size
    return counter.result()


class _QueryCounter:
    """Counter of lines and of queries, at most `max_queries` of these at a time."""

    def __init__(self, max_queries: int) -> None:
        self._max_queries = max_queries
        self._counts: dict[_Key, _QueryCount] = {}
        self._skipped: Counter[SkipReason] = Counter()
        self._lines = self._answered = self._evicted = 0

    def add_line(self, line: bytes) -> None:
        if not line.strip():
            return
        self._lines += 1
        query = parse_line(line)
        if isinstance(query, SkipReason):
            self._skipped[query] += 1
        elif query.is_gap:
            self._add(query)
        else:
            self._answered += 1

    def _add(self, query: LoggedQuery) -> None:
        key = fold(query.text), query.language
        if key not in self._counts:
            if len(self._counts) >= self._max_queries:
                self._evict_rare()
            self._counts[key] = _QueryCount(query.time, query.time)
        self._counts[key].add(query)

    def _evict_rare(self) -> None:
        """Drop the rarer half, the oldest first."""
        counts = sorted(self._counts.items(), key=lambda item: _frequency(item[1]))
        evicted = len(counts) - len(counts) // 2
        self._evicted += sum(count.times for _, count in counts[:evicted])
        self._counts = dict(counts[evicted:])

    def result(self) -> QueryLog:
        counts = sorted(self._counts.items(), key=lambda item: item[0][0])
        counts.sort(key=lambda item: _frequency(item[1]), reverse=True)
        return QueryLog(
            lines=self._lines,
            queries=tuple(
                _to_stats(language, count) for (_, language), count in counts
            ),
            answered=self._answered,
            evicted=self._evicted,
            skipped={
                why: self._skipped[why] for why in SkipReason if self._skipped[why]
            },
        )


_frequency = attrgetter("times", "last")


def _to_stats(language: str | None, count: _QueryCount) -> QueryStats:
    text = max(count.spellings, key=lambda spelling: count.spellings[spelling])
    return QueryStats(
        text, language, count.times, count.unanswered, count.first, count.last
    )
