"""Judged queries of the bundled glossary: hit rates and the order of rivals."""

from pathlib import Path

import pytest

from index.cli.evaluation import (
    NONE,
    JudgedQuery,
    compute_kind_rates,
    list_headwords,
    run_query,
)
from index.cli.judgments import read_judgments
from index.model.backend import Backend

FILE = Path(__file__).parents[2] / "data" / "judged_queries.csv"
HARD = "hard"  # measured and shown, but no requirement
JUDGED = read_judgments(FILE)
ANSWERABLE = [each for each in JUDGED if each.kind not in (HARD, NONE)]
UNANSWERABLE = [each for each in JUDGED if each.kind == NONE]
WITH_RIVALS = [
    pytest.param(each, id=f"{each.kind}: {each.text}")
    for each in ANSWERABLE
    if each.rivals
]


@pytest.mark.parametrize("judged", WITH_RIVALS)
def test_expected_headword_ranks_above_its_rivals(
    bundled: Backend, judged: JudgedQuery
) -> None:
    result = run_query(bundled, judged)

    assert not result.inversions, result.headwords


@pytest.mark.parametrize("judged", UNANSWERABLE, ids=lambda each: each.text)
def test_unanswerable_query_has_no_result(
    bundled: Backend, judged: JudgedQuery
) -> None:
    result = run_query(bundled, judged)

    assert result.headwords == ()


def test_97_percent_are_found_first_and_all_in_the_first_three(
    bundled: Backend,
) -> None:
    results = [run_query(bundled, each) for each in ANSWERABLE]

    rates = compute_kind_rates("all", results)

    assert rates.first >= 97
    assert rates.in_three == 100


def test_judgments_cover_every_headword_once(bundled: Backend) -> None:
    expected = {name.casefold() for each in ANSWERABLE for name in each.expected}

    assert len(JUDGED) >= 200
    assert expected == {name.casefold() for name in list_headwords(bundled)}
    assert read_judgments(FILE, list_headwords(bundled)) == JUDGED
    assert len({(each.kind, each.text) for each in JUDGED}) == len(JUDGED)
