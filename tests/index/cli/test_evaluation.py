import pytest

from index.cli.evaluation import (
    JudgedQuery,
    QueryResult,
    Rates,
    compute_kind_rates,
    compute_rates,
    format_table,
    list_headwords,
    misses,
    run_queries,
)
from index.model.backend import Backend
from tests.conftest import MakeBackend


@pytest.fixture
def backend(make_backend: MakeBackend) -> Backend:
    return make_backend(
        {"headword": "Edema", "definition": "Swelling of a part of the body."},
        {"headword": "Placebo", "definition": "A pill without medicine in it."},
    )


def result(kind: str, expected: str, *headwords: str, rivals: str = "") -> QueryResult:
    """Return a result with these headwords; "|" separates those of a cell."""
    wanted = tuple(filter(None, expected.split("|")))
    judged = JudgedQuery(kind, "query", wanted, tuple(filter(None, rivals.split("|"))))
    return QueryResult(judged, headwords)


def test_run_queries_completes_prefixes_and_searches_the_rest(backend: Backend) -> None:
    done: list[int] = []
    judged = [JudgedQuery("exact", "edema"), JudgedQuery("complete-typo", "plac")]

    results = run_queries(backend, judged, done.append)

    assert [each.headwords[0] for each in results] == ["Edema", "Placebo"]
    assert done == [1, 2]


def test_list_headwords_lists_all_entries(backend: Backend) -> None:
    assert list_headwords(backend) == ("Edema", "Placebo")


def test_rank_is_that_of_the_first_expected_headword() -> None:
    assert result("lay", "b|C", "a", "c", "b").rank == 2
    assert result("lay", "b", "a").rank == 0


def test_rates_are_averaged_per_expected_headword() -> None:
    results = [
        *(result("lay", "a", "a") for _ in range(3)),
        result("lay", "a", "x", "a"),
        result("lay", "b"),
    ]

    assert compute_kind_rates("lay", results) == Rates(
        kind="lay",
        queries=5,
        headwords=2,
        first=37.5,
        in_three=50,
        in_five=50,
        in_ten=50,
        mrr=pytest.approx(100 * (3.5 / 4 + 0) / 2),
        answered=80,
        in_order=None,
    )


def test_rates_are_in_alphabetical_order_with_none_last() -> None:
    results = [result("none", ""), result("spelling", "a"), result("exact", "a")]

    assert [each.kind for each in compute_rates(results)] == [
        "exact",
        "spelling",
        "none",
    ]


def test_rates_of_none_only_count_answered_queries() -> None:
    rates = compute_kind_rates("none", [result("none", "", "x"), result("none", "")])

    assert (rates.answered, rates.headwords, rates.first) == (50, 0, 0)


@pytest.mark.parametrize(
    ("headwords", "inversions"),
    [
        (("a", "r"), ()),
        (("r", "a"), (("a", "R"),)),
        (("a", "r", "b"), (("b", "R"),)),
        (("r",), (("a", "R"),)),
        (("a",), ()),
        ((), ()),
    ],
)
def test_inversions_are_rivals_above_expected_headwords(
    headwords: tuple[str, ...], inversions: tuple[tuple[str, str], ...]
) -> None:
    assert result("lay", "a|b", *headwords, rivals="R").inversions == inversions


def test_in_order_counts_pairs() -> None:
    results = [
        result("lay", "a", "a", "r", rivals="r|s"),
        result("lay", "a", "r", "a", rivals="r|s"),
    ]

    assert compute_kind_rates("lay", results).in_order == 75


def test_misses_are_results_that_could_be_better() -> None:
    good = [result("lay", "a", "a"), result("none", "")]
    bad = [
        result("lay", "a", "x", "a"),
        result("lay", "a|b", "a", "r", "b", rivals="r"),
        result("none", "", "x"),
    ]

    assert misses([*good, *bad]) == tuple(bad)
    assert bad[0].row == ("lay", "query", "a", "2", "x | a")


def test_table_has_a_row_for_each_kind() -> None:
    results = [result("lay", "a", "a"), result("none", "", "x")]

    lines = format_table(compute_rates(results)).splitlines()

    assert lines[1].split() == ["lay", "1", "1", *["100.0"] * 5, "–", "100.0"]
    assert lines[2].split() == ["none", "1", "0", *["–"] * 6, "100.0"]
    assert len({len(line) for line in lines}) == 1
