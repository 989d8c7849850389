"""Interpretation: all lookups are planned, and names are taken literally."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyzers import Languages
from index.channels.base import FilterMask
from index.channels.fuzzy import FuzzyMatch
from index.channels.vocabulary import SimilarWord
from index.model.query import Channel
from index.search.interpretation import LookupPlan, QueryInterpreter
from index.search.query_correction import QueryCorrector

KNOWN = ("blood", "clot", "deep", "of", "vein")
UNKNOWN = ("blud", "klot", "vane", "throm", "bo", "sis", "x")


class PlannedLookups:
    """Names and vocabulary that allow no lookup outside a plan."""

    def __init__(self, plan: LookupPlan, names: Sequence[FuzzyMatch] = ()) -> None:
        self._plan, self._names = plan, list(names)

    def contains(self, word: str) -> bool:
        return word in KNOWN

    def similar_words(
        self, word: str, limit: int, *, names_only: bool = False
    ) -> list[SimilarWord]:
        assert word in self._plan.words
        return [SimilarWord("vein", 0.9, Channel.SPELLING, 0.9)]

    def find(
        self, text: str, limit: int = 10, mask: FilterMask = None
    ) -> list[FuzzyMatch]:
        assert text in self._plan.names
        return self._names


def interpreter(plan: LookupPlan, *names: FuzzyMatch) -> QueryInterpreter:
    lookups = PlannedLookups(plan, names)
    corrector = QueryCorrector(lookups, lookups.contains)
    return QueryInterpreter(Languages(["en"]), lookups, corrector)


def similar_name(confidence: float, similarity: float) -> FuzzyMatch:
    return FuzzyMatch(7, 0, similarity, Channel.SPELLING, confidence)


@given(st.lists(st.sampled_from(KNOWN + UNKNOWN), max_size=20).map(" ".join))
def test_interpret_makes_only_planned_lookups(text: str) -> None:
    plan = interpreter(LookupPlan()).plan(text)

    interpretation = interpreter(plan).interpret(text, is_name=False)

    assert interpretation.text == text


@given(st.text(max_size=60))
def test_interpret_makes_only_planned_lookups_of_any_text(text: str) -> None:
    plan = interpreter(LookupPlan()).plan(text)

    interpretation = interpreter(plan).interpret(text, is_name=False)

    assert 0 <= interpretation.oov_share <= 1


def test_interpret_makes_no_lookups_for_a_name() -> None:
    interpretation = interpreter(LookupPlan()).interpret("klot", is_name=True)

    assert interpretation.correction is None
    assert interpretation.similar_names == ()
    assert interpretation.oov_share == 0


@pytest.mark.parametrize(
    ("text", "confidence", "similarity", "is_similar"),
    [
        ("klot", 0.7, 0.7, True),
        ("klot", 0.5, 0.7, False),
        ("klot", 0.7, 0.6, False),
        ("clot", 0.7, 0.7, False),
        ("clot", 0.7, 0.96, True),
    ],
)
def test_interpret_wants_more_similar_names_for_known_words(
    text: str, confidence: float, similarity: float, *, is_similar: bool
) -> None:
    found = similar_name(confidence, similarity)
    plan = LookupPlan(names=(text,), words=(text,))

    interpretation = interpreter(plan, found).interpret(text, is_name=False)

    assert interpretation.similar_names == ((found,) if is_similar else ())


def test_renumber_drops_names_of_other_entries() -> None:
    plan = LookupPlan(names=("klot",), words=("klot",))
    interpretation = interpreter(plan, similar_name(0.9, 0.9)).interpret(
        "klot", is_name=False
    )

    kept, dropped = interpretation.renumber({7: 2}), interpretation.renumber({})

    assert [name.owner for name in kept.similar_names] == [2]
    assert dropped.similar_names == ()
