"""Accent color: readable variants for light and dark pages."""

import re
from itertools import product
from pathlib import Path

import pytest

from service.pages.owner.accent import (
    DARK,
    LIGHT,
    accent_stylesheet,
    contrast,
    mix,
)
from tests.service.pages.conftest import ENGLISH, ServeFiles

PAGES_CSS = Path(__file__).parents[4] / "service/static/pages.css"
SHADES = ("00", "55", "aa", "ff")
COLORS = [f"#{''.join(each)}" for each in product(SHADES, repeat=3)]


def read_variants(color: str) -> tuple[str, str]:
    light, dark = re.findall(r" --accent: (#[0-9a-f]{6})", accent_stylesheet(color))
    return light, dark


@pytest.mark.parametrize("color", COLORS)
def test_every_color_gets_variants_with_enough_contrast(color: str) -> None:
    light, dark = read_variants(color)

    for surface in (LIGHT, "#ffffff", mix(LIGHT, light, 0.12)):
        assert contrast(light, surface) >= 4.5
    for surface in (DARK, "#172224", mix(DARK, dark, 0.12)):
        assert contrast(dark, surface) >= 4.5
    assert contrast("#ffffff", light) >= 4.5
    assert contrast("#0c1515", dark) >= 4.5


def test_readable_color_stays_as_it_is() -> None:
    assert read_variants("#0a6767")[0] == "#0a6767"


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_surfaces_are_those_of_the_style_sheet() -> None:
    papers = re.findall(r"--paper: (#\w+); --surface: (#\w+)", PAGES_CSS.read_text())

    assert papers[:2] == [(LIGHT, "#fff"), (DARK, "#172224")]


@pytest.mark.parametrize("color", ["0A6767", "abc", "teal", "0a6767}", "..%2f"])
def test_other_spellings_of_a_color_have_no_style_sheet(
    serve: ServeFiles, color: str
) -> None:
    assert serve(ENGLISH).get(f"/accent/{color}.css").status_code == 404
