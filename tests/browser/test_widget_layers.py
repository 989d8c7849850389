"""Widget inside other layouts: top layer, narrow columns, sandboxed frames; results."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import layout
from tests.browser.host_site import HostSite
from tests.browser.widget_page import ELEMENT, PAGE, Widget, embed, script_tag
from tests.support.service_process import Service, address_of

COVERING = """<div style="overflow: hidden; height: 5rem; transform: scale(1)">
  {element}</div><div style="position: relative; z-index: 99; height: 30rem;
  background: silver">Cover</div>"""
IS_ON_TOP = """(list) => {
  const { left, top, width, height } = list.getBoundingClientRect();
  const root = list.getRootNode();
  return [0.1, 0.5, 0.9].every((part) =>
    list.contains(root.elementFromPoint(left + width / 2, top + height * part)));
}"""


@pytest.fixture
def address(glossary_service: Service) -> str:
    return address_of(glossary_service)


@pytest.mark.smoke
@pytest.mark.parametrize(
    "content",
    [
        COVERING.format(element=ELEMENT),
        f"<dialog id=d>{ELEMENT}</dialog><script>d.showModal()</script>",
    ],
    ids=["covered", "dialog"],
)
def test_list_is_above_everything(
    page: Page, host_site: HostSite, address: str, content: str
) -> None:
    widget = embed(page, host_site, address, content)

    widget.complete("thro")

    assert widget.list.evaluate(IS_ON_TOP)


def test_list_opens_upwards_at_the_bottom_of_the_window(
    page: Page, host_site: HostSite, address: str
) -> None:
    page.set_viewport_size({"width": 800, "height": 400})
    content = f'<div style="margin-top: 11rem">{ELEMENT}</div>'
    widget = embed(page, host_site, address, content)

    widget.complete("t")

    box, items = widget.input.bounding_box(), widget.list.bounding_box()
    assert box
    assert items
    assert items["y"] >= 0
    assert items["y"] + items["height"] <= box["y"]


def test_list_follows_the_box_when_the_page_scrolls(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = f'{ELEMENT}<div style="height: 200vh"></div>'
    widget = embed(page, host_site, address, content)
    widget.complete("thro")
    distance = """(list) => list.getBoundingClientRect().top
      - list.previousElementSibling.getBoundingClientRect().bottom"""
    before = widget.list.evaluate(distance)

    page.evaluate("scrollTo(0, 50)")
    page.wait_for_function("scrollY === 50")
    page.evaluate("new Promise(requestAnimationFrame)")

    assert widget.list.evaluate(distance) == pytest.approx(before)


@pytest.mark.parametrize(("width", "stacked"), [(240, True), (480, False)])
def test_button_is_under_the_box_in_a_narrow_column(
    page: Page, host_site: HostSite, address: str, width: int, *, stacked: bool
) -> None:
    content = f'<div style="width: {width}px">{ELEMENT}</div>'
    widget = embed(page, host_site, address, content)

    box, button = widget.input.bounding_box(), widget.part("button").bounding_box()

    assert box
    assert button
    assert (button["y"] >= box["y"] + box["height"]) == stacked


def test_text_of_the_box_is_never_under_16_pixels(
    page: Page, host_site: HostSite, address: str
) -> None:
    head = "<style>glossary-search { --glossary-font: 10px sans-serif }</style>"
    widget = embed(page, host_site, address, head=head)

    expect(widget.input).to_have_css("font-size", "16px")


@pytest.mark.parametrize("by", ["Enter", "button"])
def test_widget_searches_in_a_sandboxed_frame(
    page: Page, host_site: HostSite, address: str, by: str
) -> None:
    inner = PAGE.format(attributes="", head=script_tag(address), content=ELEMENT)
    source = host_site.put("/frame", inner)
    options = 'sandbox="allow-scripts" title="A" width="600"'
    frame = f'<iframe {options} src="{source}"></iframe>'
    page.goto(host_site.put("/", f"<!doctype html><title>A</title>{frame}"))
    widget = Widget(page, page.frame_locator("iframe").locator("glossary-search"))
    widget.input.fill("platelets")

    if by == "Enter":
        widget.input.press("Enter")
    else:
        widget.part("button").click()

    expect(widget.part("result").first).to_contain_text("Platelets")


RESETS = {
    "reset": """*, *::before { box-sizing: border-box; margin: 0; padding: 0 }
      input, button { all: unset } ul { list-style: none } a { color: inherit }""",
    "revert": "* { all: revert }",
    "initial": "glossary-search { all: initial }",
}
RENDER_AGAIN = """() => {
  const main = document.querySelector("main");
  main.innerHTML = main.innerHTML;
}"""


@pytest.mark.parametrize("reset", RESETS)
def test_widget_keeps_its_look_under_styles_of_the_page(
    page: Page, host_site: HostSite, address: str, reset: str
) -> None:
    head = f"<style>{RESETS[reset]}</style>"
    widget = embed(page, host_site, address, head=head)

    widget.complete("thro")

    assert widget.list.evaluate(IS_ON_TOP)
    assert layout.find_problems(page) == ""
    expect(widget.input).to_have_css("border-top-style", "solid")
    expect(widget.part("button")).to_have_css("background-color", "rgb(10, 103, 103)")


def test_widget_works_after_its_container_is_rendered_again(
    page: Page, host_site: HostSite, address: str
) -> None:
    widget = embed(page, host_site, address)
    widget.complete("thro")

    page.evaluate(RENDER_AGAIN)

    expect(widget.list).to_be_hidden()
    widget.open_entry("thro")


# Results


def test_marked_words_of_a_headword_are_separate(
    page: Page, host_site: HostSite, address: str
) -> None:
    widget = embed(page, host_site, address)

    widget.search("deep thrombosis")

    link = widget.part("result").first.get_by_role("link")
    expect(link).to_have_css("display", "inline-block")
    assert link.inner_text() == "Deep vein thrombosis"


def test_more_results_are_added_on_request(
    page: Page, host_site: HostSite, address: str
) -> None:
    element = '<glossary-search limit="1"></glossary-search>'
    widget = embed(page, host_site, address, element)
    widget.search("platelets")
    expect(widget.part("more")).to_have_text("Show 2 more")

    widget.part("more").click()

    expect(widget.part("result")).to_have_count(3)
    expect(widget.part("more")).to_have_count(0)
    expect(widget.part("result").nth(1).get_by_role("link")).to_be_focused()


def test_link_and_back_keep_box_and_heading_equal(
    page: Page, host_site: HostSite, address: str
) -> None:
    widget = embed(page, host_site, address)
    widget.open_entry("thro")

    widget.element.get_by_role("link", name="Platelets", exact=True).click()
    expect(widget.element.get_by_role("heading")).to_have_text("Platelets")
    expect(widget.input).to_have_value("Platelets")
    widget.part("back").click()

    expect(widget.element.get_by_role("heading")).to_have_text("Thrombocytopenia")
    expect(widget.input).to_have_value("Thrombocytopenia")
