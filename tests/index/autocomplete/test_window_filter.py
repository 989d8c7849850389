"""Window filter: rules out only texts that no key starts with after one edit."""

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
def window_filter(tmp_path_factory: pytest.TempPathFactory) -> WindowFilter:
    folder = tmp_path_factory.mktemp("windows")
    write_window_filter(folder, "names", NAMES)
    return WindowFilter(folder, "names")


def edit_text(text: str, rng: random.Random) -> str:
    at, letter = rng.randrange(len(text)), rng.choice(LETTERS)
    before, here, after = text[:at], text[at], text[at + 1 :]
    return rng.choice(
        (
            before + letter + after,
            before + after,
            before + letter + here + after,
            before + after[:1] + here + after[1:],
        )
    )


def test_may_match_is_true_for_prefixes_with_one_edit(
    window_filter: WindowFilter,
) -> None:
    rng = random.Random(3)
    for _ in range(20_000):
        name = rng.choice(NAMES)
        typed = edit_text(name[: rng.randint(1, len(name))], rng)
        assert window_filter.may_match(typed), typed


@pytest.mark.parametrize(
    "text", ["low white blood cell count", "thrxmbocytopxnia", "deep vexn thromboxis"]
)
def test_may_match_is_false_for_texts_with_more_edits(
    window_filter: WindowFilter, text: str
) -> None:
    assert not window_filter.may_match(text)


def test_may_match_is_true_for_other_scripts(window_filter: WindowFilter) -> None:
    assert window_filter.may_match("тромбоцитопения крови")
