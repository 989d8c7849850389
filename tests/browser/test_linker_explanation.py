"""Explanations of the linker: by keyboard, mouse, and touch, inside the window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from service.widget.routes import LINKER, newest_widget
from tests.browser.faulty_service import (
    FaultyService,
    delayed,
    error_response,
    proxy_to,
    respond_text,
)
from tests.browser.host_site import HostSite
from tests.browser.hostile_glossary import assert_nothing_ran
from tests.browser.linker_page import (
    ARTICLE,
    PAGE,
    Linker,
    link,
    linker_tag,
    serve_names,
)
from tests.browser.page_errors import PageErrors
from tests.support.service_process import Service, address_of

POLICY = (
    "default-src 'none'; script-src {0}; connect-src {0}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
PHONE = {
    "viewport": {"width": 360, "height": 640},
    "has_touch": True,
    "is_mobile": True,
}
RESET = """<style>body, body * { all: revert !important; font-size: 40px !important }
div, p, [popover] { display: none !important; color: red !important }
main p { display: block !important }</style>"""
BOX = "(each) => each.getBoundingClientRect().toJSON()"
WITHOUT_ANCHORS = """
  const { replaceSync } = CSSStyleSheet.prototype;
  CSSStyleSheet.prototype.replaceSync = function (text) {
    replaceSync.call(this, text.replaceAll("position-area", "x-area"));
  };
  CSS.supports = (test) => !test.startsWith("position-area");
