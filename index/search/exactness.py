"""Exactness: which of several exact matches is spelled most like the query.

"ER-" and "ER+" are the same words; their signs tell them apart, as capitals do "PH" and
"pH". Compare `exactness` among Meilisearch's ranking rules.
"""

import re
from collections.abc import Callable
from enum import IntEnum

import numpy as np

from index.model.glossary import Entry
from index.search.scoring import EXACT, Scored

MAX_COMPARED = 64  # exact matches read and compared at most
_PENALTY = 0.02  # of the score for each level
_SIGNS = re.compile(r"(?!(?<=\w)[-'’/.](?=\w))[^\w\s]")
_QUOTES = str.maketrans("’‘ʼ“”«»", '\'\'\'""""')


class Exactness(IntEnum):
    """Difference between a query and a designation with the same folded words."""

    SAME = 0
    SAME_BUT_FIRST_CAPITAL = 1
    SAME_BUT_CAPITALS = 2
    OTHER_SIGNS = 3


def exactness(text: str, designation: str) -> Exactness:
    """Compare a query with a designation character by character, then without case.

    In lower case, a query says nothing of capitals.
    """
    one, other = _normalize(text), _normalize(designation)
    if one == one.lower():
        other = other.lower()
    if one == other:
        return Exactness.SAME
    if one[1:] == other[1:] and one.casefold() == other.casefold():
        return Exactness.SAME_BUT_FIRST_CAPITAL
    if one.casefold() == other.casefold():
        return Exactness.SAME_BUT_CAPITALS
    return Exactness.OTHER_SIGNS


def has_signs(text: str) -> bool:
    """Return whether a text has signs other than those inside words."""
    return _SIGNS.search(text) is not None


def entry_exactness(text: str, entry: Entry) -> Exactness:
    """Return the least difference between a query and a designation of the entry."""
    return min(exactness(text, each.text) for each in entry.designations)


def prefer_same_spelling(
    scored: Scored, text: str, read_entry: Callable[[int], Entry]
) -> Scored:
    """Lower the scores of exact matches by their difference from the query."""
    rows = np.flatnonzero(scored.channels == EXACT)
    if len(rows) < 2:
        return scored
    best = rows[np.argsort(-scored.scores[rows], kind="stable")[:MAX_COMPARED]]
    scores = scored.scores.copy()
    for row in best.tolist():
        entry = read_entry(int(scored.entries[row]))
        scores[row] -= _PENALTY * entry_exactness(text, entry)
    return Scored(scored.entries, scores, scored.channels)


def _normalize(text: str) -> str:
    return " ".join(text.translate(_QUOTES).split())
