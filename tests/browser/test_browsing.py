"""Browsing a large glossary in a browser: accessibility, layout, ways to an entry."""

import json
from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import layout
from tests.browser.conftest import ServeGlossary
from tests.support.service_process import Service, address_of

STATES = {
    "start": "/",
    "letter": "/?letter=c",
    "third page of a letter": "/?letter=c&offset=100",
    "category": "/?category=Kind%201",
    "categories": "/categories",
    "results": "/?q=pain",
}
LOOKS = {
    "light": ("light", 1280),
    "dark": ("dark", 1280),
    "light phone": ("light", 360),
    "dark phone": ("dark", 360),
}
WIDTHS = (320, 390, 768, 1280)

NewContext = Callable[..., BrowserContext]


def large_glossary() -> dict[str, object]:
    """Return 660 entries of 3 letters in 330 categories."""
    starts = product("cps", "aeiouhrltm")
    names = [f"{a}{b}stoscop{n:02}" for a, b in starts for n in range(22)]
    return {
        "title": "Large glossary",
        "entries": [
            {
                "headword": name,
                "definition": f"A kind of pain that is felt {n} times a day, at least.",
                "category": f"Kind {n % 330}",
                "variants": [f"ordinary hurt {n}"],
                "respelling": "SIS-to-sko-pee-uh",
            }
            for n, name in enumerate(names)
        ],
    }


@pytest.fixture(scope="session")
def large_service(
    serve_glossary: ServeGlossary, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    file = tmp_path_factory.mktemp("large") / "large.json"
    file.write_text(json.dumps(large_glossary()))
    return serve_glossary(file)


@pytest.mark.parametrize("state", STATES)
def test_page_of_a_large_glossary_is_accessible(
    page: Page, large_service: Service, axe: Callable[[Page], str], state: str
) -> None:
    page.goto(address_of(large_service) + STATES[state])
    violations = {}

    for look, (scheme, width) in LOOKS.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        violations[look] = axe(page)

    assert violations == dict.fromkeys(LOOKS, "")


@pytest.mark.parametrize("state", STATES)
def test_page_of_a_large_glossary_fits_from_phone_to_desktop(
    page: Page, large_service: Service, state: str
) -> None:
    page.goto(address_of(large_service) + STATES[state])
    problems = {}

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        problems[width] = layout.find_problems(page)

    assert problems == dict.fromkeys(WIDTHS, "")


@pytest.mark.smoke
@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_sections_lead_to_an_entry_of_a_long_letter(
    new_context: NewContext, large_service: Service, options: dict[str, bool]
) -> None:
    page = new_context(**options).new_page()
    page.goto(address_of(large_service))

    page.get_by_role("navigation", name="Browse A to Z").get_by_text("C").click()
    sections = page.get_by_role("navigation", name="Jump to")
    sections.get_by_role("link", name="Cu").click()
    expect(page.get_by_role("heading", name="Cu", exact=True)).to_be_in_viewport()
    page.get_by_role("link", name="custoscop01").click()

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("custoscop01")


def test_list_comes_first_on_a_phone(page: Page, large_service: Service) -> None:
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(f"{address_of(large_service)}/?letter=c")

    expect(page.get_by_role("link", name="castoscop01")).to_be_in_viewport()
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_role("combobox")).to_be_in_viewport()


def test_numbers_of_pages_share_a_row_on_a_phone(
    page: Page, large_service: Service
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(f"{address_of(large_service)}/?q=pain&offset=300")

    numbers = page.locator(".numbers li")
    expect(numbers).to_have_count(7)
    assert len({each.bounding_box()["y"] for each in numbers.all()}) == 1
