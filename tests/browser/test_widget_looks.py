"""Appearance of the widget: theme, size, direction, touch, and user settings."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import layout
from tests.browser.host_site import HostSite
from tests.browser.long_glossary import ONE_WORD
from tests.browser.widget_page import Widget, embed
from tests.support.service_process import Service, address_of

NewContext = Callable[..., BrowserContext]
PAPER, INK = "rgb(255, 255, 255)", "rgb(23, 34, 36)"  # of the box, in light and dark
BIDI = "(each) => getComputedStyle(each).unicodeBidi"
STYLE = "(each, name) => getComputedStyle(each).getPropertyValue(name)"


@pytest.fixture
def address(glossary_service: Service) -> str:
    return address_of(glossary_service)


@pytest.mark.parametrize(
    ("attributes", "element", "system", "surface"),
    [
        ("", "", "light", PAPER),
        ("", "", "dark", PAPER),
        ('style="color-scheme: light dark"', "", "dark", INK),
        ('style="color-scheme: dark"', "", "light", INK),
        ("", 'theme="auto"', "light", PAPER),
        ("", 'theme="auto"', "dark", INK),
        ("", 'theme="dark"', "light", INK),
        ('style="color-scheme: dark"', 'theme="light"', "dark", PAPER),
    ],
)
def test_theme_is_fixed_or_that_of_the_page_or_system(
    new_context: NewContext,
    host_site: HostSite,
    address: str,
    attributes: str,
    element: str,
    system: str,
    surface: str,
) -> None:
    page = new_context(color_scheme=system).new_page()
    content = f"<glossary-search {element}></glossary-search>"

    widget = embed(page, host_site, address, content, attributes=attributes)

    expect(widget.input).to_have_css("background-color", surface)


@pytest.mark.parametrize(
    ("name", "part", "style"),
    [
        ("ink", "input", "color"),
        ("surface", "input", "background-color"),
        ("muted", "input", "border-top-color"),
        ("accent", "button", "background-color"),
        ("on-accent", "button", "color"),
        ("line", "list", "border-top-color"),
        ("muted", "respelling", "color"),
        ("mark", "mark", "background-color"),
    ],
)
def test_property_sets_a_color(
    page: Page, host_site: HostSite, address: str, name: str, part: str, style: str
) -> None:
    head = f"<style>glossary-search {{ --glossary-{name}: rgb(1, 2, 3) }}</style>"
    widget = embed(page, host_site, address, head=head)

    if part == "mark":
        widget.search("platelets")
        expect(widget.part("result").first).to_be_visible()
    else:
        widget.complete("thro")

    styled = widget.element.locator("mark") if part == "mark" else widget.part(part)
    expect(styled.first).to_have_css(style, "rgb(1, 2, 3)")


def test_properties_set_font_and_radius(
    page: Page, host_site: HostSite, address: str
) -> None:
    head = (
        "<style>glossary-search { --glossary-font: 20px serif; --glossary-radius: 0 }"
    )
    widget = embed(page, host_site, address, head=f"{head}</style>")

    expect(widget.input).to_have_css("font-size", "20px")
    expect(widget.input).to_have_css("border-top-left-radius", "0px")


@pytest.mark.parametrize("part", ["input", "button", "label", "option", "headword"])
def test_part_can_be_styled(
    page: Page, host_site: HostSite, address: str, part: str
) -> None:
    head = f"<style>::part({part}) {{ outline: 7px solid rgb(1, 2, 3) }}</style>"
    widget = embed(page, host_site, address, head=head)

    widget.complete("thro")

    expect(widget.part(part).first).to_have_css("outline-width", "7px")


# Sizes


def listing(widget: Widget) -> None:
    widget.complete("autologous")


def long_word(widget: Widget) -> None:
    widget.complete(ONE_WORD[:20])
    widget.input.press("ArrowDown")


def entry(widget: Widget) -> None:
    widget.open_entry(ONE_WORD[:20])


def results(widget: Widget) -> None:
    widget.search("account")
    expect(widget.part("result").first).to_be_visible()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("state", [listing, long_word, entry, results])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_long_texts_fit_at_every_width_and_direction(
    new_context: NewContext,
    host_site: HostSite,
    long_service: Service,
    width: int,
    state: Callable[[Widget], None],
    direction: str,
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    attributes = f'lang="en" dir="{direction}"'
    address = address_of(long_service)
    widget = embed(page, host_site, address, attributes=attributes)

    state(widget)

    assert layout.find_problems(page) == ""


def test_widget_fits_at_double_font_size(
    new_context: NewContext, host_site: HostSite, address: str
) -> None:
    page = new_context(viewport={"width": 640, "height": 800}).new_page()
    head = "<style>html { font-size: 200% }</style>"
    widget = embed(page, host_site, address, head=head)

    widget.open_entry("thro")

    assert layout.find_problems(page) == ""


# Directions


def left_of(part: Locator) -> float:
    """Return the left edge of the first element."""
    box = part.first.bounding_box()
    assert box
    return box["x"]


@pytest.mark.smoke
def test_widget_is_mirrored_from_right_to_left(
    page: Page, host_site: HostSite, address: str
) -> None:
    widget = embed(page, host_site, address, attributes='lang="ar" dir="rtl"')
    widget.complete("thro")

    box, button = widget.input, widget.part("button")
    headword, respelling = widget.part("headword"), widget.part("respelling")

    assert left_of(button) < left_of(box)
    assert left_of(respelling) < left_of(headword)
    expect(widget.options.first).to_have_css("border-right-width", "3px")


TEXT_EDGES = """(each, side) => {
  const range = document.createRange();
  range.selectNodeContents(each);
  return range.getBoundingClientRect()[side];
}"""


def test_english_texts_keep_their_order_on_a_page_from_right_to_left(
    page: Page, host_site: HostSite, address: str
) -> None:
    widget = embed(page, host_site, address, attributes='lang="ar" dir="rtl"')
    widget.open_entry("thro")

    parts = [widget.part(name) for name in ("definition", "also-called")]
    heading = widget.element.get_by_role("heading")
    edges = [each.evaluate(TEXT_EDGES, "right") for each in (heading, *parts)]
    ordered = [each.evaluate(BIDI) for each in parts]

    assert max(edges) - min(edges) < 20
    assert ordered == ["plaintext", "plaintext"]


# Touch


def test_tap_on_an_option_opens_its_entry(
    new_context: NewContext, host_site: HostSite, address: str
) -> None:
    phone = {"width": 390, "height": 800}
    page = new_context(has_touch=True, is_mobile=True, viewport=phone).new_page()
    widget = embed(page, host_site, address)
    widget.input.tap()
    widget.complete("thro")

    widget.options.first.tap()

    expect(widget.part("entry")).to_be_visible()
    expect(widget.input).to_be_focused()
    assert layout.find_problems(page) == ""


# User settings


def test_widget_has_no_animation_with_reduced_motion(
    new_context: NewContext, host_site: HostSite, address: str
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    widget = embed(page, host_site, address)
    root = "(each) => each.shadowRoot.getAnimations().length"

    widget.complete("thro")
    animations = widget.element.evaluate(root)
    widget.input.press("ArrowDown")
    widget.input.press("Enter")
    expect(widget.part("entry")).to_be_visible()

    assert (animations, widget.element.evaluate(root)) == (0, 0)
    assert page.evaluate("document.getAnimations().length") == 0


def test_active_option_is_outlined_in_forced_colors(
    new_context: NewContext, host_site: HostSite, address: str
) -> None:
    page = new_context(forced_colors="active").new_page()
    widget = embed(page, host_site, address)

    widget.complete("thro")
    widget.input.press("ArrowDown")

    expect(widget.selected).to_have_css("outline-width", "2px")
    expect(widget.selected).to_have_css("outline-style", "solid")


def test_focus_is_outlined(page: Page, host_site: HostSite, address: str) -> None:
    widget = embed(page, host_site, address)

    page.keyboard.press("Tab")

    expect(widget.input).to_have_css("outline-width", "3px")
