"""Page object of the widget; docs/widget.md documents the names of its parts."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.host_site import HostSite

ELEMENT = "<glossary-search></glossary-search>"
PAGE = """<!doctype html><html {attributes}><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Hospital</title>
{head}<main><h1>Hospital</h1>{content}</main></html>"""


@dataclass(frozen=True)
class Widget:
    """One widget on a page."""

    page: Page
    element: Locator

    def part(self, name: str) -> Locator:
        """Return the elements with this part name."""
        return self.element.locator(f"[part='{name}']")

    @property
    def input(self) -> Locator:
        """Text input."""
        return self.element.get_by_role("combobox")

    @property
    def list(self) -> Locator:
        """List of suggestions, open or closed."""
        return self.part("list")

    @property
    def options(self) -> Locator:
        """Visible suggestions."""
        return self.element.get_by_role("option")

    @property
    def selected(self) -> Locator:
        """Active option, if there is one."""
        return self.element.get_by_role("option", selected=True)

    @property
    def status(self) -> Locator:
        """Live region for screen readers."""
        return self.element.get_by_role("status")

    @property
    def answer(self) -> Locator:
        """Entry, results, or error message."""
        return self.part("answer")

    def type(self, text: str) -> None:
        """Type a text key by key."""
        self.input.press_sequentially(text)

    def complete(self, text: str) -> None:
        """Fill in a text and wait for its own suggestions, after any others."""
        self.input.fill("")
        expect(self.list).to_be_hidden()
        self.input.fill(text)
        expect(self.options.first).to_be_visible()

    def search(self, text: str) -> None:
        """Fill in a query and submit it."""
        self.input.fill(text)
        self.input.press("Enter")

    def pause_clock(self) -> None:
        """Stop the timers of the page; `page.clock.run_for` advances them."""
        self.page.clock.install(time=0)
        self.page.clock.pause_at(1000)

    def open_entry(self, text: str) -> None:
        """Select the first suggestion for a text and wait for its entry."""
        self.complete(text)
        self.input.press("ArrowDown")
        self.input.press("Enter")
        expect(self.part("entry")).to_be_visible()


def script_tag(address: str) -> str:
    """Return the tag that loads the widget from a service."""
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
    """Open a page of the host site that embeds the widget of a service."""
    head += script_tag(address)
    text = PAGE.format(attributes=attributes, head=head, content=content)
    page.goto(host_site.put("/", text, csp=csp))
    widget = Widget(page, page.locator("glossary-search").first)
    expect(widget.input).to_be_visible()
    return widget
