"""What readers did not find: the nearest entry for it, and what would mend it."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import yaml

from index.analysis.folding import fold
from index.channels.base import FilterMask
from index.cli.explain import Explainable, inside
from index.cli.query_stats import QueryStats
from index.model.backend import Backend
from index.model.errors import HeardwordError
from index.model.glossary import Entry
from index.model.query import Channel, Filters, Query
from index.search.scoring import threshold_ratio

Field = Literal["hidden_forms", "variants"]
Advance = Callable[[int], None]
_NAMES = 6  # words; who uses more describes, and nobody is called so
_ONE_LINE = 1_000_000  # letters; a line for pasting is never broken
# How sure the nearest entry is. Measured on 301 questions without an answer, over 33
# and 8,088 entries: near the floor of meaning two in five were right, at two thirds of
# it one in seven; names with a certainty of .1 to .3 two in five. Of the 1,704 guesses
# that were answered, those with a score below .2 were right one time in three.
_GUESSED = 0.33  # at least, if it was near enough to be answered
_AT_BEST = 0.5  # if it was not
_LEAST_SURE = 0.08


@dataclass(frozen=True, slots=True)
class Nearest:
    """The entry most likely meant; `sure`, 0 to 1, and by which channel.

    `is_answered` tells whether readers are shown it, as a guess.
    """

    entry: Entry
    sure: float
    channel: Channel
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Fix:
    """A field of an entry with all that it should hold, so that a gap is closed."""

    entry: Entry
    field: Field
    forms: tuple[str, ...]

    @property
    def line(self) -> str:
        """The line for a glossary in YAML, instead of the one that is there."""
        stated = {self.field: list(self.forms)}
        return yaml.safe_dump(
            stated, default_flow_style=None, allow_unicode=True, width=_ONE_LINE
        ).rstrip("\n")


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that no entry answers for sure; the entry nearest to it, if any is."""

    question: QueryStats
    nearest: Nearest | None

    @property
    def fix(self) -> Fix | None:
        """What would make the nearest entry the answer."""
        if self.nearest is None:
            return None
        entry, field = self.nearest.entry, self._field(self.nearest)
        return Fix(entry, field, (*getattr(entry, field), self.question.text))

    def _field(self, nearest: Nearest) -> Field:
        """Where it belongs: only what is a name may be shown as one."""
        is_name = len(self.question.text.split()) <= _NAMES
        named = nearest.channel == Channel.MEANING and is_name
        return "variants" if named else "hidden_forms"


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps asked most, and how many questions were left out, and why."""

    gaps: tuple[Gap, ...]
    answered_now: int = 0
    asked_less: int = 0
    beyond_most: int = 0


def find_gaps(
    backend: Backend,
    questions: Sequence[QueryStats],
    advance: Advance,
    *,
    most: int,
    at_least: int = 1,
) -> Gaps:
    """The gaps among questions asked `at_least` so often, `most` of them.

    Each is asked again, so that what has been mended since is no gap.
    """
    asked = [question for question in questions if question.times >= at_least]
    gaps: list[Gap] = []
    for done, question in enumerate(asked, 1):
        gap = _gap(backend, question)
        gaps += [gap] if gap else []
        advance(done)
        if len(gaps) == most:
            break
    else:
        done = len(asked)
    return Gaps(
        tuple(gaps),
        answered_now=done - len(gaps),
        asked_less=len(questions) - len(asked),
        beyond_most=len(asked) - done,
    )


def fixes(gaps: Iterable[Gap]) -> tuple[Fix, ...]:
    """What would mend all of the gaps: each field of an entry once."""
    found: dict[tuple[str, Field], Fix] = {}
    for fix in (gap.fix for gap in gaps):
        if fix is not None:
            key = fix.entry.id, fix.field
            before = found.get(key)
            found[key] = _together(before, fix) if before else fix
    return tuple(found.values())


def _together(one: Fix, other: Fix) -> Fix:
    held = {fold(form) for form in one.forms}
    further = (form for form in other.forms if fold(form) not in held)
    return replace(one, forms=(*one.forms, *further))


def _gap(backend: Backend, question: QueryStats) -> Gap | None:
    """The gap that a question shows; `None` when it has an answer by now."""
    filters = Filters(language=question.language)
    page = backend.search(Query(question.text, limit=1, filters=filters))
    if not page.hits:
        return Gap(question, _unanswered(backend, question.text, filters))
    hit = page.hits[0]
    channel = hit.match.channel
    if channel in (Channel.EXACT, Channel.WORDS):
        return None
    sure = max(hit.score, _GUESSED)
    return Gap(question, Nearest(hit.entry, sure, channel, is_answered=True))


def _unanswered(backend: Backend, text: str, filters: Filters) -> Nearest | None:
    """The nearest entry though nothing was near enough to be an answer."""
    try:
        inner = inside(backend)
    except HeardwordError:
        return None
    mask = inner.entries.mask(filters)
    found = [
        *_by_name(inner, text, mask),
        *_by_meaning(inner, text, mask),
    ]
    sure = [nearest for nearest in found if nearest.sure >= _LEAST_SURE]
    return max(sure, key=lambda nearest: nearest.sure, default=None)


def _by_name(inner: Explainable, text: str, mask: FilterMask) -> list[Nearest]:
    return [
        Nearest(
            inner.entries.entry(near.owner),
            _AT_BEST * math.sqrt(near.confidence),
            near.channel,
            is_answered=False,
        )
        for near in inner.interpreter.names.find(text, 1, mask)
    ]


def _by_meaning(inner: Explainable, text: str, mask: FilterMask) -> list[Nearest]:
    evidence = inner.searcher.features(text)
    near = threshold_ratio(evidence)
    if mask is not None:
        near = near * mask[evidence.entries]
    if not len(near):
        return []
    best = int(np.argmax(near))
    sure = _AT_BEST * min(float(near[best]), 1.0) ** 3
    entry = inner.entries.entry(int(evidence.entries[best]))
    return [Nearest(entry, sure, Channel.MEANING, is_answered=False)]
