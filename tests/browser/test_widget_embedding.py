"""Widget in a page: placement, service address, own form, attributes, events."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.faulty_service import (
    FaultyService,
    Handler,
    delayed,
    proxy_to,
    respond_json,
)
from tests.browser.host_site import HostSite
from tests.browser.widget_page import ELEMENT, PAGE, Widget, embed, script_tag
from tests.support.service_process import Service, address_of

FORM = """<form action="/found"><label for="words">Words</label>
<input id="words" name="q"> <button>Go</button></form>"""
WITH_FORM = ELEMENT.replace("><", f">{FORM}<")
HOST = """<x-host></x-host><script>
  const root = document.querySelector("x-host").attachShadow({ mode: "MODE" });
  const widget = root.appendChild(document.createElement("glossary-search"));
  const inside = (selector) => widget.shadowRoot.querySelector(selector);
</script>"""
RECORD = """(name) => {
  window.events = [];
  document.addEventListener(name, (event) => events.push(event.detail));
}"""
REMOVE = "(window.removed = document.querySelector('glossary-search')).remove()"
USE_REMOVED = """() => {
  window.events = [];
  removed.addEventListener("glossary-search", (event) => events.push(event.detail));
  const form = removed.shadowRoot.querySelector("form");
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
}"""
PREVENT = "void document.addEventListener('{}', (event) => event.preventDefault())"


@pytest.fixture
def address(glossary_service: Service) -> str:
    return address_of(glossary_service)


@pytest.fixture
def widget(page: Page, host_site: HostSite, address: str) -> Widget:
    return embed(page, host_site, address)


# Placement


@pytest.mark.parametrize("mode", ["open", "closed"])
def test_widget_works_inside_another_component(
    page: Page, host_site: HostSite, address: str, mode: str
) -> None:
    text = PAGE.format(attributes="lang=en", head=script_tag(address), content=HOST)
    page.goto(host_site.put("/", text.replace("MODE", mode)))
    page.evaluate(RECORD, "glossary-select")

    page.keyboard.press("Tab")
    page.keyboard.type("thrombocytopenia")
    page.wait_for_function("inside('[role=option]')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_function("inside('article')")
    assert page.evaluate("events.map(({ id }) => id)") == ["thrombocytopenia"]


@pytest.mark.smoke
def test_widgets_on_one_page_are_independent(
    page: Page, host_site: HostSite, address: str
) -> None:
    first = embed(page, host_site, address, ELEMENT * 2)
    second = Widget(page, page.locator("glossary-search").nth(1))
    first.complete("thro")
    second.complete("neut")

    expect(first.list).to_be_hidden()
    expect(second.options.first).to_contain_text("Neut")
    second.input.press("ArrowDown")
    second.input.press("Enter")

    expect(second.part("entry")).to_be_visible()
    expect(first.answer).to_be_hidden()
    expect(first.input).to_have_value("thro")
    expect(second.input).to_be_focused()


def test_element_added_by_a_script_works(widget: Widget) -> None:
    widget.page.evaluate(
        "document.querySelector('main').append(document.createElement('glossary-search'))"
    )
    added = Widget(widget.page, widget.page.locator("glossary-search").nth(1))

    added.open_entry("thro")

    expect(added.part("entry")).to_be_visible()


def test_moved_element_works_and_sends_each_event_once(widget: Widget) -> None:
    widget.page.evaluate(RECORD, "glossary-search")
    for _ in range(3):
        widget.page.evaluate(
            "document.body.append(document.querySelector('glossary-search'))"
        )

    widget.search("platelets")

    expect(widget.part("result").first).to_be_visible()
    assert widget.page.evaluate("events") == [{"query": "platelets"}]


def test_removed_element_aborts_requests_and_stops_listening(
    page: Page, host_site: HostSite, faulty_service: FaultyService, address: str
) -> None:
    faulty_service.otherwise(proxy_to(address))
    faulty_service.on("/search", delayed(faulty_service.gate(), respond_json(None)))
    widget = embed(page, host_site, faulty_service.address)
    with page.expect_request(lambda request: "/search" in request.url):
        widget.search("platelets")

    with page.expect_event("requestfailed") as aborted:
        page.evaluate(REMOVE)
    page.evaluate(USE_REMOVED)

    assert aborted.value.failure == "net::ERR_ABORTED"
    assert page.evaluate("events") == []


def test_removed_element_sends_no_debounced_request(
    widget: Widget,
) -> None:
    requests: list[str] = []
    widget.pause_clock()
    widget.input.fill("thro")
    widget.page.on("request", lambda request: requests.append(request.url))

    widget.page.evaluate("document.querySelector('glossary-search').remove()")
    widget.page.clock.run_for(5000)

    assert requests == []


def test_script_loaded_twice_defines_one_widget(
    page: Page, host_site: HostSite, address: str
) -> None:
    pinned = script_tag(address).replace("/widget/", "/widget/1.0.0/")
    widget = embed(page, host_site, address, head=pinned)

    widget.open_entry("thro")

    expect(widget.element.get_by_role("combobox")).to_have_count(1)


def test_pinned_script_uses_the_service_it_was_loaded_from(
    page: Page, host_site: HostSite, address: str
) -> None:
    pinned = script_tag(address).replace("/widget/", "/widget/1.0.0/")
    text = PAGE.format(attributes="lang=en", head=pinned, content=ELEMENT)
    page.goto(host_site.put("/", text))

    Widget(page, page.locator("glossary-search")).open_entry("thro")


def test_service_below_a_path_is_used(
    page: Page, host_site: HostSite, faulty_service: FaultyService, address: str
) -> None:
    script = proxy_to(address)
    faulty_service.otherwise(lambda handler: script(without_prefix(handler)))

    widget = embed(page, host_site, f"{faulty_service.address}/words/widget")

    widget.open_entry("thro")
    link = widget.part("entry").get_by_role("link", name="Open its page")
    href = f"{faulty_service.address}/words/widget/glossary/thrombocytopenia"
    expect(link).to_have_attribute("href", href)


def without_prefix(handler: Handler) -> Handler:
    """Strip the path prefix, as a reverse proxy does."""
    handler.path = handler.path.removeprefix("/words/widget")
    return handler


@pytest.mark.parametrize("end", ["", "/"])
def test_service_attribute_sets_the_service(
    page: Page,
    host_site: HostSite,
    faulty_service: FaultyService,
    address: str,
    end: str,
) -> None:
    faulty_service.otherwise(proxy_to(address))
    content = (
        f'<glossary-search service="{faulty_service.address}{end}"></glossary-search>'
    )

    embed(page, host_site, address, content).open_entry("thro")

    assert faulty_service.requests[-1] == "/entries/thrombocytopenia"


def test_service_attribute_may_be_a_path_of_the_page(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = '<glossary-search service="/words"></glossary-search>'
    widget = embed(page, host_site, address, content)
    host_site.put("/words/autocomplete", '{"suggestions": []}', media_type="text/json")

    with page.expect_response(lambda response: "autocomplete" in response.url) as sent:
        widget.input.fill("thro")

    assert sent.value.url.startswith(f"{host_site.address}/words/autocomplete?")


# Own form


def test_own_form_works_without_scripts(
    new_context: Callable[..., BrowserContext], host_site: HostSite, address: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    text = PAGE.format(
        attributes="lang=en", head=script_tag(address), content=WITH_FORM
    )
    host_site.put("/found", "Found")
    page.goto(host_site.put("/", text))

    page.get_by_label("Words").fill("platelets")
    page.get_by_role("button", name="Go").click()

    page.wait_for_url("**/found?q=platelets")


@pytest.mark.parametrize(
    "missing",
    ["CSS.supports = () => false", "delete HTMLElement.prototype.togglePopover"],
)
def test_older_browser_keeps_the_own_form(
    page: Page, host_site: HostSite, address: str, missing: str
) -> None:
    page.add_init_script(missing)
    text = PAGE.format(
        attributes="lang=en", head=script_tag(address), content=WITH_FORM
    )

    page.goto(host_site.put("/", text), wait_until="networkidle")

    expect(page.get_by_label("Words")).to_be_visible()
    assert page.evaluate("customElements.get('glossary-search')") is None


def test_text_and_focus_of_the_own_form_are_taken_over(
    page: Page, host_site: HostSite, address: str
) -> None:
    text = PAGE.format(attributes="lang=en", head="", content=WITH_FORM)
    page.goto(host_site.put("/", text))
    page.get_by_label("Words").press_sequentially("thro")

    page.add_script_tag(url=f"{address}/widget/glossary-search.js", type="module")

    box = page.get_by_role("combobox")
    expect(box).to_have_value("thro")
    expect(box).to_be_focused()
    expect(page.get_by_label("Words")).to_be_hidden()


# Attributes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "es"),
        ("glossary", "multiple-myeloma"),
        ("category", "Blood cells"),
        ("audience", "patient"),
        ("limit", "3"),
    ],
)
def test_attribute_is_sent_as_a_parameter(
    page: Page, host_site: HostSite, address: str, name: str, value: str
) -> None:
    content = f'<glossary-search {name}="{value}"></glossary-search>'
    widget = embed(page, host_site, address, content)

    with page.expect_request(lambda request: "autocomplete" in request.url) as first:
        widget.input.fill("thro")
    with page.expect_request(lambda request: "search?" in request.url) as second:
        widget.input.press("Enter")

    parameter = f"{name}={value.replace(' ', '+')}"
    assert f"&{parameter}" in first.value.url
    assert f"&{parameter}" in second.value.url


def test_limit_above_the_maximum_is_lowered(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = '<glossary-search limit="1000"></glossary-search>'
    widget = embed(page, host_site, address, content)

    widget.complete("t")
    widget.search("platelets")

    expect(widget.part("result").first).to_be_visible()


def test_value_attribute_is_the_initial_text(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = '<glossary-search value="platelets"></glossary-search>'
    widget = embed(page, host_site, address, content)

    expect(widget.input).to_have_value("platelets")
    widget.input.press("Enter")

    expect(widget.part("result").first).to_be_visible()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("label", "Which word?", "Which word?"),
        ("text-search", "Go", "Go"),
        ("language", "es", "Buscar en el glosario"),
    ],
)
def test_changed_attribute_takes_effect(
    widget: Widget, name: str, value: str, expected: str
) -> None:
    widget.element.evaluate("(each, [n, v]) => each.setAttribute(n, v)", [name, value])

    expect(widget.part("form")).to_contain_text(expected)

    widget.element.evaluate("(each, name) => each.removeAttribute(name)", name)

    expect(widget.part("form")).to_contain_text("Search the glossary")


def test_focus_moves_to_the_input(widget: Widget) -> None:
    widget.element.evaluate("(each) => each.focus()")

    expect(widget.input).to_be_focused()


# Events


def test_search_sends_an_event(widget: Widget) -> None:
    widget.page.evaluate(RECORD, "glossary-search")

    widget.search(" platelets ")

    expect(widget.part("result").first).to_be_visible()
    assert widget.page.evaluate("events") == [{"query": "platelets"}]


def test_selection_sends_an_event(widget: Widget, address: str) -> None:
    widget.page.evaluate(RECORD, "glossary-select")

    widget.open_entry("thro")
    widget.element.get_by_role("link", name="Platelets", exact=True).click()
    expect(widget.element.get_by_role("heading")).to_have_text("Platelets")

    assert widget.page.evaluate("events") == [
        {
            "id": each.lower(),
            "headword": each,
            "url": f"{address}/glossary/{each.lower()}",
        }
        for each in ("Thrombocytopenia", "Platelets")
    ]


@pytest.mark.parametrize("name", ["glossary-search", "glossary-select"])
def test_prevented_event_shows_and_requests_nothing(widget: Widget, name: str) -> None:
    requests: list[str] = []
    widget.page.evaluate(PREVENT.format(name))
    widget.complete("thro")
    widget.page.on("request", lambda request: requests.append(request.url))

    if name == "glossary-select":
        widget.input.press("ArrowDown")
    widget.input.press("Enter")

    expect(widget.list).to_be_hidden()
    expect(widget.answer).to_be_hidden()
    assert requests == []


def test_click_with_modifier_opens_the_link_in_a_tab(widget: Widget) -> None:
    widget.search("platelets")
    link = widget.part("result").first.get_by_role("link")

    with widget.page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])

    assert "/glossary/" in opened.value.url
    expect(widget.part("result").first).to_be_visible()
