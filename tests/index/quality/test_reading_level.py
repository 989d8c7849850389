"""Reading level: the same grades as those of a published implementation."""

import statistics

import pytest
import textstat

from index.data import BUNDLED
from index.loading.loader import load_glossaries
from index.quality.reading_level import count_syllables, grade

HARD = (
    "An organized ensemble of vocalists who collectively perform predominantly "
    "complicated compositions under the supervision of an experienced director."
)


def test_grades_of_the_bundled_glossary_are_those_of_textstat() -> None:
    (glossary,) = load_glossaries([BUNDLED])
    texts = [each.definition.text for each in glossary.entries]

    differences = [grade(each) - textstat.flesch_kincaid_grade(each) for each in texts]

    assert abs(statistics.mean(differences)) < 0.5
    assert statistics.mean(map(abs, differences)) < 1


def test_hard_sentence_has_a_higher_grade_than_short_ones() -> None:
    assert grade("A group of people. They sing.") < 4
    assert grade(HARD) > 15


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        *(("bile", 1), ("cells", 1), ("used", 1), ("rhythm", 1), ("the", 1)),
        *(("sample", 2), ("wanted", 2), ("patient", 2), ("layer", 2), ("being", 2)),
        *(("quality", 3), ("bacteria", 4), ("reaction", 3), ("sodium", 3)),
    ],
)
def test_syllables_are_counted_by_spelling(word: str, syllables: int) -> None:
    assert count_syllables(word) == syllables


@pytest.mark.parametrize("text", ["", "…", "♥ 5"])
def test_text_without_words_has_grade_zero(text: str) -> None:
    assert grade(text) == 0
