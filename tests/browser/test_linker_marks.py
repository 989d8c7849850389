"""Marks of the linker: which words, in place, and gone without a trace."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faulty_service import FaultyService, proxy_to, respond_json
from tests.browser.host_site import HostSite
from tests.browser.linker_page import ARTICLE, Linker, link
from tests.support.service_process import Service, address_of

NAMES = {
    "format": 1,
    "generation": "1",
    "entries": ["thrombocytopenia", "deep-vein-thrombosis", "neutropenia", "platelets"],
    "names": {
        "thrombocytopenia": [0],
        "deep vein thrombosis": [1],
        "dvt": [1, "DVT"],
        "neutropenia": [2],
        "platelets": [3],
    },
}


@pytest.fixture
def address(faulty_service: FaultyService, glossary_service: Service) -> str:
    """Serve the bundled glossary with a short list of names."""
    faulty_service.otherwise(proxy_to(address_of(glossary_service)))
    faulty_service.on("/linker/names.json", respond_json(NAMES))
    return faulty_service.address


@pytest.fixture
def linker(page: Page, host_site: HostSite, address: str) -> Linker:
    linker = link(page, host_site, address)
    expect(linker.marks).not_to_have_count(0)
    return linker


@pytest.mark.smoke
def test_first_occurrence_of_each_entry_is_marked(linker: Linker) -> None:
    expected = ["thrombocytopenia", "platelets", "deep vein thrombosis"]

    assert linker.marked_texts == expected


def test_mark_opens_an_explanation(linker: Linker) -> None:
    explanation = linker.open("thrombocytopenia")

    expect(explanation.get_by_role("heading")).to_have_text("Thrombocytopenia")
    expect(explanation).to_contain_text("Having too few platelets in the blood.")
    expect(explanation).to_be_focused()


def test_removed_linker_leaves_the_page_as_it_was(
    linker: Linker, host_site: HostSite
) -> None:
    linker.open("thrombocytopenia")

    linker.remove()

    assert linker.page.locator("main").inner_html() == ARTICLE
    texts = "[...document.querySelector('#first').childNodes].length"
    assert linker.page.evaluate(texts) == 3
