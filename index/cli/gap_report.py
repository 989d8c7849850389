"""Gaps told: as a table for people, as JSON, and as bars."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from textwrap import wrap
from typing import Any

from index.cli.charts import counts_chart
from index.cli.gaps import Fix, Gap, Gaps, Nearest, fixes
from index.cli.query_log import tidy
from index.cli.query_stats import QueryLog
from index.model.glossary import Entry
from index.model.query import Channel

_WIDTH = 79
_INDENT = " " * 4  # as deep as the fields of an entry stand in a glossary
_HOW = {
    Channel.SPELLING: "is spelled like it",
    Channel.SOUND: "sounds like it",
    Channel.MEANING: "means something like it",
}
_BARS = 20
_FORGOTTEN = (
    "Lines of rare questions let go, as there were too many different ones: {:,}. The "
    "numbers of rare questions may be too low."
)
_BEFORE_PASTING = (
    "What would mend them, to paste over the same line of the entry. Leave out what "
    "does not belong there: variants are shown to readers, hidden forms are not."
)


def as_text(log: QueryLog, found: Gaps) -> str:
    """What a log showed, in lines for a terminal of 80 columns."""
    parts = [_summary(log, found), _table(found.gaps), _remedies(fixes(found.gaps))]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def as_json(log: QueryLog, found: Gaps) -> str:
    """The same for programs, in ASCII; docs/tuning.md describes each name."""
    stated = {
        "log": {
            "lines": log.lines,
            "answered": log.answered,
            "forgotten": log.forgotten,
            "skipped": {why.name.lower(): times for why, times in log.skipped.items()},
        },
        "left_out": {
            "answered_now": found.answered_now,
            "asked_less": found.asked_less,
            "beyond_most": found.beyond_most,
        },
        "gaps": [_gap_stated(gap) for gap in found.gaps],
        "mends": [_mend_stated(fix) for fix in fixes(found.gaps)],
    }
    return json.dumps(stated, indent=2)


def gaps_chart(found: Gaps, title: str) -> str:
    """The gaps asked most as bars, as SVG."""
    counted = [(_labelled(gap), gap.question.times) for gap in found.gaps[:_BARS]]
    note = "How often it was asked and not found, or found only by a guess."
    return counts_chart(counted, title, note)


def _summary(log: QueryLog, found: Gaps) -> list[str]:
    """How much was read, and what is not in the table."""
    why = ", ".join(f"{times:,} {why}" for why, times in log.skipped.items())
    told = {
        f"Lines skipped: {{:,}} ({why}).": sum(log.skipped.values()),
        "Left out, having an answer by now: {:,}.": found.answered_now,
        "Left out, being asked less often than --at-least: {:,}.": found.asked_less,
        "Not looked at, being more than --most: {:,}.": found.beyond_most,
        _FORGOTTEN: log.forgotten,
    }
    gaps = f"{len(found.gaps):,} different" if found.gaps else "no"
    head = f"{log.lines:,} lines read, {gaps} questions without a sure answer."
    facts = [fact.format(number) for fact, number in told.items() if number]
    return [line for fact in (head, *facts) for line in wrap(fact, _WIDTH)]


def _table(gaps: Sequence[Gap]) -> list[str]:
    if not gaps:
        return []
    rows = [line for gap in gaps for line in _row(gap)]
    return [" times  first       last        question, and the nearest entry", *rows]


def _row(gap: Gap) -> list[str]:
    asked = gap.question
    seen = f"{asked.times:6,}  {_day(asked.first)}  {_day(asked.last)}  "
    inner = " " * len(seen)
    said = wrap(_labelled(gap), _WIDTH, initial_indent=seen, subsequent_indent=inner)
    told = wrap(
        _told(gap.nearest),
        _WIDTH,
        initial_indent=f"{inner}- ",
        subsequent_indent=f"{inner}  ",
    )
    return [*said, *told]


def _labelled(gap: Gap) -> str:
    """The question, with the language where only that was searched."""
    language = gap.question.language
    return f"{gap.question.text} [{language}]" if language else gap.question.text


def _told(nearest: Nearest | None) -> str:
    if nearest is None:
        return "nothing is near: perhaps an entry is missing"
    how = _HOW[nearest.channel]
    shown = (
        "readers see it as a guess" if nearest.is_answered else "readers see nothing"
    )
    return f"{tidy(nearest.entry.headword)} {how} ({nearest.sure:.2f} sure); {shown}"


def _remedies(found: Iterable[Fix]) -> list[str]:
    """What to paste into a glossary, entry by entry."""
    lines = [
        line
        for entry, of_entry in groupby(
            sorted(found, key=lambda fix: fix.entry.id),
            lambda fix: fix.entry,
        )
        for line in ("", _named(entry), *pasted(of_entry))
    ]
    if not lines:
        return []
    return [*wrap(_BEFORE_PASTING, _WIDTH), *lines]


def _named(entry: Entry) -> str:
    return tidy(f"{entry.headword} (id {entry.id}, glossary {entry.glossary})")


def pasted(found: Iterable[Fix]) -> list[str]:
    """Lines that YAML takes for one: it reads a break within a list as a space."""
    return [
        line
        for fix in found
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


def _gap_stated(gap: Gap) -> dict[str, Any]:
    asked = gap.question
    return {
        "query": asked.text,
        "language": asked.language,
        "times": asked.times,
        "unanswered": asked.unanswered,
        "first": _minute(asked.first),
        "last": _minute(asked.last),
        "nearest": _nearest_stated(gap.nearest) if gap.nearest else None,
        "mend": _mend_stated(gap.fix) if gap.fix else None,
    }


def _nearest_stated(nearest: Nearest) -> dict[str, Any]:
    return {
        "id": nearest.entry.id,
        "headword": nearest.entry.headword,
        "glossary": nearest.entry.glossary,
        "channel": nearest.channel.value,
        "sure": round(nearest.sure, 3),
        "answered": nearest.is_answered,
    }


def _mend_stated(fix: Fix) -> dict[str, Any]:
    return {
        "id": fix.entry.id,
        "glossary": fix.entry.glossary,
        "field": fix.field,
        "forms": list(fix.forms),
        "line": fix.line,
    }
