"""The widget on somebody's page, its parts by the names that docs/widget.md gives."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.host_site import HostSite

ELEMENT = "<glossary-search></glossary-search>"
PAGE = """<!doctype html><html {attributes}><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Hospital</title>
{head}<main><h1>Hospital</h1>{content}</main></html>"""


@dataclass(frozen=True)
class Widget:
    """One widget, as a test sees it."""

    page: Page
    element: Locator

    def part(self, name: str) -> Locator:
        """What the widget calls so."""
        return self.element.locator(f"[part='{name}']")

    @property
    def input(self) -> Locator:
        """Where one types."""
        return self.element.get_by_role("combobox")

    @property
    def list(self) -> Locator:
        """The list of suggestions, open or closed."""
        return self.part("list")

    @property
    def options(self) -> Locator:
        """The suggestions that are seen."""
        return self.element.get_by_role("option")

    @property
    def selected(self) -> Locator:
        """The option that is active, if one is."""
        return self.element.get_by_role("option", selected=True)

    @property
    def status(self) -> Locator:
        """What a screen reader is told."""
        return self.element.get_by_role("status")

    @property
    def answer(self) -> Locator:
        """The entry, the results, or what is wrong."""
        return self.part("answer")

    def type(self, text: str) -> None:
        """Press the keys of a text."""
        self.input.press_sequentially(text)

    def complete(self, text: str) -> None:
        """Put a text in at once and wait for its suggestions."""
        self.input.fill(text)
        expect(self.options.first).to_be_visible()

    def search(self, text: str) -> None:
        """Put a question and send it off."""
        self.input.fill(text)
        self.input.press("Enter")

    def stop_time(self) -> None:
        """Let timers of the page run only by `page.clock.run_for`."""
        self.page.clock.install(time=0)
        self.page.clock.pause_at(1000)

    def open_entry(self, text: str) -> None:
        """Choose the first suggestion for a text and wait for its entry."""
        self.complete(text)
        self.input.press("ArrowDown")
        self.input.press("Enter")
        expect(self.part("entry")).to_be_visible()


def script_of(address: str) -> str:
    """The line that loads the widget from a service."""
    source = f"{address}/widget/glossary-search.js"
    return f'<script type="module" src="{source}"></script>'


def embed(
    page: Page,
    host_site: HostSite,
    address: str,
    content: str = ELEMENT,
    *,
    attributes: str = 'lang="en"',
    head: str = "",
    csp: str = "",
) -> Widget:
    """Open a page of the host site with the widget of a service on it."""
    head += script_of(address)
    text = PAGE.format(attributes=attributes, head=head, content=content)
    page.goto(host_site.put("/", text, csp=csp))
    widget = Widget(page, page.locator("glossary-search").first)
    expect(widget.input).to_be_visible()
    return widget
