from xml.etree import ElementTree

import pytest

from index.cli.charts import rates_chart
from index.cli.evaluation import Rates

SVG = "{http://www.w3.org/2000/svg}"


def rates(kind: str, first: float = 50, in_ten: float = 75) -> Rates:
    return Rates(
        kind=kind,
        queries=8,
        headwords=4,
        first=first,
        in_three=in_ten,
        in_five=in_ten,
        in_ten=in_ten,
        mrr=first,
        answered=12.5,
        in_order=None,
    )


def draw(*rates: Rates, title: str = "queries.csv") -> ElementTree.Element:
    return ElementTree.fromstring(rates_chart(rates, title))


def texts(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def widths(picture: ElementTree.Element, name: str) -> list[float]:
    bars = [bar for bar in picture.iter(f"{SVG}rect") if bar.get("class") == name]
    return [float(bar.get("width", 0)) for bar in bars[1:]]  # the first is the legend


def test_rates_chart_has_name_and_numbers_of_every_kind() -> None:
    picture = draw(rates("heard", 97.45, 100), rates("lay", 0, 5))

    assert {"heard", "97.5", "100.0", "lay", "0.0", "5.0"} <= set(texts(picture))


def test_rates_chart_bars_are_proportional_to_rates() -> None:
    picture = draw(rates("heard", 25, 100), rates("lay", 0, 50))

    first, ten = widths(picture, "first"), widths(picture, "ten")

    assert first == [pytest.approx(ten[0] / 4, abs=0.1), 0]
    assert ten[1] == pytest.approx(ten[0] / 2, abs=0.1)


def test_chart_has_title_and_description_for_screen_readers() -> None:
    picture = draw(rates("heard"))

    named = str(picture.get("aria-labelledby")).split()
    parts = {part.get("id"): part.text or "" for part in picture}

    assert picture.get("role") == "img"
    assert parts[named[0]] == "queries.csv"
    assert "heard: 50.0 % found first, 75.0 % in the first ten" in parts[named[1]]


def test_chart_has_colors_for_light_and_dark() -> None:
    style = draw(rates("heard")).findtext(f"{SVG}style") or ""

    assert "prefers-color-scheme:dark" in style
    assert "--accent:#0a6767" in style
    assert "--accent:#63cbc4" in style


def test_kind_none_is_described_in_the_footnote() -> None:
    picture = draw(rates("heard"), rates("none"))

    assert "none" not in texts(picture)
    assert texts(picture)[-1].endswith("nothing was expected: 12.5 % of 8.")


@pytest.mark.parametrize("name", ["<b>&\"'", "\x00\x1b[31m\ud800", "术语" * 40])
def test_chart_of_any_text_is_valid_svg(name: str) -> None:
    chart = rates_chart([rates(name)], name)

    assert ElementTree.fromstring(chart.encode()).get("role") == "img"


@pytest.mark.parametrize("letter", ["W", "i", "术"])
def test_long_label_is_truncated_and_full_in_the_tooltip(letter: str) -> None:
    picture = draw(rates(60 * letter), title=99 * letter)

    labels = [text for text in texts(picture) if text.startswith(letter)]

    assert all(text.endswith("…") for text in labels)
    assert len(labels) == 2
    assert len(labels[1]) <= 24
    assert picture.findtext(f"{SVG}g/{SVG}title", "").startswith(60 * letter)


def test_chart_without_rates_is_valid_svg() -> None:
    assert texts(draw())[-1].startswith("0 queries")
