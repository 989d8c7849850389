"""Report of content gaps: text for a terminal, JSON for programs, and a bar chart."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from textwrap import wrap
from typing import Any

from index.cli.charts import counts_chart
from index.cli.gaps import Fix, Gap, Gaps, Nearest, list_fixes
from index.cli.query_log import sanitize
from index.cli.query_stats import QueryLog
from index.model.glossary import Entry
from index.model.query import Channel

_WIDTH = 79
_INDENT = " " * 4  # that of the fields of an entry in a glossary
_CHANNEL_PHRASES = {
    Channel.SPELLING: "has a similar spelling",
    Channel.SOUND: "sounds similar",
    Channel.MEANING: "has a similar meaning",
}
_MAX_BARS = 20
_EVICTED_NOTE = (
    "Lines of rare queries dropped, because there were too many different ones: {:,}. "
    "The counts of rare queries may be too low."
)
_PASTE_NOTE = (
    "Fixes, to paste over the same line of the entry. Leave out what does not belong "
    "there: readers see variants; they do not see hidden forms."
)


def format_report(log: QueryLog, result: Gaps) -> str:
    """Format gaps and fixes for a terminal with 80 columns."""
    sections = [
        _summary_lines(log, result),
        _table_lines(result.gaps),
        _fix_lines(list_fixes(result.gaps)),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def to_json(log: QueryLog, result: Gaps) -> str:
    """Return gaps and fixes as JSON in ASCII; docs/tuning.md describes each name."""
    report = {
        "log": {
            "lines": log.lines,
            "answered": log.answered,
            "forgotten": log.evicted,
            "skipped": {
                reason.name.lower(): lines for reason, lines in log.skipped.items()
            },
        },
        "left_out": {
            "answered_now": result.answered_now,
            "asked_less": result.below_min_times,
            "beyond_most": result.over_limit,
        },
        "gaps": [_gap_json(gap) for gap in result.gaps],
        "mends": [_fix_json(fix) for fix in list_fixes(result.gaps)],
    }
    return json.dumps(report, indent=2)


def gaps_chart(result: Gaps, title: str) -> str:
    """Draw the most frequent gaps as bars, as SVG."""
    counts = [(_gap_label(gap), gap.query.times) for gap in result.gaps[:_MAX_BARS]]
    note = "Times searched without a result, or with a guess as the first one."
    return counts_chart(counts, title, note)


def _summary_lines(log: QueryLog, result: Gaps) -> list[str]:
    """Return the number of lines read and of queries left out of the table."""
    reasons = ", ".join(f"{lines:,} {reason}" for reason, lines in log.skipped.items())
    counts = {
        f"Lines skipped: {{:,}} ({reasons}).": sum(log.skipped.values()),
        "Left out, answered by now: {:,}.": result.answered_now,
        "Left out, less frequent than --at-least: {:,}.": result.below_min_times,
        "Not examined, beyond --most: {:,}.": result.over_limit,
        _EVICTED_NOTE: log.evicted,
    }
    gaps = f"{len(result.gaps):,} different" if result.gaps else "no"
    head = f"{log.lines:,} lines read, {gaps} queries without a sure answer."
    notes = [note.format(count) for note, count in counts.items() if count]
    return [line for note in (head, *notes) for line in wrap(note, _WIDTH)]


def _table_lines(gaps: Sequence[Gap]) -> list[str]:
    if not gaps:
        return []
    rows = [line for gap in gaps for line in _gap_lines(gap)]
    return [" times  first       last        query, and the nearest entry", *rows]


def _gap_lines(gap: Gap) -> list[str]:
    stats = gap.query
    cells = f"{stats.times:6,}  {_day(stats.first)}  {_day(stats.last)}  "
    indent = " " * len(cells)
    label, nearest = _gap_label(gap), _describe_nearest(gap.nearest)
    return [
        *wrap(label, _WIDTH, initial_indent=cells, subsequent_indent=indent),
        *wrap(
            nearest,
            _WIDTH,
            initial_indent=f"{indent}- ",
            subsequent_indent=f"{indent}  ",
        ),
    ]


def _gap_label(gap: Gap) -> str:
    """Return the query, with its language if the search was limited to one."""
    language = gap.query.language
    return f"{gap.query.text} [{language}]" if language else gap.query.text


def _describe_nearest(nearest: Nearest | None) -> str:
    if nearest is None:
        return "no entry is similar: perhaps one is missing"
    headword, phrase = (
        sanitize(nearest.entry.headword),
        _CHANNEL_PHRASES[nearest.channel],
    )
    visibility = (
        "readers see it as a guess" if nearest.is_answered else "readers see nothing"
    )
    return f"{headword} {phrase} (confidence {nearest.confidence:.2f}); {visibility}"


def _fix_lines(fixes: Iterable[Fix]) -> list[str]:
    """Return the lines to paste into a glossary, grouped by entry."""
    by_entry = groupby(
        sorted(fixes, key=lambda fix: fix.entry.id), lambda fix: fix.entry
    )
    lines = [
        line
        for entry, of_entry in by_entry
        for line in ("", _entry_label(entry), *wrap_yaml(of_entry))
    ]
    return [*wrap(_PASTE_NOTE, _WIDTH), *lines] if lines else []


def _entry_label(entry: Entry) -> str:
    return sanitize(f"{entry.headword} (id {entry.id}, glossary {entry.glossary})")


def wrap_yaml(fixes: Iterable[Fix]) -> list[str]:
    """Wrap the lines of fixes: in a YAML list, a line break counts as a space."""
    return [
        line
        for fix in fixes
        for line in wrap(
            fix.line,
            _WIDTH,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT + "  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]


def _day(time: datetime) -> str:
    return time.date().isoformat()


def _minute(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%MZ")


def _gap_json(gap: Gap) -> dict[str, Any]:
    stats = gap.query
    return {
        "query": stats.text,
        "language": stats.language,
        "times": stats.times,
        "unanswered": stats.unanswered,
        "first": _minute(stats.first),
        "last": _minute(stats.last),
        "nearest": _nearest_json(gap.nearest) if gap.nearest else None,
        "mend": _fix_json(gap.fix) if gap.fix else None,
    }


def _nearest_json(nearest: Nearest) -> dict[str, Any]:
    return {
        "id": nearest.entry.id,
        "headword": nearest.entry.headword,
        "glossary": nearest.entry.glossary,
        "channel": nearest.channel.value,
        "sure": round(nearest.confidence, 3),
        "answered": nearest.is_answered,
    }


def _fix_json(fix: Fix) -> dict[str, Any]:
    return {
        "id": fix.entry.id,
        "glossary": fix.entry.glossary,
        "field": fix.field,
        "forms": list(fix.forms),
        "line": fix.line,
    }
