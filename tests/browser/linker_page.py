"""Page object of the linker: an article on the host site, and its marks."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.faulty_service import FaultyService, proxy_to, respond_json
from tests.browser.host_site import HostSite

PAGE = """<!doctype html><html {attributes}><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Hospital</title>
<style>:root {{ color-scheme: light dark }}
  body {{ font: 1rem/1.6 sans-serif; max-width: 40rem; margin: auto; padding: 1rem;
    background: Canvas }}
</style>{head}<main>{content}</main></html>"""
ARTICLE = """<h1>After your treatment</h1>
<p id="first">Having thrombocytopenia, you have few platelets. A
<em>deep vein thrombosis</em> is serious.</p>
<p id="second">Ask about thrombocytopenia again, and about
<a href="#first">neutropenia</a>, too.</p>"""
MARKS = "glossary-term[role=button]"
NAMES: dict[str, Any] = {
    "format": 1,
    "generation": "1",
    "entries": ["thrombocytopenia", "deep-vein-thrombosis", "neutropenia", "platelets"],
    "names": {
        "thrombocytopenia": [0],
        "deep vein thrombosis": [1],
        "dvt": [1, "DVT"],
        "neutropenia": [2],
        "platelets": [3],
        "clot": [1, 3],
    },
}
MODULE = "import('{}/widget/glossary-linker.js')"


@dataclass(frozen=True)
class Linker:
    """The linker of one page."""

    page: Page
    address: str

    @property
    def marks(self) -> Locator:
        """All marks."""
        return self.page.locator(MARKS)

    @property
    def explanation(self) -> Locator:
        """Open explanation."""
        return self.page.get_by_role("dialog")

    @property
    def marked_texts(self) -> list[str]:
        """Texts of the marks, in the order of the page."""
        return self.marks.all_text_contents()

    def mark(self, text: str) -> Locator:
        """Return the mark of a text."""
        return self.page.get_by_role("button", name=text, exact=True)

    def open(self, text: str) -> Locator:
        """Open an explanation by a click, and return it."""
        self.mark(text).click()
        expect(self.explanation).to_be_visible()
        return self.explanation

    def run(self, script: str) -> object:
        """Run a script that uses `linker`, the one of the page."""
        module = MODULE.format(self.address)
        return self.page.evaluate(f"{module}.then(({{ linker }}) => {{ {script} }})")

    def remove(self) -> None:
        """Remove the linker from the page."""
        self.run("linker.remove()")


def linker_tag(address: str, data: str = "") -> str:
    """Return the tag that loads the linker from a service."""
    source = f"{address}/widget/glossary-linker.js"
    return f'<script type="module" src="{source}" {data}></script>'


def link(
    page: Page,
    host_site: HostSite,
    address: str,
    content: str = ARTICLE,
    *,
    data: str = "",
    attributes: str = 'lang="en"',
    head: str = "",
    csp: str = "",
) -> Linker:
    """Open an article of the host site that uses the linker of a service."""
    head = f"{head}{linker_tag(address, data)}"
    text = PAGE.format(attributes=attributes, head=head, content=content)
    page.goto(host_site.put("/", text, csp=csp))
    return Linker(page, address)


def serve_names(service: FaultyService, address: str) -> str:
    """Let a service answer as the one at an address, with the names above."""
    service.otherwise(proxy_to(address))
    service.on("/linker/names.json", respond_json(NAMES))
    return service.address
