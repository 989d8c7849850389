"""One order over everything that was found."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.channels.exact import NameMatch
from index.channels.fuzzy import FuzzyMatch
from index.model.backend import Backend
from index.model.query import Channel, Query
from index.model.results import SortKeys
from index.search.ranking import rank
from index.search.scoring import (
    CHANNELS,
    EXACT,
    MAX_PARTIAL_SCORE,
    MEANING,
    NAME_MATCH_SCORES,
    NO_NAME_MATCH,
    NO_RESULTS,
    WORDS,
    Features,
    Scored,
    append_lexical_tail,
    noisy_or,
    score,
)
from index.search.searcher import fuse_fuzzy, merge_max
from tests.conftest import MakeBackend

ALL = slice(0, 50)


def floats(*numbers: float) -> np.ndarray:
    return np.asarray(numbers, np.float32)


def evidence(
    *,
    lexical: Sequence[float],
    cosine: Sequence[float] | None = None,
    whole: Sequence[int] | None = None,
    known_share: float = 1.0,
    length: int = 2,
    entry_count: int = 1000,
) -> Features:
    """Candidates 0, 1, 2 … with what words and meaning say of each."""
    count = len(lexical)
    near = floats(*(cosine or [0.0] * count))
    return Features(
        entries=np.arange(count),
        lexical=floats(*lexical),
        coverage=floats(*lexical),
        cosine=near,
        maxsim=near,
        name_maxsim=near,
        name_match=np.asarray(whole or [NO_NAME_MATCH] * count, np.int8),
        known_share=known_share,
        length=length,
        entry_count=entry_count,
        has_meaning=cosine is not None,
    )


def scored(*scores: float, channels: Sequence[int] | None = None) -> Scored:
    count = len(scores)
    by = np.asarray(channels or [WORDS] * count, np.int8)
    return Scored(np.arange(count), floats(*scores), by)


def order(
    count: int,
    *,
    same: Sequence[int] | None = None,
    concept: Sequence[int] | None = None,
    place: Sequence[int] | None = None,
) -> SortKeys:
    each = list(range(count))
    return SortKeys(
        alphabetical=np.asarray(place or each, np.int32),
        definition_group=np.asarray(same or each, np.int32),
        concept_group=np.asarray(concept or same or each, np.int32),
    )


def by_score(found: Scored) -> list[int]:
    return found.entries[np.argsort(-found.scores, kind="stable")].tolist()


def near(owner: int, similarity: float = 1.0, confidence: float = 1.0) -> FuzzyMatch:
    return FuzzyMatch(owner, 0, similarity, Channel.SPELLING, confidence)


def test_an_exact_name_is_above_a_near_one_above_a_vague_one() -> None:
    found = score(
        evidence(
            lexical=[0.1, 0.9, 0.2],
            cosine=[0.65, 0.9, 0.2],
            whole=[NO_NAME_MATCH, NO_NAME_MATCH, NameMatch.HIDDEN_FORM],
        )
    )

    assert by_score(found) == [2, 1, 0]
    assert found.channels.tolist() == [MEANING, WORDS, EXACT]


def test_kinds_of_names_keep_their_order_whatever_else_is_said() -> None:
    kinds = [kind for kind in NameMatch if kind in NAME_MATCH_SCORES]
    relevance = [kind / 10 for kind in kinds]

    found = score(evidence(lexical=relevance, cosine=relevance, whole=kinds))

    assert by_score(found) == list(range(len(kinds)))


@pytest.mark.parametrize("relevance", [0.0, 0.5, 1.0])
def test_nothing_comes_up_to_a_name_as_it_is_written(relevance: float) -> None:
    found = score(
        evidence(
            lexical=[relevance, 0],
            cosine=[relevance, 0],
            whole=[NO_NAME_MATCH, NameMatch.ALSO_CALLED],
        )
    )

    assert by_score(found)[0] == 1


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        (evidence(lexical=[0.19, 0.1]), []),
        (evidence(lexical=[0.21, 0.05]), [0]),
        (evidence(lexical=[0.21, 0.11]), [0, 1]),
        (evidence(lexical=[0.0, 0.0], cosine=[0.2, 0.1]), []),
        (evidence(lexical=[0.0, 0.0], cosine=[0.8, 0.1]), [0]),
        (evidence(lexical=[0.5], known_share=0.0), []),
        (evidence(lexical=[0.0], cosine=[0.55], known_share=0.0), []),
        (evidence(lexical=[0.1], length=9), [0]),
        (evidence(lexical=[]), []),
    ],
    ids=[
        *("below the floor", "above it", "a tail", "vague", "meant", "roots alone"),
        *("unknown words", "a long description", "no candidates"),
    ],
)
def test_only_what_reaches_the_floor_is_an_answer(
    asked: Features, answers: list[int]
) -> None:
    assert score(asked).entries.tolist() == answers


def test_whoever_holds_the_whole_question_is_an_answer() -> None:
    asked = evidence(lexical=[0.0, 0.0], cosine=[0.0, 0.0])
    asked = replace(asked, coverage=floats(1.0, 0.5))

    assert score(asked).entries.tolist() == [0]


def test_the_floor_is_higher_among_more() -> None:
    few, many = (
        evidence(lexical=[0.0], cosine=[0.3], entry_count=entry_count)
        for entry_count in (10, 100_000)
    )

    assert len(score(few).entries) == 1
    assert len(score(many).entries) == 0


def test_initials_alone_are_weaker_than_good_words() -> None:
    found = score(
        evidence(lexical=[0.0, 1.0], cosine=[0.0, 0.9], whole=[NameMatch.INITIALS, 99])
    )

    assert by_score(found) == [1, 0]


def test_initials_add_to_what_else_is_said() -> None:
    found = score(
        evidence(lexical=[0.5, 0.5], cosine=[0.6, 0.6], whole=[99, NameMatch.INITIALS])
    )

    assert by_score(found) == [1, 0]


@given(st.floats(0, 1), st.floats(0, 1))
def test_two_witnesses_are_worth_more_than_either(one: float, other: float) -> None:
    together = float(noisy_or(floats(one), other)[0])

    assert max(one, other) - 1e-6 <= together <= 1


def test_two_channels_that_agree_beat_one_alone() -> None:
    found = fuse_fuzzy(scored(0.5, 0.5), [near(1, confidence=0.6)], 1.0)

    assert by_score(found) == [1, 0]


def test_a_near_name_alone_is_an_answer_by_its_channel() -> None:
    found = fuse_fuzzy(NO_RESULTS, [near(7)], 1.0)

    assert found.entries.tolist() == [7]
    assert CHANNELS[found.channels[0]] == Channel.SPELLING


def test_a_less_similar_name_is_worth_less() -> None:
    found = fuse_fuzzy(NO_RESULTS, [near(3), near(1, similarity=0.8)], 1.0)

    assert by_score(found) == [3, 1]


def test_only_the_foreign_share_of_a_question_can_be_misspelled() -> None:
    whole, half = (fuse_fuzzy(NO_RESULTS, [near(0)], share) for share in (1.0, 0.5))

    assert half.scores[0] < whole.scores[0] <= MAX_PARTIAL_SCORE


def test_an_exact_name_is_not_touched_by_a_near_one() -> None:
    found = scored(0.98, channels=[EXACT])

    again = fuse_fuzzy(found, [near(0)], 1.0)

    assert again.scores.tolist() == found.scores.tolist()
    assert again.channels.tolist() == [EXACT]


def test_the_louder_channel_names_the_answer() -> None:
    found = fuse_fuzzy(scored(0.9, 0.1), [near(0, confidence=0.6), near(1)], 1.0)

    assert found.channels.tolist() == [WORDS, CHANNELS.index(Channel.SPELLING)]


def test_of_two_findings_each_entry_keeps_its_better_score() -> None:
    one = scored(0.9, 0.2)
    other = scored(0.5, 0.6, 0.1, channels=[MEANING] * 3)

    found = merge_max(one, other)

    assert found.entries.tolist() == [0, 1, 2]
    assert found.scores.tolist() == floats(0.9, 0.6, 0.1).tolist()
    assert found.channels.tolist() == [WORDS, MEANING, MEANING]


def test_nothing_is_the_worse_of_two_findings() -> None:
    found = scored(0.5)

    assert merge_max(found, NO_RESULTS).scores.tolist() == found.scores.tolist()
    assert len(merge_max(NO_RESULTS, NO_RESULTS).entries) == 0


def test_what_holds_the_words_follows_behind_what_was_compared() -> None:
    asked = evidence(lexical=[0.5, 0.4])
    coverage, lexical = floats(1, 1, 1, 0.5, 1), floats(0.5, 0.4, 0.3, 0.9, 0.6)

    found = append_lexical_tail(scored(0.5, 0.4), asked, coverage, lexical)

    assert by_score(found) == [0, 1, 4, 2]
    assert found.scores.max() <= 1


def test_nothing_follows_where_nothing_was_found() -> None:
    asked = evidence(lexical=[0.0])

    assert (
        append_lexical_tail(NO_RESULTS, asked, floats(0, 1), floats(0, 1)) is NO_RESULTS
    )


def test_the_best_comes_first_and_ties_are_alphabetical() -> None:
    ranking = rank(scored(0.5, 0.9, 0.5), order(3, place=[2, 1, 0]), ALL)

    assert [each.number for each in ranking.page] == [1, 2, 0]
    assert ranking.total == 3


def test_the_same_definition_is_one_answer() -> None:
    found = scored(0.4, 0.9, 0.8, 0.7)

    ranking = rank(found, order(4, same=[0, 1, 1, 0]), ALL)

    assert [(each.number, each.folded) for each in ranking.page] == [
        (1, (2,)),
        (3, (0,)),
    ]
    assert ranking.total == 2


def test_a_further_name_of_a_concept_stands_behind_other_concepts() -> None:
    found = scored(0.9, 0.8, 0.3)

    ranking = rank(found, order(3, concept=[0, 0, 2]), ALL)

    assert [each.number for each in ranking.page] == [0, 2, 1]


def test_a_further_name_that_is_exact_stays() -> None:
    found = scored(0.99, 0.98, 0.3, channels=[EXACT, EXACT, WORDS])

    ranking = rank(found, order(3, concept=[0, 0, 2]), ALL)

    assert [each.number for each in ranking.page] == [0, 1, 2]


def test_nothing_found_is_an_empty_page() -> None:
    ranking = rank(NO_RESULTS, order(3), ALL)

    assert (ranking.total, ranking.page) == (0, ())


@given(
    scores=st.lists(st.floats(0, 1, width=32), min_size=1, max_size=12),
    data=st.data(),
)
def test_pages_hold_everything_once_and_scores_fall(
    scores: list[float], data: st.DataObject
) -> None:
    count = len(scores)
    numbers = st.lists(st.integers(0, count - 1), min_size=count, max_size=count)
    concept = data.draw(numbers)
    same = [concept[at] if data.draw(st.booleans()) else at for at in range(count)]
    size = data.draw(st.integers(1, 5))
    by = order(count, same=same, concept=concept)

    pages = [
        rank(scored(*scores), by, slice(start, start + size))
        for start in range(0, count, size)
    ]

    listed = [each for ranking in pages for each in ranking.page]
    everyone = [n for each in listed for n in (each.number, *each.folded)]
    assert sorted(everyone) == list(range(count))
    assert [each.score for each in listed] == sorted(
        (each.score for each in listed), reverse=True
    )
    assert {ranking.total for ranking in pages} == {len(listed)}


@given(
    st.lists(
        st.tuples(*[st.floats(0, 1, width=32)] * 2, st.sampled_from([*NameMatch, 99])),
        max_size=12,
    ),
    st.integers(1, 16),
    st.booleans(),
)
def test_scores_stay_between_0_and_1(
    candidates: list[tuple[float, float, int]],
    length: int,
    has_meaning: bool,  # noqa: FBT001
) -> None:
    asked = evidence(
        lexical=[lexical for lexical, *_ in candidates],
        cosine=[cosine for _, cosine, _ in candidates],
        whole=[whole for *_, whole in candidates],
        length=length,
    )

    found = score(replace(asked, has_meaning=has_meaning))

    assert ((found.scores >= 0) & (found.scores <= 1)).all()


def headwords(backend: Backend, text: str) -> list[str]:
    return [hit.entry.headword for hit in backend.search(Query(text, limit=50)).hits]


def test_an_entry_with_the_same_text_but_for_other_names_stands_behind(
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
def test_paging_covers_every_entry_that_holds_the_words_once(
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

    found = [hit for page in pages for hit in page]
    ids = [hit.entry.id for hit in found]
    assert len(ids) == len(set(ids)) == total
    held = {hit.entry.headword for hit in found}
    assert {f"cell {n}" for n in numbers} <= held
    assert [hit.score for hit in found] == sorted(
        (hit.score for hit in found), reverse=True
    )
