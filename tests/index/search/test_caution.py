"""Caution: an uncertain guess with an alarming word comes after harmless ones."""

import pytest

from index.search.caution import demote_alarming_guesses, is_alarming, may_offer
from index.search.scoring import EXACT, MEANING, WORDS
from tests.index.search.scored import by_score, scored

HEADWORDS = ("Stroke of a brush", "Paint", "Canvas")


@pytest.mark.parametrize(
    ("text", "scores", "channels", "order"),
    [
        ("brush", (0.2, 0.15, 0.02), (MEANING, MEANING, MEANING), [1, 0, 2]),
        ("brush", (0.2, 0.15, 0.02), (WORDS, MEANING, MEANING), [0, 1, 2]),
        ("brush", (0.2, 0.15, 0.02), (EXACT, MEANING, MEANING), [0, 1, 2]),
        ("brush", (0.6, 0.55, 0.02), (MEANING, MEANING, MEANING), [0, 1, 2]),
        ("a fatal brush", (0.2, 0.15, 0.02), (MEANING, MEANING, MEANING), [0, 1, 2]),
    ],
    ids=["uncertain guess", "words", "name", "certain guess", "alarming query"],
)
def test_only_uncertain_alarming_guesses_of_harmless_queries_are_demoted(
    text: str, scores: tuple[float, ...], channels: tuple[int, ...], order: list[int]
) -> None:
    result = demote_alarming_guesses(
        scored(*scores, channels=channels), text, HEADWORDS.__getitem__
    )

    assert by_score(result) == order


def test_demotion_reads_only_the_entries_of_the_first_page() -> None:
    channels = [MEANING] * 40
    read: list[int] = []

    def read_headword(number: int) -> str:
        read.append(number)
        return "Stroke"

    demote_alarming_guesses(
        scored(*[0.1] * 40, channels=channels), "brush", read_headword
    )

    assert len(read) == 10


@pytest.mark.parametrize(
    ("headword", "confidence", "is_offered"),
    [("Stroke", 0.2, False), ("Stroke", 0.7, True), ("Canvas", 0.2, True)],
)
def test_an_alarming_name_is_offered_only_if_it_is_likely(
    headword: str, confidence: float, *, is_offered: bool
) -> None:
    assert may_offer("stork", headword, confidence) == is_offered


@pytest.mark.parametrize("text", ["Tumor lysis", "muerte súbita", "TÖDLICH", "cancers"])
def test_alarming_words_are_told_in_any_language_and_spelling(text: str) -> None:
    assert is_alarming(text)
