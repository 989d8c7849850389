"""What a definition says where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyzers import ENGLISH_STOP_WORDS
from index.analysis.definitions import find_acronyms, parse_definition
from index.analysis.folding import fold


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Also called X.", ("X",)),
        ("Also called X", ("X",)),
        ("Also called X and Y.", ("X", "Y")),
        ("Also called X or Y.", ("X", "Y")),
        ("Also called X, Y, and Z.", ("X", "Y", "Z")),
        ("Also called X, Y, or Z.", ("X", "Y", "Z")),
        (
            "Also called blood clot and deep-vein clot.",
            ("blood clot", "deep-vein clot"),
        ),
    ],
)
def test_other_names_are_taken_out(stated: str, names: tuple[str, ...]) -> None:
    found = parse_definition(f"A clot in a vein. {stated}")

    assert found.other_names == names
    assert found.explanation == "A clot in a vein."


def test_the_first_sentence_is_told_from_the_rest() -> None:
    found = parse_definition("A clot. It may travel. Also called X. It hurts.")

    assert (found.first_sentence, found.rest) == ("A clot.", "It may travel. It hurts.")


@pytest.mark.parametrize(
    "text",
    [
        "It is also called names by nobody, and so on.",
        "Names are what it is also called.",
        "Alsocalled X.",
    ],
)
def test_other_sentences_name_nothing(text: str) -> None:
    assert parse_definition(text).other_names == ()


def test_a_definition_that_only_names_keeps_its_text() -> None:
    found = parse_definition("Also called X and Y.")

    assert found.other_names == ("X", "Y")
    assert found.explanation == "Also called X and Y."


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_definition_says_nothing(text: str) -> None:
    found = parse_definition(text)

    assert (found.explanation, found.other_names) == ("", ())


@pytest.mark.parametrize(
    "text", ["About 3.5 mg of it.", "It is e.g. this.", "Is it? no"]
)
def test_a_sentence_ends_where_another_begins(text: str) -> None:
    assert parse_definition(text).first_sentence == text


@pytest.mark.parametrize(
    ("designation", "acronyms"),
    [
        ("deep vein thrombosis", {"dvt"}),
        ("Deep-Vein Thrombosis", {"dvt"}),
        ("chronic lymphocytic leukemia of the blood", {"cllotb", "cllb"}),
        ("placebo", set()),
        ("", set()),
        ("…", set()),
        ("vitamin B 12", {"vb1"}),
    ],
)
def test_words_spell_acronyms(designation: str, acronyms: set[str]) -> None:
    found = find_acronyms(designation, ENGLISH_STOP_WORDS)

    assert found == acronyms


@given(st.text(max_size=200))
def test_no_word_of_a_definition_is_lost(text: str) -> None:
    found = parse_definition(text)

    kept = set(
        fold(
            f"{found.first_sentence} {found.rest} {' '.join(found.other_names)}"
        ).split()
    )
    assert set(fold(text).split()) - kept <= {"also", "called", "and", "or"}
