"""Ranking: order, duplicates, and pages."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model.backend import Backend
from index.model.query import Query
from index.model.results import SortKeys
from index.search.ranking import MAX_COLLAPSED, rank
from index.search.scoring import EXACT, NO_RESULTS, WORDS
from tests.conftest import MakeBackend
from tests.index.search.scored import scored

ALL = slice(0, 50)


def make_keys(
    count: int,
    *,
    definition_group: Sequence[int] | None = None,
    concept_group: Sequence[int] | None = None,
    alphabetical: Sequence[int] | None = None,
) -> SortKeys:
    numbers = list(range(count))
    concepts = concept_group or definition_group or numbers
    return SortKeys(
        np.asarray(alphabetical or numbers, np.int32),
        np.asarray(definition_group or numbers, np.int32),
        np.asarray(concepts, np.int32),
    )


def test_rank_sorts_by_score_then_alphabetically() -> None:
    keys = make_keys(3, alphabetical=[2, 1, 0])

    ranking = rank(scored(0.5, 0.9, 0.5), keys, ALL)

    assert [each.number for each in ranking.page] == [1, 2, 0]
    assert ranking.total == 3


def test_rank_collapses_equal_definitions() -> None:
    keys = make_keys(4, definition_group=[0, 1, 1, 0])

    ranking = rank(scored(0.4, 0.9, 0.8, 0.7), keys, ALL)

    assert [(each.number, each.collapsed) for each in ranking.page] == [
        (1, (2,)),
        (3, (0,)),
    ]
    assert ranking.total == 2


def test_rank_names_at_most_twenty_collapsed_entries_and_counts_all() -> None:
    keys = make_keys(30, definition_group=[0] * 30)

    (only,) = rank(scored(*([0.5] * 30)), keys, ALL).page

    assert only.collapsed == tuple(range(1, MAX_COLLAPSED + 1))
    assert only.collapsed_total == 29


def test_rank_demotes_further_entry_of_a_concept() -> None:
    keys = make_keys(3, concept_group=[0, 0, 2])

    ranking = rank(scored(0.9, 0.8, 0.3), keys, ALL)

    assert [each.number for each in ranking.page] == [0, 2, 1]


def test_rank_does_not_demote_exact_match() -> None:
    keys = make_keys(3, concept_group=[0, 0, 2])

    ranking = rank(scored(0.99, 0.98, 0.3, channels=[EXACT, EXACT, WORDS]), keys, ALL)

    assert [each.number for each in ranking.page] == [0, 1, 2]


def test_rank_of_no_results_is_an_empty_page() -> None:
    ranking = rank(NO_RESULTS, make_keys(3), ALL)

    assert (ranking.total, ranking.page) == (0, ())


@given(
    scores=st.lists(st.floats(0, 1, width=32), min_size=1, max_size=12),
    data=st.data(),
)
def test_pages_contain_every_entry_once_with_falling_scores(
    scores: list[float], data: st.DataObject
) -> None:
    count = len(scores)
    numbers = st.lists(st.integers(0, count - 1), min_size=count, max_size=count)
    concepts = data.draw(numbers)
    groups = [concepts[at] if data.draw(st.booleans()) else at for at in range(count)]
    size = data.draw(st.integers(1, 5))
    keys = make_keys(count, definition_group=groups, concept_group=concepts)

    pages = [
        rank(scored(*scores), keys, slice(start, start + size))
        for start in range(0, count, size)
    ]

    ranked = [each for ranking in pages for each in ranking.page]
    entries = [n for each in ranked for n in (each.number, *each.collapsed)]
    assert sorted(entries) == list(range(count))
    assert [each.score for each in ranked] == sorted(
        (each.score for each in ranked), reverse=True
    )
    assert {ranking.total for ranking in pages} == {len(ranked)}


def headwords(backend: Backend, text: str) -> list[str]:
    return [hit.entry.headword for hit in backend.search(Query(text, limit=50)).hits]


def test_search_demotes_entry_whose_definition_differs_in_other_names_only(
    make_backend: MakeBackend,
) -> None:
    text = "A cancer of the blood that begins in the marrow."
    backend = make_backend(
        {"headword": "marrow cancer", "definition": f"{text} Also called myelosis."},
        {"headword": "cancer of marrow", "definition": f"{text} Also called myel."},
        {"headword": "biopsy", "definition": "A cancer test, of marrow at times."},
    )

    found = headwords(backend, "cancer in marrow of blood")

    assert set(found[:2]) & {"marrow cancer", "cancer of marrow"}
    assert found[1] == "biopsy"
    assert len(found) == 3


@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_contain_every_entry_with_the_word_once(
    make_backend: MakeBackend, size: int
) -> None:
    numbers = range(200)
    backend = make_backend(
        *(
            {"headword": f"cell {n}", "definition": f"Number {n} of the marrow."}
            for n in numbers
        ),
        *({"headword": f"bone {n}", "definition": f"Other {n}."} for n in numbers),
    )

    total = backend.search(Query("marrow")).total
    pages = [
        backend.search(Query("marrow", limit=size, offset=start)).hits
        for start in range(0, total, size)
    ]

    hits = [hit for page in pages for hit in page]
    ids = [hit.entry.id for hit in hits]
    assert len(ids) == len(set(ids)) == total
    assert {f"cell {n}" for n in numbers} <= {hit.entry.headword for hit in hits}
    assert [hit.score for hit in hits] == sorted(
        (hit.score for hit in hits), reverse=True
    )
