"""Folding: which differences of spelling count, and positions of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.folding import Word, fold, folded_prefix_length, split_words

ANY_TEXT = st.text(st.characters(codec=None) | st.sampled_from("aE1 '’-½ﬁ\u0301\u200f"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Clot", "clot"),
        ("Sjögren", "sjogren"),
        ("Sjo\u0308gren", "sjogren"),
        ("Ménière’s", "menieres"),
        ("Crohn's", "crohns"),
        ("Crohn`s", "crohns"),
        ("Crohnʼs", "crohns"),
        ("'quoted'", "quoted"),
        ("M-Protein", "m protein"),
        ("x‑ray", "x ray"),
        ("ﬁbrosis", "fibrosis"),
        ("Œdème", "oedeme"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("½ cup", "1 2 cup"),
        ("β2", "beta 2"),
        ("ＣＴ", "ct"),
        ("a\x00b", "a b"),
        ("a\ud800b", "ab"),
        ("\u202eclot\u202c", "clot"),
        ("clo\u200bt", "clot"),
        ("a" + "\u0301" * 1000, "a"),
        ("שָׁלוֹם", "שלום"),
        ("İ", "i"),
        ("  two\t\nwords  ", "two words"),
        ("?!… -", ""),
        ("", ""),
    ],
)
def test_fold_removes_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_fold_is_idempotent(text: str) -> None:
    once = fold(text)

    assert fold(once) == once


def test_fold_is_idempotent_for_every_character() -> None:
    changed = [c for c in map(chr, range(0x20000)) if fold(fold(c)) != fold(c)]

    assert changed == []


@given(ANY_TEXT)
def test_split_words_joined_equal_the_folded_text(text: str) -> None:
    assert " ".join(word.text for word in split_words(text)) == fold(text)


@given(ANY_TEXT)
def test_split_words_have_ascending_positions(text: str) -> None:
    positions = [(word.start, word.end) for word in split_words(text)]

    assert all(0 <= start < end <= len(text) for start, end in positions)
    assert positions == sorted(positions)


@given(ANY_TEXT)
def test_text_at_a_word_position_folds_to_the_word(text: str) -> None:
    for word in split_words(text):
        assert word.text in fold(text[word.start : word.end]).split()


@pytest.mark.parametrize("text", ["M-protein in Crohn's", "M-prótein in Crohn’s"])
def test_split_words_returns_positions(text: str) -> None:
    assert split_words(text) == [
        Word("m", 0, 1),
        Word("protein", 2, 9),
        Word("in", 10, 12),
        Word("crohns", 13, 20),
    ]


def test_word_includes_the_marks_on_its_last_letter() -> None:
    assert split_words("cafe\u0301 x") == [Word("cafe", 0, 5), Word("x", 6, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "the 'clot' is",
        pytest.param("the ‘clot’ is"),
    ],
)
def test_word_excludes_surrounding_quotes(text: str) -> None:
    assert split_words(text)[1] == Word("clot", 5, 9)


def test_fraction_gives_two_words_at_one_position() -> None:
    assert split_words("½ cup")[:2] == [Word("1", 0, 1), Word("2", 0, 1)]


@pytest.mark.parametrize(
    ("text", "letters", "length"),
    [
        ("clotting", 4, 4),
        ("Crohn’s", 6, 7),
        ("ﬁbre", 1, 1),
        ("ﬁbre", 3, 2),
        ("clot", 9, 4),
        ("clot", 0, 0),
        ("", 3, 0),
    ],
)
def test_folded_prefix_length_counts_original_characters(
    text: str, letters: int, length: int
) -> None:
    assert folded_prefix_length(text, letters) == length


def test_folded_prefix_length_includes_the_marks_of_a_letter() -> None:
    assert folded_prefix_length("e\u0301clat", 1) == 2
