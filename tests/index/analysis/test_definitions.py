"""Definitions: sentences, other names, and acronyms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.definitions import find_acronyms, parse_definition
from index.analysis.folding import fold
from index.analysis.stop_words import STOP_WORDS


@pytest.mark.parametrize(
    ("sentence", "names"),
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
        ("Also called clot of the leg.", ("clot of the leg",)),
        ("También se llama tumor en fase I y TF.", ("tumor en fase I", "TF")),
        ("Aussi appelé caillot en phase I ou CP.", ("caillot en phase I", "CP")),
        ("Ook genoemd klonter en prop.", ("klonter", "prop")),
    ],
)
def test_other_names_are_extracted(sentence: str, names: tuple[str, ...]) -> None:
    parsed = parse_definition(f"A clot in a vein. {sentence}")

    assert parsed.other_names == names
    assert parsed.explanation == "A clot in a vein."


def test_chinese_full_stop_ends_a_sentence_without_a_space() -> None:
    assert parse_definition("血液不足。需要治疗。").first_sentence == "血液不足。"


def test_first_sentence_is_separated_from_the_rest() -> None:
    parsed = parse_definition("A clot. It may travel. Also called X. It hurts.")

    assert (parsed.first_sentence, parsed.rest) == (
        "A clot.",
        "It may travel. It hurts.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "It is also called names by nobody, and so on.",
        "Names are what it is also called.",
        "Alsocalled X.",
    ],
)
def test_sentence_without_also_called_gives_no_names(text: str) -> None:
    assert parse_definition(text).other_names == ()


def test_definition_of_names_only_keeps_its_text() -> None:
    parsed = parse_definition("Also called X and Y.")

    assert parsed.other_names == ("X", "Y")
    assert parsed.explanation == "Also called X and Y."


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_empty_definition_gives_empty_parts(text: str) -> None:
    parsed = parse_definition(text)

    assert (parsed.explanation, parsed.other_names) == ("", ())


@pytest.mark.parametrize(
    "text", ["About 3.5 mg of it.", "It is e.g. this.", "Is it? no"]
)
def test_period_inside_a_sentence_does_not_end_it(text: str) -> None:
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
def test_acronyms_are_formed_with_and_without_stop_words(
    designation: str, acronyms: set[str]
) -> None:
    parsed = find_acronyms(designation, STOP_WORDS["en"])

    assert parsed == acronyms


@given(st.text(max_size=200))
def test_parts_contain_every_word_of_the_definition(text: str) -> None:
    parsed = parse_definition(text)

    words = set(
        fold(
            f"{parsed.first_sentence} {parsed.rest} {' '.join(parsed.other_names)}"
        ).split()
    )
    assert set(fold(text).split()) - words <= {"also", "called", "and", "or"}
