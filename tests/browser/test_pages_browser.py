"""HTML pages in a browser: accessibility, layout, hostile texts, no scripts."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import layout
from tests.browser.host_site import HostSite
from tests.browser.hostile_glossary import assert_nothing_ran, payloads
from tests.browser.long_glossary import MANY_WORDS, ONE_WORD
from tests.browser.page_errors import PageErrors
from tests.support.service_process import Service, address_of

STATES = {
    "start": "/",
    "letter": "/?letter=m",
    "category": "/?category=Blood%20conditions",
    "results": "/?q=clot",
    "suggested query": "/?q=nutropenya",
    "nothing found": "/?q=zzqqxx%20xxqqzz",
    "query too long": f"/?q={'long+' * 60}",
    "entry": "/glossary/deep-vein-thrombosis",
    "no such entry": "/glossary/none",
    "no such page": "/none",
    "embed": "/embed",
    "docs": "/docs",
    "booklet": "/?print=yes",
}
LONG = {
    "start": "/",
    "letter": "/?letter=p",
    "category": f"/?category={quote(ONE_WORD)}",
    "results": "/?q=stage",
    "one long word": f"/?q={ONE_WORD}",
    "nothing found for a long word": f"/?q={'qz' * 100}",
    "word too long": f"/?q={'qz' * 150}",
    "one word": "/glossary/one-word",
    "many words": "/glossary/many-words",
    "no such entry": f"/glossary/{ONE_WORD * 3}",
    "embed": "/embed",
    "docs": "/docs",
    "booklet": "/?print=yes",
}
LOOKS = {
    "light": ("light", 1280),
    "dark": ("dark", 1280),
    "light phone": ("light", 360),
    "dark phone": ("dark", 360),
}
WIDTHS = (320, 768, 1280)
NO_PROBLEMS = dict.fromkeys(WIDTHS, "")
ERROR_STATUS = "status of 40[04]"  # Chromium logs the states that are errors
PROTOCOLS = "Array.from(document.querySelectorAll('a[href]'), (link) => link.protocol)"

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def unscripted(new_context: NewContext) -> Page:
    """Open a page in a browser that runs no scripts."""
    return new_context(java_script_enabled=False).new_page()


def find_problems_at(page: Page, width: int) -> str:
    page.set_viewport_size({"width": width, "height": 800})
    return layout.find_problems(page)


# Accessibility and layout


@pytest.mark.smoke
@pytest.mark.parametrize("state", STATES)
def test_page_is_accessible_in_light_and_dark_on_desktop_and_phone(
    page: Page,
    glossary_service: Service,
    axe: Callable[[Page], str],
    page_errors: PageErrors,
    state: str,
) -> None:
    page_errors.expect(ERROR_STATUS)
    page.goto(address_of(glossary_service) + STATES[state])
    violations = {}

    for look, (scheme, width) in LOOKS.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        violations[look] = axe(page)

    assert violations == dict.fromkeys(LOOKS, "")


@pytest.mark.parametrize("state", STATES)
def test_page_fits_from_phone_to_desktop(
    page: Page, glossary_service: Service, page_errors: PageErrors, state: str
) -> None:
    page_errors.expect(ERROR_STATUS)
    page.goto(address_of(glossary_service) + STATES[state])

    problems = {width: find_problems_at(page, width) for width in WIDTHS}

    assert problems == NO_PROBLEMS


@pytest.mark.parametrize("state", LONG)
def test_page_with_long_texts_fits_from_phone_to_desktop(
    page: Page, long_service: Service, page_errors: PageErrors, state: str
) -> None:
    page_errors.expect(ERROR_STATUS)
    page.goto(address_of(long_service) + LONG[state])

    problems = {width: find_problems_at(page, width) for width in WIDTHS}

    assert problems == NO_PROBLEMS


def test_long_headword_is_not_truncated(page: Page, long_service: Service) -> None:
    page.goto(f"{address_of(long_service)}/glossary/many-words")

    expect(page.get_by_role("heading", level=1)).to_contain_text(MANY_WORDS)


@pytest.mark.parametrize("path", [STATES["booklet"], STATES["entry"]])
def test_page_can_be_printed(page: Page, glossary_service: Service, path: str) -> None:
    page.goto(address_of(glossary_service) + path)

    document = page.pdf(format="A4")

    assert document.startswith(b"%PDF")
    assert len(document) > 10_000


# Without scripts


@pytest.mark.smoke
def test_search_without_scripts_leads_to_results_and_entry(
    unscripted: Page, glossary_service: Service
) -> None:
    unscripted.goto(address_of(glossary_service))

    unscripted.locator("input[name=q]").fill("dvt")
    unscripted.locator("input[name=q]").press("Enter")
    unscripted.get_by_role("link", name="Deep vein thrombosis").first.click()

    heading = unscripted.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Deep vein thrombosis")
    expect(unscripted.locator("main")).to_contain_text("clot")


def test_letter_without_scripts_leads_to_its_entries(
    unscripted: Page, glossary_service: Service
) -> None:
    unscripted.goto(address_of(glossary_service))

    unscripted.locator("a[href*='letter=a']").first.click()
    unscripted.get_by_role("link", name="Anemia").first.click()

    expect(unscripted.get_by_role("heading", level=1)).to_contain_text("Anemia")


def test_misspelling_without_scripts_leads_to_the_suggested_query(
    unscripted: Page, glossary_service: Service
) -> None:
    unscripted.goto(f"{address_of(glossary_service)}/?q=nutropenya")

    unscripted.locator("main a[href*='q=']").first.click()

    expect(unscripted.locator("input[name=q]")).to_have_value("Neutropenia")


# With a hostile glossary


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=hostile",
        "/?letter=i",
        "/?letter=other",
        "/?print=yes",
        "/embed",
        "/docs",
    ],
)
def test_page_runs_nothing_of_a_hostile_glossary(
    page: Page, hostile_service: Service, host_site: HostSite, path: str
) -> None:
    page.goto(address_of(hostile_service) + path)

    assert_nothing_ran(page, host_site)
    assert {*page.evaluate(PROTOCOLS)} <= {"http:", "https:"}


def test_entry_page_shows_hostile_texts_and_runs_nothing(
    page: Page, hostile_service: Service, host_site: HostSite
) -> None:
    for number, payload in enumerate(payloads(host_site.address)):
        page.goto(f"{address_of(hostile_service)}/glossary/hostile-{number}")

        assert_nothing_ran(page, host_site)
        assert {*page.evaluate(PROTOCOLS)} <= {"http:", "https:"}
        heading = page.get_by_role("heading", level=1).inner_text()
        assert " ".join(payload.split()) in " ".join(heading.split())


@pytest.mark.parametrize("parameter", ["q", "category", "glossary", "language"])
def test_page_runs_nothing_of_a_hostile_parameter(
    page: Page,
    hostile_service: Service,
    host_site: HostSite,
    page_errors: PageErrors,
    parameter: str,
) -> None:
    page_errors.expect(ERROR_STATUS)
    for payload in payloads(host_site.address):
        value = quote(payload, safe="")
        page.goto(f"{address_of(hostile_service)}/?{parameter}={value}")

        assert_nothing_ran(page, host_site)


@pytest.mark.parametrize("path", ["/?q=clot", "/?print=yes"])
def test_respelling_that_fits_is_on_one_line(
    page: Page, glossary_service: Service, path: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(address_of(glossary_service) + path)

    respelling = page.locator(".say", has_text="PUL-muh-NAYR-ee EM-boh-lih-zum")
    lines = respelling.evaluate(
        "(say) => say.clientHeight / parseFloat(getComputedStyle(say).lineHeight)"
    )
    assert lines == pytest.approx(1, abs=0.2)
