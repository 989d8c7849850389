"""The linker for screen readers, axe-core, and readers of other sizes and colors."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import layout
from tests.browser.faulty_service import FaultyService, error_response
from tests.browser.host_site import HostSite
from tests.browser.linker_page import Linker, link, serve_names
from tests.browser.page_errors import PageErrors
from tests.support.service_process import Service, address_of

Axe = Callable[[Page], str]
LOOKS = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"color_scheme": "light", "forced_colors": "active"},
    {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
    {
        "color_scheme": "dark",
        "viewport": {"width": 360, "height": 640},
        "has_touch": True,
        "is_mobile": True,
    },
]


@pytest.fixture
def address(faulty_service: FaultyService, glossary_service: Service) -> str:
    """Serve the bundled glossary with a short list of names."""
    return serve_names(faulty_service, address_of(glossary_service))


@pytest.fixture
def linker(page: Page, host_site: HostSite, address: str) -> Linker:
    return link(page, host_site, address)


# What a screen reader is told


def test_mark_is_a_button_with_the_word_as_its_name(linker: Linker) -> None:
    expect(linker.page.locator("#first")).to_match_aria_snapshot(
        """
        - paragraph:
          - text: Having
          - button "thrombocytopenia"
          - text: ", you have few"
          - button "platelets"
          - text: . A
          - emphasis:
            - button "deep vein thrombosis"
          - text: is serious.
        """
    )
    expect(linker.marks.first).to_have_accessible_description("")


def test_mark_has_a_description_if_the_owner_asks(
    page: Page, host_site: HostSite, address: str
) -> None:
    linker = link(page, host_site, address, data="data-announce")

    expect(linker.marks.first).to_have_accessible_name("thrombocytopenia")
    expect(linker.marks.first).to_have_accessible_description("has definition")


def test_explanation_is_a_dialog_with_the_headword_as_its_name(linker: Linker) -> None:
    linker.open("thrombocytopenia")

    expect(linker.explanation).to_match_aria_snapshot(
        """
        - dialog "Thrombocytopenia":
          - article:
            - heading "Thrombocytopenia" [level=2]
            - text: "said: THROM boh sy toh PEE nee uh"
            - paragraph: /Having too few platelets in the blood/
            - paragraph: /Also called/
            - link "Open its page"
          - button "Close"
        """
    )
    assert "THROM-boh" not in linker.explanation.aria_snapshot()
    description = linker.explanation.evaluate("(each) => each.ariaDescription")
    assert description.startswith("Having too few platelets in the blood.")


def test_late_definition_is_announced(linker: Linker) -> None:
    linker.open("platelets")

    live = linker.explanation.locator("> [aria-live=polite]")
    expect(live).to_contain_text("Cells in the blood")


def test_switch_is_named_and_checked(
    page: Page, host_site: HostSite, address: str
) -> None:
    link(page, host_site, address, data="data-switch")

    expect(
        page.get_by_role("switch", name="Explain words", checked=True)
    ).to_be_visible()


# axe, layout, colors


def plain(linker: Linker) -> None:
    expect(linker.marks).to_have_count(3)


def opened(linker: Linker) -> None:
    linker.open("thrombocytopenia")


def rested_on(linker: Linker) -> None:
    linker.mark("platelets").dispatch_event(
        "pointerover", {"pointerType": "mouse", "bubbles": True}
    )
    expect(linker.explanation).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("state", [plain, opened, rested_on])
def test_linker_is_accessible_in_every_state(
    new_context: Callable[..., BrowserContext],
    host_site: HostSite,
    address: str,
    axe: Axe,
    look: dict[str, object],
    state: Callable[[Linker], None],
) -> None:
    page = new_context(**look).new_page()
    linker = link(page, host_site, address, data="data-switch data-announce")

    state(linker)

    assert axe(page) == ""
    if state is plain:  # an explanation is above other targets
        assert layout.find_problems(page) == ""


@pytest.mark.parametrize("content", ["clot", "failing"])
def test_other_explanations_are_accessible(
    page: Page,
    host_site: HostSite,
    address: str,
    faulty_service: FaultyService,
    page_errors: PageErrors,
    axe: Axe,
    content: str,
) -> None:
    page_errors.expect("status of 500")
    if content == "failing":
        faulty_service.on("/entries/platelets", error_response(500))
    linker = link(page, host_site, address, "<h1>A</h1><p>A clot</p>")

    linker.open("clot")

    assert axe(page) == ""


def test_focus_on_a_mark_is_outlined(linker: Linker) -> None:
    expect(linker.marks).to_have_count(3)

    linker.page.keyboard.press("Tab")

    style = "(each) => [getComputedStyle(each).outlineStyle, each.matches(':focus')]"
    assert linker.marks.first.evaluate(style) == ["solid", True]
