"""Windows say "none is near" only when none is."""

import random

import pytest

from index.autocomplete.window_filter import WindowFilter, write_window_filter

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "
NAMES = (
    "deep vein thrombosis",
    "thrombocytopenia",
    "monoclonal gammopathy of undetermined significance",
    "in",
    "é",
    "autologous stem cell transplantation",
)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> WindowFilter:
    folder = tmp_path_factory.mktemp("windows")
    write_window_filter(folder, "names", NAMES)
    return WindowFilter(folder, "names")


def one_mistake(text: str, draw: random.Random) -> str:
    at, letter = draw.randrange(len(text)), draw.choice(LETTERS)
    before, here, after = text[:at], text[at], text[at + 1 :]
    return draw.choice(
        (
            before + letter + after,
            before + after,
            before + letter + here + after,
            before + after[:1] + here + after[1:],
        )
    )


def test_what_begins_a_name_but_for_one_letter_is_never_ruled_out(
    windows: WindowFilter,
) -> None:
    draw = random.Random(3)
    for _ in range(20_000):
        name = draw.choice(NAMES)
        typed = one_mistake(name[: draw.randint(1, len(name))], draw)
        assert windows.may_match(typed), typed


@pytest.mark.parametrize(
    "text", ["low white blood cell count", "thrxmbocytopxnia", "deep vexn thromboxis"]
)
def test_what_has_more_mistakes_is_ruled_out(windows: WindowFilter, text: str) -> None:
    assert not windows.may_match(text)


def test_other_scripts_are_not_judged(windows: WindowFilter) -> None:
    assert windows.may_match("тромбоцитопения крови")
