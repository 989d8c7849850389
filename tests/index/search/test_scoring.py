"""Scoring: features of the candidates to one score for each answer."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.channels.exact import NameMatch
from index.search.fusion import append_lexical_tail
from index.search.scoring import (
    EXACT,
    MEANING,
    NAME_MATCH_SCORES,
    NO_NAME_MATCH,
    NO_RESULTS,
    WORDS,
    Features,
    noisy_or,
    score,
)
from tests.index.search.scored import by_score, floats, scored


def make_features(
    *,
    lexical: Sequence[float],
    cosine: Sequence[float] | None = None,
    sentence: Sequence[float] | None = None,
    name_match: Sequence[int] | None = None,
    known_share: float = 1.0,
    word_count: int = 2,
    entry_count: int = 1000,
) -> Features:
    """Return features of the candidates 0, 1, 2 …"""
    count = len(lexical)
    similarity = floats(*(cosine or [0.0] * count))
    return Features(
        entries=np.arange(count),
        lexical=floats(*lexical),
        coverage=floats(*lexical),
        cosine=similarity,
        maxsim=similarity,
        name_maxsim=similarity,
        sentence=floats(*(sentence or [0.0] * count)),
        name_match=np.asarray(name_match or [NO_NAME_MATCH] * count, np.int8),
        known_share=known_share,
        word_count=word_count,
        entry_count=entry_count,
        has_meaning=cosine is not None,
    )


def test_score_ranks_exact_name_before_similar_before_vague_entry() -> None:
    result = score(
        make_features(
            lexical=[0.1, 0.9, 0.2],
            cosine=[0.65, 0.9, 0.2],
            name_match=[NO_NAME_MATCH, NO_NAME_MATCH, NameMatch.HIDDEN_FORM],
        )
    )

    assert by_score(result) == [2, 1, 0]
    assert result.channels.tolist() == [MEANING, WORDS, EXACT]


def test_score_orders_name_matches_by_kind_whatever_their_relevance() -> None:
    kinds = [kind for kind in NameMatch if kind in NAME_MATCH_SCORES]
    relevance = [kind / 10 for kind in kinds]

    result = score(make_features(lexical=relevance, cosine=relevance, name_match=kinds))

    assert by_score(result) == list(range(len(kinds)))


@pytest.mark.parametrize("relevance", [0.0, 0.5, 1.0])
def test_score_of_name_is_above_any_relevance(relevance: float) -> None:
    result = score(
        make_features(
            lexical=[relevance, 0],
            cosine=[relevance, 0],
            name_match=[NO_NAME_MATCH, NameMatch.ALSO_CALLED],
        )
    )

    assert by_score(result)[0] == 1


@pytest.mark.parametrize(
    ("features", "answers"),
    [
        (make_features(lexical=[0.19, 0.1]), []),
        (make_features(lexical=[0.21, 0.05]), [0]),
        (make_features(lexical=[0.21, 0.11]), [0, 1]),
        (make_features(lexical=[0.0, 0.0], cosine=[0.2, 0.1]), []),
        (make_features(lexical=[0.0, 0.0], cosine=[0.8, 0.1]), [0]),
        (make_features(lexical=[0.5], known_share=0.0), []),
        (make_features(lexical=[0.0], cosine=[0.55], known_share=0.0), []),
        (make_features(lexical=[0.1], word_count=9), [0]),
        (make_features(lexical=[]), []),
    ],
    ids=[
        *("below threshold", "above it", "tail", "vague", "similar", "roots alone"),
        *("unknown words", "long description", "no candidates"),
    ],
)
def test_score_returns_only_candidates_above_threshold(
    features: Features, answers: list[int]
) -> None:
    assert score(features).entries.tolist() == answers


def test_score_returns_entry_that_covers_query_whatever_its_similarity() -> None:
    features = make_features(lexical=[0.0, 0.0], cosine=[0.0, 0.0])
    features = replace(features, coverage=floats(1.0, 0.5))

    assert score(features).entries.tolist() == [0]


def test_answer_threshold_grows_with_entry_count() -> None:
    few, many = (
        make_features(lexical=[0.0], cosine=[0.3], entry_count=count)
        for count in (10, 100_000)
    )

    assert len(score(few).entries) == 1
    assert len(score(many).entries) == 0


def test_initials_alone_score_below_good_words() -> None:
    result = score(
        make_features(
            lexical=[0.0, 1.0],
            cosine=[0.0, 0.9],
            name_match=[NameMatch.INITIALS, NO_NAME_MATCH],
        )
    )

    assert by_score(result) == [1, 0]


def test_initials_raise_score_of_equal_relevance() -> None:
    result = score(
        make_features(
            lexical=[0.5, 0.5],
            cosine=[0.6, 0.6],
            name_match=[NO_NAME_MATCH, NameMatch.INITIALS],
        )
    )

    assert by_score(result) == [1, 0]


@given(st.floats(0, 1), st.floats(0, 1))
def test_noisy_or_is_at_least_either_probability(one: float, other: float) -> None:
    together = float(noisy_or(floats(one), other)[0])

    assert max(one, other) - 1e-6 <= together <= 1


def test_lexical_tail_follows_scored_entries() -> None:
    features = make_features(lexical=[0.5, 0.4])
    coverage, lexical = floats(1, 1, 1, 0.5, 1), floats(0.5, 0.4, 0.3, 0.9, 0.6)

    result = append_lexical_tail(scored(0.5, 0.4), features, coverage, lexical)

    assert by_score(result) == [0, 1, 4, 2]
    assert result.scores.max() <= 1


def test_lexical_tail_of_no_results_is_empty() -> None:
    features = make_features(lexical=[0.0])

    result = append_lexical_tail(NO_RESULTS, features, floats(0, 1), floats(0, 1))

    assert result is NO_RESULTS


@given(
    st.lists(
        st.tuples(
            *[st.floats(0, 1, width=32)] * 2,
            st.sampled_from([*NameMatch, NO_NAME_MATCH]),
        ),
        max_size=12,
    ),
    st.integers(1, 16),
    st.booleans(),
)
def test_scores_stay_between_0_and_1(
    candidates: list[tuple[float, float, int]],
    word_count: int,
    has_meaning: bool,  # noqa: FBT001
) -> None:
    features = make_features(
        lexical=[lexical for lexical, *_ in candidates],
        cosine=[cosine for _, cosine, _ in candidates],
        name_match=[match for *_, match in candidates],
        word_count=word_count,
    )

    result = score(replace(features, has_meaning=has_meaning))

    assert ((result.scores >= 0) & (result.scores <= 1)).all()


def test_score_ranks_the_entry_that_the_encoder_prefers_first() -> None:
    evenly = {"lexical": [0.2, 0.2], "cosine": [0.6, 0.6]}

    result = score(make_features(**evenly, sentence=[0.4, 0.7]))

    assert by_score(result) == [1, 0]


def test_sentence_cosine_never_lowers_a_score() -> None:
    features = {"lexical": [0.2], "cosine": [0.6]}

    without = score(make_features(**features))
    unlike = score(make_features(**features, sentence=[-0.5]))

    assert unlike.scores.tolist() == without.scores.tolist()


@pytest.mark.parametrize(
    ("sentence", "entry_count", "expected"),
    [(0.55, 8_000, 1), (0.45, 8_000, 0), (0.45, 33, 1), (0.3, 33, 0)],
)
def test_sentence_cosine_alone_answers_above_a_threshold(
    sentence: float, entry_count: int, expected: int
) -> None:
    features = make_features(
        lexical=[0.0], cosine=[0.1], sentence=[sentence], entry_count=entry_count
    )

    assert len(score(features).entries) == expected
