"""Scripts without spaces between words, in pairs of characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.folding import fold
from index.analysis.scripts.unspaced import (
    find_parts,
    index_parts,
    query_parts,
    strip_unspaced_frames,
)
from index.analysis.word_vectors import can_embed, knows_language, knows_script


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("anemia", ["anemia"]),
        ("骨", ["骨"]),
        ("骨髄腫", ["骨髄", "髄腫"]),
        ("ct検査", ["ct", "検査"]),
        ("プラセボ", ["プラ", "ラセ", "セボ"]),
    ],
)
def test_query_consists_of_pairs_of_characters(word: str, parts: list[str]) -> None:
    assert query_parts(fold(word)) == parts


def test_index_has_single_chinese_characters_too() -> None:
    assert index_parts("骨髄") == ["骨髄", "骨", "髄"]
    assert index_parts(fold("がん")) == ["がん"]


@given(st.text(alphabet="骨髄がンab1ไข ", max_size=20))
def test_parts_of_a_query_are_indexed_where_it_occurs(text: str) -> None:
    for word in fold(text).split():
        assert {*query_parts(word)} <= {*index_parts(word)}


@given(st.text(alphabet="骨髄腫ab12ไข", max_size=20))
def test_parts_are_found_at_their_places(text: str) -> None:
    for part, start, end in find_parts(text):
        assert text[start:end] == part


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("骨髄腫とは", "骨髄腫"),
        ("骨髄腫って何？", "骨髄腫"),
        ("什么是贫血？", "贫血"),
        ("โลหิตจางหมายถึงอะไร", "โลหิตจาง"),
        ("とは", "とは"),
        ("anemia", "anemia"),
    ],
)
def test_question_is_cut_off(question: str, name: str) -> None:
    assert strip_unspaced_frames(question, ["ja", "zh", "th"]) == name


def test_frames_count_in_their_own_language_alone() -> None:
    assert strip_unspaced_frames("骨髄腫とは", ["zh"]) == "骨髄腫とは"


def test_model_knows_latin_letters_and_related_languages() -> None:
    assert knows_script("anemia")
    assert knows_script("ångström")
    assert not knows_script("骨髄")
    assert not knows_script("анемия")
    assert knows_language("fr")
    assert not knows_language("ja")
    assert not knows_language("so")


def test_query_has_a_vector_if_a_word_and_a_language_are_known() -> None:
    assert can_embed(["anemia", "骨髄"], ["en", "ja"])
    assert not can_embed(["骨髄"], ["en", "ja"])
    assert not can_embed(["anemia"], ["ja", "so"])
    assert not can_embed([], ["en"])
