"""Words made comparable: what counts, what does not, and where words stand."""

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
        ("β2", "β2"),
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
def test_folding_leaves_only_what_counts(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)

    assert fold(once) == once


def test_every_character_stays_folded() -> None:
    restless = [c for c in map(chr, range(0x20000)) if fold(fold(c)) != fold(c)]

    assert restless == []


@given(ANY_TEXT)
def test_folded_text_is_its_words_joined(text: str) -> None:
    assert " ".join(word.text for word in split_words(text)) == fold(text)


@given(ANY_TEXT)
def test_words_stand_in_the_text_and_in_order(text: str) -> None:
    places = [(word.start, word.end) for word in split_words(text)]

    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(ANY_TEXT)
def test_what_stands_at_a_words_place_folds_to_it(text: str) -> None:
    for word in split_words(text):
        assert word.text in fold(text[word.start : word.end]).split()


@pytest.mark.parametrize("text", ["M-protein in Crohn's", "M-prótein in Crohn’s"])
def test_words_know_their_places(text: str) -> None:
    assert split_words(text) == [
        Word("m", 0, 1),
        Word("protein", 2, 9),
        Word("in", 10, 12),
        Word("crohns", 13, 20),
    ]


def test_a_word_keeps_the_marks_on_its_last_letter() -> None:
    assert split_words("cafe\u0301 x") == [Word("cafe", 0, 5), Word("x", 6, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "the 'clot' is",
        pytest.param("the ‘clot’ is"),
    ],
)
def test_quotes_around_a_word_are_no_part_of_it(text: str) -> None:
    assert split_words(text)[1] == Word("clot", 5, 9)


def test_a_fraction_is_two_words_at_one_place() -> None:
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
def test_folded_length_counts_characters_for_letters(
    text: str, letters: int, length: int
) -> None:
    assert folded_prefix_length(text, letters) == length


def test_folded_length_does_not_part_a_letter_from_its_marks() -> None:
    assert folded_prefix_length("e\u0301clat", 1) == 2
