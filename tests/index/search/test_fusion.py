"""Fusion: scores of several channels and readings to one for each entry."""

from index.channels.fuzzy import FuzzyMatch
from index.model.query import Channel
from index.search.fusion import fuse_fuzzy, merge_max
from index.search.scoring import (
    CHANNELS,
    EXACT,
    MAX_PARTIAL_SCORE,
    MEANING,
    NO_RESULTS,
    WORDS,
)
from tests.index.search.scored import by_score, floats, scored


def make_match(
    owner: int, similarity: float = 1.0, confidence: float = 1.0
) -> FuzzyMatch:
    return FuzzyMatch(owner, 0, similarity, Channel.SPELLING, confidence)


def test_entry_of_two_channels_ranks_before_entry_of_one() -> None:
    result = fuse_fuzzy(scored(0.5, 0.5), [make_match(1, confidence=0.6)], 1.0)

    assert by_score(result) == [1, 0]


def test_fuzzy_match_alone_is_a_result_with_its_channel() -> None:
    result = fuse_fuzzy(NO_RESULTS, [make_match(7)], 1.0)

    assert result.entries.tolist() == [7]
    assert CHANNELS[result.channels[0]] == Channel.SPELLING


def test_less_similar_match_scores_less() -> None:
    result = fuse_fuzzy(NO_RESULTS, [make_match(3), make_match(1, similarity=0.8)], 1.0)

    assert by_score(result) == [3, 1]


def test_fuzzy_score_shrinks_with_share_of_unknown_words() -> None:
    all_unknown, half_unknown = (
        fuse_fuzzy(NO_RESULTS, [make_match(0)], share) for share in (1.0, 0.5)
    )

    assert half_unknown.scores[0] < all_unknown.scores[0] <= MAX_PARTIAL_SCORE


def test_fuzzy_match_leaves_exact_match_unchanged() -> None:
    exact = scored(0.98, channels=[EXACT])

    result = fuse_fuzzy(exact, [make_match(0)], 1.0)

    assert result.scores.tolist() == exact.scores.tolist()
    assert result.channels.tolist() == [EXACT]


def test_channel_of_higher_score_wins() -> None:
    matches = [make_match(0, confidence=0.6), make_match(1)]

    result = fuse_fuzzy(scored(0.9, 0.1), matches, 1.0)

    assert result.channels.tolist() == [WORDS, CHANNELS.index(Channel.SPELLING)]


def test_merge_max_keeps_better_score_of_each_entry() -> None:
    one = scored(0.9, 0.2)
    other = scored(0.5, 0.6, 0.1, channels=[MEANING] * 3)

    result = merge_max(one, other)

    assert result.entries.tolist() == [0, 1, 2]
    assert result.scores.tolist() == floats(0.9, 0.6, 0.1).tolist()
    assert result.channels.tolist() == [WORDS, MEANING, MEANING]


def test_merge_max_with_no_results_changes_nothing() -> None:
    one = scored(0.5)

    assert merge_max(one, NO_RESULTS).scores.tolist() == one.scores.tolist()
    assert len(merge_max(NO_RESULTS, NO_RESULTS).entries) == 0
