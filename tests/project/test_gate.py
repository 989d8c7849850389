"""What lets a change through the gate, and what does not."""

import pytest

from benchmarks.gate import HARD, all_fallen, fallen, reached
from index.cli.evaluation import NONE, JudgedQuery, QueryResult, rates


@pytest.mark.parametrize(
    ("measure", "was", "now"),
    [
        ("first", 97.0, 96.0),
        ("first", 97.0, 100.0),
        ("first", 95.3, 94.3),
        ("answered", 5.0, 6.0),
        ("answered", 5.0, 0.0),
    ],
)
def test_one_point_is_forgiven(measure: str, was: float, now: float) -> None:
    assert not list(fallen({"heard": {measure: was}}, {"heard": {measure: now}}))


@pytest.mark.parametrize(
    ("measure", "was", "now"), [("first", 97.0, 95.9), ("answered", 5.0, 6.1)]
)
def test_more_is_named(measure: str, was: float, now: float) -> None:
    worse = list(fallen({"heard": {measure: was}}, {"heard": {measure: now}}))

    assert worse == [f"heard, {measure}: was {was}, is {now}"]


def test_what_is_not_measured_any_more_is_named() -> None:
    assert list(fallen({"heard": {"first": 97.0}}, {})) == [
        "heard, first: was 97.0, is not measured any more"
    ]


def test_without_thresholds_nothing_passes() -> None:
    worse = all_fallen({}, {"bundled": {"with meaning": {"lay": {"first": 99.0}}}})

    assert worse == [
        "bundled, with meaning, lay: has no threshold yet; renew the file with --write"
    ]


def test_a_subject_that_is_not_there_is_no_loss() -> None:
    assert not all_fallen({"nci": {"with meaning": {"lay": {"first": 99.0}}}}, {})


def test_hard_questions_ask_for_nothing() -> None:
    kinds = ("lay", HARD, NONE)
    measured = rates(
        [QueryResult(JudgedQuery(kind, "x", ("a",)), ("a",)) for kind in kinds]
    )

    assert reached(measured, ["first"]) == {
        "lay": {"first": 100.0},
        NONE: {"answered": 100.0},
    }
