"""Query logs of any size, counted by question in bounded memory."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from index.analysis.folding import fold
from index.cli.query_log import LoggedQuery, Skipped, lines_of, logged_queries

MAX_QUERIES = 50_000  # kept at a time, so that a log of any size fits into memory
_MOST_WRITINGS = 8  # of one question; the commonest is nearly always among the first
_LINES_BETWEEN = 1000  # calls of `advance`
Advance = Callable[[int], None]
_Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class QueryStats:
    """What was asked and not found, in its commonest writing; `times` as often.

    `unanswered` are the times when there was no answer, not even a guess.
    """

    text: str
    language: str | None
    times: int
    unanswered: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class QueryLog:
    """All that was read: the questions asked most come first.

    `answered` counts the lines that were no gap; `forgotten` those of questions that
    were let go because there were too many different ones.
    """

    lines: int
    questions: tuple[QueryStats, ...]
    answered: int
    forgotten: int
    skipped: Mapping[Skipped, int]


@dataclass(slots=True)
class _Count:
    """How often one question was asked, and how it was written."""

    first: datetime
    last: datetime
    times: int = 0
    unanswered: int = 0
    writings: dict[str, int] = field(default_factory=dict)

    def add(self, asked: LoggedQuery) -> None:
        self.times += 1
        self.unanswered += not asked.is_answered
        self.first = min(self.first, asked.time)
        self.last = max(self.last, asked.time)
        if asked.text in self.writings or len(self.writings) < _MOST_WRITINGS:
            self.writings[asked.text] = self.writings.get(asked.text, 0) + 1


def read_log(
    sizes: Mapping[Path, int], advance: Advance, *, most: int = MAX_QUERIES
) -> QueryLog:
    """What these files hold up to these sizes; raises QueryLogError.

    A log may be written to meanwhile, compressed by gzip, cut or damaged: what cannot
    be read is counted. Beyond `most` different questions, those asked least are let go.
    """
    counting = _Counting(most)
    before = 0
    for path, size in sizes.items():
        for number, (line, place) in enumerate(lines_of(path, size)):
            counting.take(line)
            if number % _LINES_BETWEEN == 0:
                advance(before + place)
        before += size
    return counting.ended()


class _Counting:
    """Counts lines and questions, and never keeps more than so many of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: dict[_Key, _Count] = {}
        self._skipped: Counter[Skipped] = Counter()
        self._lines = self._answered = self._forgotten = 0

    def take(self, line: bytes) -> None:
        """Count one line."""
        if not line.strip():
            return
        self._lines += 1
        asked = logged_queries(line)
        if isinstance(asked, Skipped):
            self._skipped[asked] += 1
        elif asked.is_gap:
            self._add(asked)
        else:
            self._answered += 1

    def _add(self, asked: LoggedQuery) -> None:
        key = fold(asked.text), asked.language
        if key not in self._counts:
            if len(self._counts) >= self._most:
                self._forget()
            self._counts[key] = _Count(asked.time, asked.time)
        self._counts[key].add(asked)

    def _forget(self) -> None:
        """Let go the half that was asked least, the oldest first."""
        every = sorted(self._counts.items(), key=lambda item: _weight(item[1]))
        kept = len(every) // 2
        self._forgotten += sum(count.times for _, count in every[: len(every) - kept])
        self._counts = dict(every[len(every) - kept :])

    def ended(self) -> QueryLog:
        """All that was counted."""
        every = sorted(self._counts.items(), key=lambda item: item[0][0])
        every.sort(key=lambda item: _weight(item[1]), reverse=True)
        return QueryLog(
            lines=self._lines,
            questions=tuple(_question(key, count) for key, count in every),
            answered=self._answered,
            forgotten=self._forgotten,
            skipped={why: self._skipped[why] for why in Skipped if self._skipped[why]},
        )


_weight = attrgetter("times", "last")


def _question(key: _Key, count: _Count) -> QueryStats:
    text = max(count.writings, key=lambda writing: count.writings[writing])
    return QueryStats(
        text, key[1], count.times, count.unanswered, count.first, count.last
    )
