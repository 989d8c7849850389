"""The linker on the service's own page that shows it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.linker_page import MARKS
from tests.support.service_process import Service, address_of


def test_embed_page_explains_words_and_writes_the_snippet(
    page: Page, glossary_service: Service, axe: Callable[[Page], str]
) -> None:
    page.goto(f"{address_of(glossary_service)}/embed")
    mark = page.locator(MARKS).first
    word = mark.text_content() or ""

    mark.press("Enter")

    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text(word)
    assert axe(page) == ""
    page.keyboard.press("Escape")
    page.locator("#theme").select_option("dark")
    expect(page.locator("#linker-lines")).to_contain_text('data-theme="dark"')
    page.locator(MARKS).first.press("Enter")
    surface = "(each) => getComputedStyle(each).backgroundColor"
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_be_visible()
    assert dialog.evaluate(surface) == "rgb(23, 34, 36)"
