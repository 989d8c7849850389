"""Content gaps: queries without a sure answer, their nearest entries, and fixes."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import yaml

from index.analysis.folding import fold
from index.channels.base import FilterMask
from index.cli.explain import Explainable, as_explainable
from index.cli.query_stats import QueryStats
from index.model.backend import Backend
from index.model.errors import HeardwordError
from index.model.glossary import Entry
from index.model.query import Channel, Filters, Query
from index.search.scoring import threshold_ratio

Field = Literal["hidden_forms", "variants"]
Advance = Callable[[int], None]
_MAX_NAME_WORDS = 6  # a longer query is a description, which is no variant
_YAML_WIDTH = 1_000_000  # characters; a line for pasting is never wrapped by YAML
# Confidence that the nearest entry is right. Measured on 301 queries without an answer,
# over 33 and 8,088 entries: near the threshold of the meaning channel two in five were
# right, at two thirds of it one in seven; fuzzy names with a confidence of .1 to .3 two
# in five. Of the 1,704 guesses that were answered, those with a score below .2 were
# right one time in three.
_MIN_ANSWERED_CONFIDENCE = 0.33
_MAX_UNANSWERED_CONFIDENCE = 0.5
_MIN_CONFIDENCE = 0.08


@dataclass(frozen=True, slots=True)
class Nearest:
    """The entry most likely meant, with a confidence from 0 to 1 and the channel.

    `is_answered` is whether readers see the entry, as a guess.
    """

    entry: Entry
    confidence: float
    channel: Channel
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Fix:
    """A field of an entry with all the forms that close a gap."""

    entry: Entry
    field: Field
    forms: tuple[str, ...]

    @property
    def line(self) -> str:
        """The line of a YAML glossary that replaces the entry's present one."""
        return yaml.safe_dump(
            {self.field: list(self.forms)},
            default_flow_style=None,
            allow_unicode=True,
            width=_YAML_WIDTH,
        ).rstrip("\n")


@dataclass(frozen=True, slots=True)
class Gap:
    """A query without a sure answer, and the nearest entry, if any."""

    query: QueryStats
    nearest: Nearest | None

    @property
    def fix(self) -> Fix | None:
        """The change that makes the nearest entry the answer."""
        if self.nearest is None:
            return None
        entry, field = self.nearest.entry, self._fix_field(self.nearest)
        return Fix(entry, field, (*getattr(entry, field), self.query.text))

    def _fix_field(self, nearest: Nearest) -> Field:
        """Choose the field: variants are shown to readers, so they must be names."""
        is_name = len(self.query.text.split()) <= _MAX_NAME_WORDS
        is_variant = nearest.channel == Channel.MEANING and is_name
        return "variants" if is_variant else "hidden_forms"


@dataclass(frozen=True, slots=True)
class Gaps:
    """The most frequent gaps, and the number of queries left out for each reason."""

    gaps: tuple[Gap, ...]
    answered_now: int = 0
    below_min_times: int = 0
    over_limit: int = 0


def find_gaps(
    backend: Backend,
    queries: Sequence[QueryStats],
    advance: Advance,
    *,
    max_gaps: int,
    min_times: int = 1,
) -> Gaps:
    """Find the first `max_gaps` gaps among queries logged at least `min_times`.

    Each query is run again, so that a gap closed since the log was written is left out.
    """
    frequent = [query for query in queries if query.times >= min_times]
    gaps: list[Gap] = []
    for done, query in enumerate(frequent, 1):
        gap = _find_gap(backend, query)
        gaps += [gap] if gap else []
        advance(done)
        if len(gaps) == max_gaps:
            break
    else:
        done = len(frequent)
    return Gaps(
        tuple(gaps),
        answered_now=done - len(gaps),
        below_min_times=len(queries) - len(frequent),
        over_limit=len(frequent) - done,
    )


def list_fixes(gaps: Iterable[Gap]) -> tuple[Fix, ...]:
    """List fixes that close all gaps, one for each field of an entry."""
    fixes: dict[tuple[str, Field], Fix] = {}
    for fix in (gap.fix for gap in gaps):
        if fix is not None:
            key = fix.entry.id, fix.field
            earlier = fixes.get(key)
            fixes[key] = _merge(earlier, fix) if earlier else fix
    return tuple(fixes.values())


def _merge(one: Fix, other: Fix) -> Fix:
    folded = {fold(form) for form in one.forms}
    additional = (form for form in other.forms if fold(form) not in folded)
    return replace(one, forms=(*one.forms, *additional))


def _find_gap(backend: Backend, stats: QueryStats) -> Gap | None:
    """Return the gap that a query shows, or `None` if it has an answer by now."""
    filters = Filters(language=stats.language)
    page = backend.search(Query(stats.text, limit=1, filters=filters))
    if not page.hits:
        return Gap(stats, _find_nearest(backend, stats.text, filters))
    hit = page.hits[0]
    channel = hit.match.channel
    if channel in (Channel.EXACT, Channel.WORDS):
        return None
    confidence = max(hit.score, _MIN_ANSWERED_CONFIDENCE)
    return Gap(stats, Nearest(hit.entry, confidence, channel, is_answered=True))


def _find_nearest(backend: Backend, text: str, filters: Filters) -> Nearest | None:
    """Return the nearest entry below the threshold of an answer."""
    try:
        explainable = as_explainable(backend)
    except HeardwordError:
        return None
    mask = explainable.entries.mask(filters)
    candidates = [
        *_nearest_by_name(explainable, text, mask),
        *_nearest_by_meaning(explainable, text, mask),
    ]
    likely = [each for each in candidates if each.confidence >= _MIN_CONFIDENCE]
    return max(likely, key=lambda nearest: nearest.confidence, default=None)


def _nearest_by_name(
    explainable: Explainable, text: str, mask: FilterMask
) -> list[Nearest]:
    return [
        Nearest(
            explainable.entries.entry(match.owner),
            _MAX_UNANSWERED_CONFIDENCE * math.sqrt(match.confidence),
            match.channel,
            is_answered=False,
        )
        for match in explainable.interpreter.names.find(text, 1, mask)
    ]


def _nearest_by_meaning(
    explainable: Explainable, text: str, mask: FilterMask
) -> list[Nearest]:
    features = explainable.searcher.features(text)
    ratio = threshold_ratio(features)
    if mask is not None:
        ratio = ratio * mask[features.entries]
    if not len(ratio):
        return []
    best = int(np.argmax(ratio))
    confidence = _MAX_UNANSWERED_CONFIDENCE * min(float(ratio[best]), 1.0) ** 3
    entry = explainable.entries.entry(int(features.entries[best]))
    return [Nearest(entry, confidence, Channel.MEANING, is_answered=False)]
