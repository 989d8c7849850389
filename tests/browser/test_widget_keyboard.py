"""Keyboard and pointer: a combobox with a listbox, as in the ARIA practices."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.host_site import HostSite
from tests.browser.widget_page import Widget, embed
from tests.support.service_process import Service, address_of

CONTENT = """<a href="/before">Before</a><glossary-search></glossary-search>
<a href="/after">After</a>"""


@pytest.fixture
def widget(page: Page, host_site: HostSite, glossary_service: Service) -> Widget:
    return embed(page, host_site, address_of(glossary_service), CONTENT)


def active_position(widget: Widget) -> int | None:
    """Return the position of the active option, after checking all attributes."""
    active = widget.input.get_attribute("aria-activedescendant")
    selected = [
        option.get_attribute("aria-selected") for option in widget.options.all()
    ]
    ids = [option.get_attribute("id") for option in widget.options.all()]
    assert selected == [str(each == active).lower() for each in ids]
    return ids.index(active) if active else None


# Roles and states


def test_input_is_a_closed_combobox_with_a_name(widget: Widget) -> None:
    box = widget.element.get_by_role("combobox", name="Search the glossary", exact=True)

    expect(box).to_have_attribute("aria-autocomplete", "list")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).not_to_have_attribute("aria-activedescendant", "")
    assert box.get_attribute("aria-controls") == widget.list.get_attribute("id")
    expect(widget.list).to_be_hidden()


def test_suggestions_open_a_named_listbox(widget: Widget) -> None:
    widget.complete("thro")

    expect(widget.input).to_have_attribute("aria-expanded", "true")
    expect(widget.element.get_by_role("listbox", name="Suggestions")).to_be_visible()
    assert active_position(widget) is None


def test_options_have_unique_ids(widget: Widget) -> None:
    widget.complete("a")

    ids = [option.get_attribute("id") for option in widget.options.all()]

    assert len(ids) > 1
    assert len({*ids}) == len(ids)


def test_list_follows_the_input(widget: Widget) -> None:
    follows = widget.input.evaluate("(box) => box.nextElementSibling.role")

    assert follows == "listbox"


# Arrows


@pytest.mark.parametrize(
    ("keys", "position"),
    [
        (["ArrowDown"], 0),
        (["ArrowDown", "ArrowDown"], 1),
        (["ArrowUp"], -1),
        (["ArrowUp", "ArrowUp"], -2),
        (["ArrowDown", "ArrowUp"], -1),
        (["ArrowUp", "ArrowDown"], 0),
    ],
)
def test_arrow_keys_cycle_through_options_while_the_input_has_focus(
    widget: Widget, keys: list[str], position: int
) -> None:
    widget.complete("thro")
    count = widget.options.count()

    for key in keys:
        widget.input.press(key)
        expect(widget.input).to_be_focused()

    assert count > 2
    assert active_position(widget) == position % count


@pytest.mark.parametrize(("key", "position"), [("ArrowDown", 0), ("ArrowUp", -1)])
def test_arrow_key_opens_a_closed_list(widget: Widget, key: str, position: int) -> None:
    widget.complete("thro")
    count = widget.options.count()
    widget.input.press("Escape")
    expect(widget.list).to_be_hidden()

    widget.input.press(key)

    expect(widget.selected).to_have_count(1)
    expect(widget.input).to_have_attribute("aria-expanded", "true")
    assert active_position(widget) == position % count


def test_arrow_key_skips_the_debounce_and_keeps_its_option(
    widget: Widget,
) -> None:
    widget.pause_clock()

    widget.type("thro")
    widget.input.press("ArrowDown")
    expect(widget.selected).to_have_count(1)
    widget.page.clock.run_for(1000)

    assert active_position(widget) == 0


def test_arrow_key_requests_suggestions_for_changed_text(widget: Widget) -> None:
    widget.complete("n")
    stale = widget.options.first.inner_text()
    widget.pause_clock()

    widget.input.fill("thrombocy")
    widget.input.press("ArrowDown")

    expect(widget.selected).to_contain_text("Thrombocytopenia")
    assert "Thrombocytopenia" not in stale


@pytest.mark.parametrize(
    ("key", "caret"), [("Home", 0), ("End", 4), ("ArrowLeft", 3), ("ArrowRight", 4)]
)
def test_text_key_returns_to_the_input(widget: Widget, key: str, caret: int) -> None:
    widget.complete("thro")
    widget.input.press("ArrowDown")

    widget.input.press(key)

    assert active_position(widget) is None
    assert widget.input.evaluate("(box) => box.selectionStart") == caret
    expect(widget.list).to_be_visible()


# Enter


@pytest.mark.smoke
def test_enter_opens_the_entry_of_the_active_option(widget: Widget) -> None:
    widget.complete("thro")
    widget.input.press("ArrowDown")

    widget.input.press("Enter")

    heading = widget.element.get_by_role("heading", name="Thrombocytopenia")
    expect(heading).to_be_visible()
    expect(widget.part("definition")).to_contain_text("too few platelets")
    expect(widget.input).to_have_value("Thrombocytopenia")
    expect(widget.input).to_be_focused()
    expect(widget.list).to_be_hidden()
    expect(widget.input).to_have_attribute("aria-expanded", "false")


def test_enter_without_active_option_searches(widget: Widget) -> None:
    widget.complete("platelets")

    widget.input.press("Enter")

    expect(widget.part("result").first).to_be_visible()
    expect(widget.part("entry")).to_have_count(0)
    expect(widget.list).to_be_hidden()


def test_enter_does_not_wait_for_suggestions(widget: Widget) -> None:
    widget.pause_clock()
    widget.type("platelets")

    widget.input.press("Enter")

    expect(widget.part("result").first).to_be_visible()
    widget.page.clock.run_for(1000)
    expect(widget.list).to_be_hidden()


def test_button_searches(widget: Widget) -> None:
    widget.input.fill("platelets")

    widget.element.get_by_role("button", name="Search").click()

    expect(widget.part("result").first).to_contain_text("Platelets")


# Escape, Tab


def test_escape_closes_the_list_first_and_clears_the_text_next(widget: Widget) -> None:
    widget.complete("thro")
    widget.input.press("ArrowDown")

    widget.input.press("Escape")

    expect(widget.list).to_be_hidden()
    expect(widget.input).to_have_value("thro")
    expect(widget.input).to_have_attribute("aria-expanded", "false")
    assert widget.input.get_attribute("aria-activedescendant") is None

    widget.input.press("Escape")

    expect(widget.input).to_have_value("")
    expect(widget.input).to_be_focused()


def test_escape_clears_the_answer(widget: Widget) -> None:
    widget.open_entry("thro")

    widget.input.press("Escape")

    expect(widget.answer).to_be_hidden()


def test_escape_reaches_the_page_if_nothing_is_open(
    widget: Widget,
) -> None:
    record = """for (const name of ["keydown", "keyup"])
      addEventListener(name, () => (window.reached = (window.reached ?? 0) + 1))"""
    widget.page.evaluate(record)

    widget.complete("thro")
    reached = []
    for _ in range(3):
        widget.input.press("Escape")
        reached.append(widget.page.evaluate("window.reached ?? 0"))

    assert reached == [0, 0, 2]


@pytest.mark.parametrize("key", ["s", "/", "?", "ArrowDown", "Home", "End"])
def test_key_of_the_box_is_no_shortcut_of_the_page(widget: Widget, key: str) -> None:
    record = """for (const name of ["keydown", "keypress", "keyup"])
      addEventListener(name, (event) => (window.shortcut = event.key))"""
    widget.page.evaluate(record)

    widget.complete("thro")
    widget.input.press(key)

    assert widget.page.evaluate("window.shortcut ?? null") is None


@pytest.mark.parametrize("by", ["Enter", "button"])
def test_empty_search_says_what_to_do(widget: Widget, by: str) -> None:
    if by == "Enter":
        widget.input.press("Enter")
    else:
        widget.part("button").click()

    text = "Type a word, how it sounds, or what it means."
    expect(widget.part("note")).to_have_text(text)
    expect(widget.status).to_have_text(text)
    expect(widget.input).to_be_focused()


def test_lack_of_suggestions_is_visible(widget: Widget) -> None:
    widget.input.fill("xqzv")

    expect(widget.part("note")).to_have_text("No suggestions. Press Enter to search.")
    expect(widget.status).to_have_text("No suggestions. Press Enter to search.")


def test_closed_list_empties_the_status(widget: Widget) -> None:
    widget.complete("thro")
    expect(widget.status).to_have_text("Suggestions: 3")

    widget.input.press("Escape")

    expect(widget.status).to_have_text("")


@pytest.mark.parametrize(("key", "name"), [("Tab", "Search"), ("Shift+Tab", "Before")])
def test_tab_leaves_and_closes_the_list_without_selecting(
    widget: Widget, key: str, name: str
) -> None:
    widget.complete("thro")
    widget.input.press("ArrowDown")

    widget.input.press(key)

    roles = widget.page.get_by_role("button").or_(widget.page.get_by_role("link"))
    expect(roles.and_(widget.page.locator(":focus"))).to_have_text(name)
    expect(widget.list).to_be_hidden()
    expect(widget.input).to_have_value("thro")
    expect(widget.answer).to_be_hidden()


def test_suggestions_do_not_open_after_focus_left(widget: Widget) -> None:
    widget.pause_clock()
    widget.type("thro")
    widget.input.press("Shift+Tab")

    with widget.page.expect_response(
        lambda response: "autocomplete" in response.url
    ) as sent:
        widget.page.clock.run_for(1000)
    sent.value.finished()
    widget.page.clock.resume()
    widget.page.evaluate("new Promise(requestAnimationFrame)")

    expect(widget.list).to_be_hidden()


# Typing


def test_typing_updates_an_open_list(widget: Widget) -> None:
    widget.complete("t")
    widget.input.press("ArrowDown")

    widget.input.press("u")
    widget.input.press("m")

    expect(widget.options).to_have_count(1)
    expect(widget.options).to_contain_text("Tumor")
    assert active_position(widget) is None


def test_emptied_text_closes_the_list(widget: Widget) -> None:
    widget.complete("t")

    widget.input.press("Backspace")

    expect(widget.list).to_be_hidden()
    expect(widget.input).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("key", ["Enter", "ArrowDown", "ArrowUp", "Escape"])
@pytest.mark.parametrize("text", ["", "   "])
def test_blank_text_sends_no_request(widget: Widget, text: str, key: str) -> None:
    requests: list[str] = []
    widget.page.on("request", lambda request: requests.append(request.url))
    widget.pause_clock()

    widget.type(text)
    widget.input.press(key)
    widget.page.clock.run_for(1000)

    assert requests == []
    expect(widget.list).to_be_hidden()
    expect(widget.answer).to_be_hidden()


# Pointer


def test_click_on_an_option_opens_its_entry(widget: Widget) -> None:
    widget.complete("thro")

    widget.options.nth(1).click()

    expect(widget.element.get_by_role("heading")).to_have_text("Deep vein thrombosis")
    expect(widget.list).to_be_hidden()


def test_pointer_on_an_option_leaves_focus_in_the_input(widget: Widget) -> None:
    widget.complete("thro")
    widget.page.evaluate("void (onblur = onfocusout = () => (window.blurred = true))")

    widget.options.first.hover()
    widget.page.mouse.down()

    expect(widget.list).to_be_visible()
    expect(widget.input).to_be_focused()
    assert widget.page.evaluate("window.blurred") is None


def test_click_outside_the_widget_closes_the_list(widget: Widget) -> None:
    widget.complete("thro")

    widget.page.get_by_role("heading", name="Hospital").click()

    expect(widget.list).to_be_hidden()
    expect(widget.input).to_have_value("thro")


def test_click_on_entry_text_does_not_focus_the_input(
    widget: Widget,
) -> None:
    widget.open_entry("thro")
    widget.input.blur()

    widget.part("definition").click()

    expect(widget.input).not_to_be_focused()
