import pytest

from benchmarks.gate import (
    HARD,
    find_kind_regressions,
    find_regressions,
    to_thresholds,
)
from index.cli.evaluation import NONE, JudgedQuery, QueryResult, compute_rates


@pytest.mark.parametrize(
    ("measure", "before", "now"),
    [
        ("first", 97.0, 96.0),
        ("first", 97.0, 100.0),
        ("first", 95.3, 94.3),
        ("answered", 5.0, 6.0),
        ("answered", 5.0, 0.0),
    ],
)
def test_loss_of_one_point_is_no_regression(
    measure: str, before: float, now: float
) -> None:
    regressions = find_kind_regressions(
        {"heard": {measure: before}}, {"heard": {measure: now}}
    )

    assert list(regressions) == []


@pytest.mark.parametrize(
    ("measure", "before", "now"), [("first", 97.0, 95.9), ("answered", 5.0, 6.1)]
)
def test_larger_loss_is_a_regression(measure: str, before: float, now: float) -> None:
    regressions = find_kind_regressions(
        {"heard": {measure: before}}, {"heard": {measure: now}}
    )

    assert list(regressions) == [f"heard, {measure}: was {before}, is {now}"]


def test_kind_that_is_not_measured_any_more_is_a_regression() -> None:
    regressions = find_kind_regressions({"heard": {"first": 97.0}}, {})

    assert list(regressions) == ["heard, first: was 97.0, is not measured any more"]


def test_kind_without_threshold_is_a_regression() -> None:
    regressions = find_regressions(
        {}, {"bundled": {"with meaning": {"lay": {"first": 99.0}}}}
    )

    assert regressions == [
        "bundled, with meaning, lay: has no threshold yet; renew the file with --write"
    ]


def test_missing_subject_is_no_regression() -> None:
    regressions = find_regressions({"nci": {"with meaning": {"lay": {"first": 9}}}}, {})

    assert regressions == []


def test_thresholds_leave_out_the_hard_kind() -> None:
    rates = compute_rates(
        [
            QueryResult(JudgedQuery(kind, "x", ("a",)), ("a",))
            for kind in ("lay", HARD, NONE)
        ]
    )

    assert to_thresholds(rates, ["first"]) == {
        "lay": {"first": 100.0},
        NONE: {"answered": 100.0},
    }
