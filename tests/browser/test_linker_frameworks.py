"""The linker on pages that other scripts render, change, and translate."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faulty_service import FaultyService
from tests.browser.host_site import HostSite
from tests.browser.linker_page import Linker, link, serve_names
from tests.support.service_process import Service, address_of

RENDERER = f"<script>{(Path(__file__).parent / 'renderer.js').read_text()}</script>"
LEAD = "Having neutropenia is"
TRANSLATE = """() => {
  const walker = document.createTreeWalker(document.querySelector("p"), 4);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts.filter(({ data }) => data.trim())) {
    const font = document.createElement("font");
    font.textContent = text.data.toUpperCase();
    text.parentNode.insertBefore(font, text);
    text.parentNode.removeChild(text);
  }
}"""  # as translators of browsers do


@pytest.fixture
def linker(
    page: Page,
    host_site: HostSite,
    faulty_service: FaultyService,
    glossary_service: Service,
) -> Linker:
    address = serve_names(faulty_service, address_of(glossary_service))
    return link(page, host_site, address, "<p></p>", head=RENDERER)


def render(linker: Linker, *texts: str | None) -> None:
    linker.page.evaluate("(texts) => render(document.querySelector('p'), texts)", texts)


def paragraph(linker: Linker) -> str:
    return linker.page.locator("p").evaluate("(each) => each.textContent")


def test_rendered_text_is_marked(linker: Linker) -> None:
    render(linker, LEAD, " bad.")

    expect(linker.marks).to_have_text(["neutropenia"])
    assert paragraph(linker) == f"{LEAD} bad."


@pytest.mark.parametrize(
    "lead", [LEAD, "neutropenia is", "neutropenia", "a neutropenia"]
)
def test_changed_text_replaces_its_marks(linker: Linker, lead: str) -> None:
    render(linker, lead, " bad.")
    expect(linker.marks).to_have_count(1)

    render(linker, "Few platelets are", " bad.")

    assert paragraph(linker) == "Few platelets are bad."
    expect(linker.marks).to_have_text(["platelets"])


@pytest.mark.parametrize(
    "lead", [LEAD, "neutropenia is", "neutropenia", "a neutropenia"]
)
def test_removed_text_takes_its_marks_along(linker: Linker, lead: str) -> None:
    render(linker, lead, " bad.")
    expect(linker.marks).to_have_count(1)

    render(linker, None, " bad.")

    assert paragraph(linker) == " bad."
    render(linker, lead, " good.")
    assert paragraph(linker) == f"{lead} good."
    expect(linker.marks).to_have_text(["neutropenia"])


def test_text_is_inserted_before_marked_text(linker: Linker) -> None:
    render(linker, None, LEAD)
    expect(linker.marks).to_have_count(1)

    render(linker, "Now: ", LEAD)

    assert paragraph(linker) == f"Now: {LEAD}"
    expect(linker.marks).to_have_count(1)


def test_cleared_element_is_marked_anew(linker: Linker) -> None:
    render(linker, LEAD)
    expect(linker.marks).to_have_count(1)

    linker.page.evaluate("document.querySelector('p').textContent = 'platelets'")

    expect(linker.marks).to_have_text(["platelets"])
    linker.remove()
    assert linker.page.locator("p").inner_html() == "platelets"


def test_moved_element_keeps_its_marks(linker: Linker) -> None:
    render(linker, LEAD)
    expect(linker.marks).to_have_count(1)

    linker.page.evaluate(
        "document.querySelector('main').prepend(document.querySelector('p'), 'Now')"
    )

    expect(linker.marks).to_have_text(["neutropenia"])
    linker.remove()
    assert linker.page.locator("p").inner_html() == LEAD


def test_detached_element_is_clean(linker: Linker) -> None:
    render(linker, LEAD)
    expect(linker.marks).to_have_count(1)

    script = "const p = document.querySelector('p'); p.remove(); window.p = p"
    linker.page.evaluate(script)

    assert linker.page.evaluate("p.innerHTML") == LEAD


def test_translated_sentence_keeps_its_text(linker: Linker) -> None:
    render(linker, LEAD, " bad.")
    expect(linker.marks).to_have_count(1)

    linker.page.evaluate(TRANSLATE)

    assert paragraph(linker) == "HAVING NEUTROPENIA IS BAD."
    linker.remove()
    assert paragraph(linker) == "HAVING NEUTROPENIA IS BAD."
    assert linker.page.locator("glossary-term").count() == 0


@pytest.mark.parametrize("lead", [LEAD, "neutropenia is"])
def test_normalized_text_stays(linker: Linker, lead: str) -> None:
    render(linker, lead)
    expect(linker.marks).to_have_count(1)

    linker.page.evaluate("document.querySelector('p').normalize()")

    assert paragraph(linker) == lead
    linker.remove()
    assert linker.page.locator("p").inner_html() == lead


def test_streamed_text_is_marked_once_it_rests(linker: Linker) -> None:
    linker.page.evaluate("document.querySelector('p').append('A neutro')")
    linker.page.evaluate("document.querySelector('p').firstChild.appendData('penia')")

    expect(linker.marks).to_have_text(["neutropenia"])


def test_text_that_is_hidden_later_loses_its_marks(linker: Linker) -> None:
    render(linker, LEAD)
    expect(linker.marks).to_have_count(1)

    linker.page.evaluate("document.querySelector('p').ariaHidden = 'true'")

    expect(linker.marks).to_have_count(0)


def test_text_that_is_shown_later_is_marked(linker: Linker) -> None:
    html = "const p = document.querySelector('p'); p.hidden = true; p.append('DVT')"
    linker.page.evaluate(html)

    linker.page.evaluate("document.querySelector('p').hidden = false")

    expect(linker.marks).to_have_text(["DVT"])