"""
SIDES = [("top", "left"), ("top", "right"), ("bottom", "left"), ("bottom", "right")]
CORNERS = [f"{y}: 0; {x}: 0" for y, x in SIDES]


@pytest.fixture
def address(faulty_service: FaultyService, glossary_service: Service) -> str:
    """Serve the bundled glossary with a short list of names."""
    return serve_names(faulty_service, address_of(glossary_service))


@pytest.fixture
def linker(page: Page, host_site: HostSite, address: str) -> Linker:
    linker = link(page, host_site, address)
    expect(linker.marks).to_have_count(3)
    return linker


def focused(linker: Linker) -> str:
    """Return the name of what has the focus, in the shadow root too."""
    return str(
        linker.page.evaluate("""() => {
          const { activeElement: outer } = document;
          const each = outer.shadowRoot?.activeElement ?? outer;
          return each.ariaLabel ?? each.textContent;
        }""")
    )


def assert_is_inside_the_window(linker: Linker) -> None:
    box = linker.explanation.evaluate(BOX)
    size = linker.page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    assert box["left"] >= 0
    assert box["top"] >= 0
    assert box["right"] <= size[0]
    assert box["bottom"] <= size[1]


# Keyboard


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_key_opens_and_escape_returns_to_the_mark(linker: Linker, key: str) -> None:
    linker.mark("thrombocytopenia").press(key)

    expect(linker.explanation).to_be_focused()
    expect(linker.mark("thrombocytopenia")).to_have_attribute("aria-expanded", "true")

    linker.page.keyboard.press("Escape")

    expect(linker.explanation).to_have_count(0)
    expect(linker.mark("thrombocytopenia")).to_be_focused()
    assert linker.marks.first.get_attribute("aria-expanded") is None


def test_tab_reaches_marks_in_the_order_of_the_page(linker: Linker) -> None:
    order = []
    for _ in range(4):
        linker.page.keyboard.press("Tab")
        order.append(focused(linker))

    assert order == [
        "thrombocytopenia",
        "platelets",
        "deep vein thrombosis",
        "neutropenia",
    ]


def test_tab_goes_through_an_explanation_and_on_to_the_next_mark(
    linker: Linker,
) -> None:
    linker.mark("thrombocytopenia").press("Enter")
    expect(linker.explanation).to_be_focused()
    order = []
    for _ in range(3):
        linker.page.keyboard.press("Tab")
        order.append(focused(linker))

    assert order == ["Open its page", "Close", "platelets"]
    expect(linker.explanation).to_have_count(0)


def test_shift_tab_returns_to_the_mark(linker: Linker) -> None:
    linker.mark("platelets").press("Enter")
    expect(linker.explanation).to_be_focused()

    linker.page.keyboard.press("Shift+Tab")

    expect(linker.mark("platelets")).to_be_focused()
    expect(linker.explanation).to_have_count(0)


def test_escape_leaves_the_dialog_of_the_page_open(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = "<dialog><p>About neutropenia</p></dialog>"
    linker = link(page, host_site, address, content)
    page.evaluate("document.querySelector('dialog').showModal()")
    expect(linker.marks).to_have_count(1)

    linker.mark("neutropenia").press("Enter")
    expect(linker.explanation.last).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("dialog")).to_be_visible()
    expect(linker.mark("neutropenia")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()


# Mouse


def test_mouse_on_a_mark_opens_without_moving_the_focus(linker: Linker) -> None:
    linker.mark("platelets").hover()

    expect(linker.explanation).to_contain_text("Cells in the blood")
    assert linker.page.evaluate("document.activeElement === document.body")


def test_explanation_stays_while_the_mouse_is_on_it(linker: Linker) -> None:
    linker.mark("platelets").hover()
    expect(linker.explanation).to_be_visible()
    linker.page.clock.install()

    linker.explanation.get_by_role("heading").hover()
    linker.page.clock.run_for(5000)

    expect(linker.explanation).to_be_visible()
    linker.page.mouse.move(1, 1)
    linker.page.clock.run_for(5000)
    expect(linker.explanation).to_have_count(0)


def test_escape_closes_what_the_mouse_opened(linker: Linker) -> None:
    linker.mark("platelets").hover()
    expect(linker.explanation).to_be_visible()

    linker.page.keyboard.press("Escape")

    expect(linker.explanation).to_have_count(0)


def test_opened_explanation_stays_when_the_mouse_passes_other_marks(
    linker: Linker,
) -> None:
    linker.open("thrombocytopenia")
    linker.page.clock.install()

    linker.mark("platelets").hover(force=True)
    linker.page.clock.run_for(5000)

    expect(linker.explanation.get_by_role("heading")).to_have_text("Thrombocytopenia")


def test_only_one_explanation_is_open(linker: Linker) -> None:
    linker.open("platelets")
    linker.page.keyboard.press("Escape")
    linker.mark("thrombocytopenia").press("Enter")
    linker.mark("deep vein thrombosis").press("Enter")

    heading = linker.explanation.get_by_role("heading")
    expect(heading).to_have_text("Deep vein thrombosis")
    expect(linker.page.locator("glossary-explanation")).to_have_count(1)


def test_click_elsewhere_closes(linker: Linker) -> None:
    linker.open("platelets")

    linker.page.mouse.click(1, 1)

    expect(linker.explanation).to_have_count(0)


def test_mark_in_a_card_does_not_open_the_card(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = "<div onclick='window.opened = 1'>About neutropenia</div>"
    linker = link(page, host_site, address, content)

    linker.open("neutropenia")

    assert page.evaluate("window.opened") is None


def test_selecting_text_opens_nothing(linker: Linker) -> None:
    linker.page.evaluate("getSelection().selectAllChildren(document.body)")
    linker.mark("platelets").evaluate(
        "(each) => each.dispatchEvent(new MouseEvent('click', { detail: 1 }))"
    )

    expect(linker.explanation).to_have_count(0)


# Inside the window


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("corner", CORNERS)
def test_explanation_is_inside_the_window(
    page: Page,
    host_site: HostSite,
    address: str,
    width: int,
    corner: str,
    direction: str,
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    content = f"<p style='position: fixed; margin: 0; {corner}'>neutropenia</p>"
    attributes = f'lang="en" dir="{direction}"'
    linker = link(page, host_site, address, content, attributes=attributes)

    linker.open("neutropenia")

    assert_is_inside_the_window(linker)
    mark, box = linker.marks.evaluate(BOX), linker.explanation.evaluate(BOX)
    assert box["top"] >= mark["bottom"] or box["bottom"] <= mark["top"]


def test_texts_of_an_explanation_share_an_edge_on_a_page_from_right_to_left(
    page: Page, host_site: HostSite, address: str
) -> None:
    linker = link(page, host_site, address, attributes='lang="en" dir="rtl"')

    explanation = linker.open("thrombocytopenia")

    expect(explanation.get_by_role("heading")).to_have_css("text-align", "right")
    expect(explanation.locator(".definition")).to_have_css("text-align", "right")


def test_explanation_fits_in_an_enlarged_window(
    page: Page, host_site: HostSite, address: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    linker = link(page, host_site, address)

    linker.open("thrombocytopenia")

    assert_is_inside_the_window(linker)


def test_explanation_is_placed_without_anchors(
    page: Page, host_site: HostSite, address: str
) -> None:
    page.add_init_script(WITHOUT_ANCHORS)
    content = f"<p style='position: fixed; {CORNERS[3]}'>neutropenia</p>"
    linker = link(page, host_site, address, content)

    linker.open("neutropenia")

    assert_is_inside_the_window(linker)


@pytest.mark.smoke
def test_tap_opens_a_sheet_at_the_bottom_of_a_phone(
    new_context: Callable[..., BrowserContext], host_site: HostSite, address: str
) -> None:
    page = new_context(**PHONE).new_page()
    linker = link(page, host_site, address)

    linker.mark("thrombocytopenia").tap()

    expect(linker.explanation).to_be_visible()
    box = linker.explanation.evaluate(BOX)
    assert (box["left"], box["width"], box["bottom"]) == (0, 360, 640)
    linker.explanation.get_by_role("button", name="Close").tap()
    expect(linker.explanation).to_have_count(0)


# Content


def test_two_entries_of_one_name_are_told_apart(
    page: Page, host_site: HostSite, address: str
) -> None:
    linker = link(page, host_site, address, "<p>A clot</p>")

    explanation = linker.open("clot")

    headings = explanation.get_by_role("heading")
    expect(headings).to_have_text(["Deep vein thrombosis", "Platelets"])
    expect(explanation.locator(".head + .category")).to_have_count(2)


def test_slow_service_says_that_it_loads(
    linker: Linker, faulty_service: FaultyService, glossary_service: Service
) -> None:
    gate = faulty_service.gate()
    answer = proxy_to(address_of(glossary_service))
    faulty_service.on("/entries/platelets", delayed(gate, answer))

    linker.mark("platelets").click()

    expect(linker.explanation).to_contain_text("Loading …")
    gate.set()
    expect(linker.explanation).to_contain_text("Cells in the blood")
    expect(linker.explanation).to_be_focused()


def test_failing_service_leaves_a_sentence_and_a_link(
    linker: Linker, faulty_service: FaultyService, page_errors: PageErrors
) -> None:
    page_errors.expect("status of 500")
    faulty_service.on("/entries/platelets", error_response(500))

    explanation = linker.open("platelets")

    expect(explanation).to_contain_text("The glossary is not available right now.")
    address = f"{linker.address}/glossary/platelets"
    expect(explanation.get_by_role("link")).to_have_attribute("href", address)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Open its page"),
        ("es-MX", "Abrir su página"),
        ("fr", "Ouvrir sa page"),
        ("de", "Seite öffnen"),
        ("pt", "Abrir a página"),
        ("nl", "Open its page"),
    ],
)
def test_texts_are_in_the_language_of_the_page(
    page: Page, host_site: HostSite, address: str, language: str, text: str
) -> None:
    linker = link(page, host_site, address, attributes=f'lang="{language}"')

    explanation = linker.open("platelets")

    expect(explanation.get_by_role("link")).to_have_text(text)
    expect(explanation.get_by_role("heading")).to_have_attribute("lang", "en")


# Security


@pytest.mark.smoke
def test_linker_works_under_the_documented_policy(
    page: Page, host_site: HostSite, address: str, page_errors: PageErrors
) -> None:
    policy = POLICY.format(address)
    tag = linker_tag(address, "data-switch")
    text = f"<!doctype html><html lang=en><title>A</title><main>{ARTICLE}</main>{tag}"
    page.goto(host_site.put("/", text, csp=policy))
    linker = Linker(page, address)

    explanation = linker.open("platelets")

    surface = "(each) => getComputedStyle(each).backgroundColor"
    assert explanation.evaluate(surface) == "rgb(255, 255, 255)"
    line = "(each) => getComputedStyle(each).textDecorationStyle"
    assert linker.marks.last.evaluate(line) == "dotted"
    assert page_errors.policy_violations == []
    assert host_site.reports == []


def test_linker_works_in_a_sandboxed_frame(
    page: Page, host_site: HostSite, address: str
) -> None:
    tag = linker_tag(address, 'data-switch data-storage="session"')
    inner = PAGE.format(attributes="lang=en", head=tag, content=ARTICLE)
    source = host_site.put("/inner", inner)
    frame = f"<iframe sandbox='allow-scripts' title=Article src='{source}' width=900>"
    page.goto(host_site.put("/", f"<!doctype html><title>Outer</title>{frame}"))
    inside = page.frame_locator("iframe")

    inside.get_by_role("button", name="platelets").press("Enter")

    expect(inside.get_by_role("dialog")).to_contain_text("Cells in the blood")


def test_styles_of_the_page_do_not_reach_an_explanation(
    page: Page, host_site: HostSite, address: str
) -> None:
    linker = link(page, host_site, address, head=RESET)

    explanation = linker.open("platelets")

    expect(explanation.get_by_role("heading")).to_be_visible()
    expect(explanation.get_by_text("Cells in the blood")).to_be_visible()
    size = "(each) => getComputedStyle(each).fontSize"
    assert explanation.get_by_role("link").evaluate(size) == "16px"


def test_changed_module_is_not_run(
    page: Page,
    host_site: HostSite,
    address: str,
    faulty_service: FaultyService,
    page_errors: PageErrors,
) -> None:
    page_errors.expect("Failed to find a valid digest|dynamically imported module")
    version = newest_widget(LINKER).version
    attack = respond_text("window.hacked = 1", media_type="text/javascript")
    faulty_service.on(f"/widget/{version}/glossary-explanation.js", attack)
    linker = link(page, host_site, address)

    with page.expect_console_message(lambda each: "digest" in each.text):
        linker.mark("platelets").click()

    expect(linker.explanation).to_have_count(0)
    assert_nothing_ran(page, host_site)


def test_hostile_entries_are_shown_as_text(
    page: Page,
    host_site: HostSite,
    faulty_service: FaultyService,
    hostile_service: Service,
) -> None:
    address = serve_names(faulty_service, address_of(hostile_service))
    marks = "".join(
        f'<p><glossary-term entry="hostile-{n}">{n}</glossary-term>' for n in range(20)
    )
    linker = link(page, host_site, address, marks)
    for number in range(20):
        linker.mark(str(number)).press("Enter")
        expect(linker.explanation.get_by_role("heading")).to_be_visible()
        page.keyboard.press("Escape")

    assert_nothing_ran(page, host_site)
