"""Widget for screen readers: announcements, names, focus; axe in every state."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.faulty_service import (
    FaultyService,
    delayed,
    error_response,
    proxy_to,
)
from tests.browser.host_site import HostSite
from tests.browser.page_errors import PageErrors
from tests.browser.widget_page import ELEMENT, Widget, embed
from tests.support.service_process import Service, address_of

Axe = Callable[[Page], str]
LOOKS = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"color_scheme": "light", "forced_colors": "active"},
]
SCHEMES = "<style>:root { color-scheme: light dark }</style>"
RECORD = """(status) => {
  window.announced = [];
  new MutationObserver(() => announced.push(status.textContent)).observe(status,
    { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def widget(page: Page, host_site: HostSite, glossary_service: Service) -> Widget:
    return embed(page, host_site, address_of(glossary_service))


# The live region


def test_live_region_is_polite(widget: Widget) -> None:
    expect(widget.status).to_have_text("")
    assert widget.status.evaluate("(each) => each.ariaLive ?? 'polite'") == "polite"


def test_fast_typing_is_announced_once(widget: Widget) -> None:
    widget.status.evaluate(RECORD)

    widget.pause_clock()
    for text in ("t", "th", "thr", "thro"):
        widget.input.fill(text)
        widget.page.clock.run_for(150)
        expect(widget.options.first).to_be_visible()
    widget.page.clock.run_for(1000)

    count = widget.options.count()
    expect(widget.status).to_have_text(f"Suggestions: {count}")
    assert widget.page.evaluate("announced") == [f"Suggestions: {count}"]


def test_active_option_is_announced_with_its_position(widget: Widget) -> None:
    widget.complete("thro")
    count = widget.options.count()

    widget.input.press("ArrowDown")
    widget.input.press("ArrowDown")

    expect(widget.status).to_have_text(f"Deep vein thrombosis, 2 of {count}")


def test_number_of_results_is_announced(widget: Widget) -> None:
    widget.search("platelets")

    expect(widget.part("result").first).to_be_visible()
    expect(widget.status).to_contain_text("Results for “platelets”: ")


def test_entry_is_announced_with_its_definition(widget: Widget) -> None:
    widget.open_entry("thro")

    expect(widget.status).to_contain_text(
        "Thrombocytopenia. said: THROM boh sy toh PEE nee uh. Having too few platelets"
    )


def test_empty_result_is_announced_with_help(widget: Widget) -> None:
    widget.search("xqzv")

    expect(widget.status).to_have_text(
        "Nothing found for “xqzv”. Try how it sounds, fewer words, or what it means."
    )


def test_failed_request_is_announced(
    page: Page,
    host_site: HostSite,
    glossary_service: Service,
    page_errors: PageErrors,
    faulty_service: FaultyService,
) -> None:
    page_errors.expect("status of 500")
    widget = embed_failing(page, host_site, faulty_service, glossary_service)

    widget.search("platelets")

    expect(widget.status).to_have_text("The glossary is not available right now.")


def embed_failing(
    page: Page, host_site: HostSite, faulty_service: FaultyService, service: Service
) -> Widget:
    """Embed a widget whose service sends only the script."""
    faulty_service.otherwise(error_response(500))
    faulty_service.on("/widget/glossary-search.js", proxy_to(address_of(service)))
    return embed(page, host_site, faulty_service.address)


# Names


def test_option_is_named_by_headword_and_match(widget: Widget) -> None:
    widget.complete("low platelets")

    expect(widget.list).to_match_aria_snapshot(
        """
        - listbox "Suggestions":
          - option "Thrombocytopenia also called low platelets"
        """
    )


def test_respelling_is_hidden_from_screen_readers(widget: Widget) -> None:
    widget.complete("thro")

    respelling = widget.part("respelling").first
    expect(respelling).to_have_text("THROM-boh-sy-toh-PEE-nee-uh")
    expect(respelling).to_have_attribute("aria-hidden", "true")
    assert "THROM" not in widget.list.aria_snapshot()


def test_entry_has_a_heading_without_respelling(widget: Widget) -> None:
    widget.open_entry("thro")

    heading = widget.element.get_by_role("heading", name="Thrombocytopenia", level=2)
    expect(heading).to_be_visible()
    assert "said: THROM boh sy toh PEE nee uh" in widget.answer.aria_snapshot()
    assert "THROM-boh" not in widget.answer.aria_snapshot()


def test_heading_level_attribute_sets_the_level(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    element = '<glossary-search heading-level="3"></glossary-search>'
    widget = embed(page, host_site, address_of(glossary_service), element)

    widget.open_entry("thro")

    expect(widget.element.get_by_role("heading", level=3)).to_be_visible()


# Focus


def test_link_and_back_button_move_focus_to_the_heading(widget: Widget) -> None:
    widget.open_entry("thro")

    widget.element.get_by_role("link", name="Platelets", exact=True).press("Enter")

    heading = widget.element.get_by_role("heading", name="Platelets")
    expect(heading).to_be_focused()

    widget.element.get_by_role("button", name="Back").press("Enter")

    expect(widget.element.get_by_role("heading")).to_have_text("Thrombocytopenia")
    expect(widget.element.get_by_role("heading")).to_be_focused()
    expect(widget.element.get_by_role("button", name="Back")).to_have_count(0)


def test_back_button_returns_to_the_results(widget: Widget) -> None:
    widget.search("platelets")
    widget.part("result").first.get_by_role("link").click()
    expect(widget.part("entry")).to_be_visible()

    widget.element.get_by_role("button", name="Back").click()

    expect(widget.part("result").first).to_be_visible()
    expect(widget.part("hint")).to_be_focused()


# Languages


def test_texts_have_a_language_attribute(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    widget = embed(
        page, host_site, address_of(glossary_service), attributes='lang="es"'
    )

    widget.complete("thro")

    assert widget.part("base").get_attribute("lang") == "es"
    assert widget.part("headword").first.get_attribute("lang") == "en"


# axe


def idle(widget: Widget) -> None:
    expect(widget.input).to_be_visible()


def listing(widget: Widget) -> None:
    widget.complete("thro")


def active(widget: Widget) -> None:
    widget.complete("low platelets")
    widget.input.press("ArrowDown")


def entry(widget: Widget) -> None:
    widget.open_entry("thro")


def entry_by_link(widget: Widget) -> None:
    widget.open_entry("thro")
    widget.element.get_by_role("link", name="Platelets", exact=True).click()
    expect(widget.element.get_by_role("heading")).to_have_text("Platelets")


def results(widget: Widget) -> None:
    widget.search("platelets")
    expect(widget.part("result").first).to_be_visible()


def suggested(widget: Widget) -> None:
    widget.search("plattelets")
    expect(widget.part("instead")).to_be_visible()


def nothing(widget: Widget) -> None:
    widget.search("xqzv")
    expect(widget.answer).to_contain_text("Nothing found")


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "forced"])
@pytest.mark.parametrize(
    "state", [idle, listing, active, entry, entry_by_link, results, suggested, nothing]
)
def test_widget_is_accessible_in_every_state(
    new_context: Callable[..., BrowserContext],
    host_site: HostSite,
    glossary_service: Service,
    axe: Axe,
    look: dict[str, str],
    state: Callable[[Widget], None],
) -> None:
    page = new_context(**look).new_page()
    address = address_of(glossary_service)
    widget = embed(page, host_site, address, head=SCHEMES)

    state(widget)

    assert axe(page) == ""


@pytest.mark.smoke
def test_several_widgets_on_a_page_are_accessible(
    page: Page, host_site: HostSite, glossary_service: Service, axe: Axe
) -> None:
    content = f"{ELEMENT}<p>And</p>{ELEMENT}"
    widget = embed(page, host_site, address_of(glossary_service), content)

    widget.complete("thro")

    assert axe(page) == ""


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "forced"])
def test_loading_and_error_states_are_accessible(
    new_context: Callable[..., BrowserContext],
    host_site: HostSite,
    glossary_service: Service,
    page_errors: PageErrors,
    faulty_service: FaultyService,
    axe: Axe,
    look: dict[str, str],
) -> None:
    page = new_context(**look).new_page()
    page_errors.expect("status of 500")
    widget = embed_failing(page, host_site, faulty_service, glossary_service)
    gate = faulty_service.gate()
    faulty_service.on("/search", delayed(gate, error_response(500)))

    widget.search("platelets")
    expect(widget.part("hint")).to_have_text("Searching …")
    waiting = axe(page)
    gate.set()
    expect(widget.part("hint")).to_have_text("The glossary is not available right now.")

    assert (waiting, axe(page)) == ("", "")
