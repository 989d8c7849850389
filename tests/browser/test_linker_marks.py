"""Marks of the linker: which words, in place, and gone without a trace."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faulty_service import FaultyService, respond_json
from tests.browser.host_site import HostSite
from tests.browser.linker_page import ARTICLE, NAMES, Linker, link, serve_names
from tests.support.service_process import Service, address_of

BOXES = """() => [...document.querySelectorAll("main, main :not(glossary-term)")]
  .map((each) => JSON.stringify(each.getBoundingClientRect()))"""
SHAPE = """() => [...document.querySelectorAll("main, main *")].map(
  ({ childNodes }) => [...childNodes].map(({ nodeName, data }) => [nodeName, data]))"""
TWICE = "<p>neutropenia, neutropenia</p><h2>On</h2><p>neutropenia</p>"
RARE = NAMES | {
    "entries": [["clot", "blood", 1], ["platelets", "blood"], ["bond", "money", 1]],
    "names": {"clot": [0], "platelets": [1], "bond": [2]},
}
NEVER = """<h2>neutropenia</h2><pre>neutropenia</pre><code>neutropenia</code>
<button>neutropenia</button><a href="#">neutropenia</a>
<svg><text>neutropenia</text></svg>
<textarea>neutropenia</textarea><p translate="no">neutropenia</p>
<p data-glossary="off">neutropenia</p><nolink>neutropenia</nolink>
<p contenteditable>neutropenia</p>
<p hidden>neutropenia</p>
<p aria-hidden="true">neutropenia</p><div role="button">neutropenia</div>
<aside class="quiet">neutropenia</aside><p style="display: flex">neutropenia</p>"""


@pytest.fixture
def address(faulty_service: FaultyService, glossary_service: Service) -> str:
    """Serve the bundled glossary with a short list of names."""
    return serve_names(faulty_service, address_of(glossary_service))


@pytest.fixture
def linker(page: Page, host_site: HostSite, address: str) -> Linker:
    linker = link(page, host_site, address)
    expect(linker.marks).to_have_count(3)
    return linker


# Which words


@pytest.mark.smoke
def test_first_occurrence_of_each_entry_is_marked(linker: Linker) -> None:
    expected = ["thrombocytopenia", "platelets", "deep vein thrombosis"]

    assert linker.marked_texts == expected


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ("", 1),
        ('data-occurrences="section"', 1),
        ('data-occurrences="section" data-density="all"', 2),
        ('data-occurrences="all" data-density="all"', 3),
        ('data-occurrences="all" data-density="100"', 2),
    ],
)
def test_attributes_say_how_often_an_entry_is_marked(
    page: Page, host_site: HostSite, address: str, data: str, count: int
) -> None:
    linker = link(page, host_site, address, TWICE, data=data)

    expect(linker.marks).to_have_count(count)


def test_an_entry_is_marked_again_on_the_next_screen(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = f"<p>neutropenia {'on and ' * 250} neutropenia</p>"
    linker = link(page, host_site, address, content, data='data-occurrences="all"')

    expect(linker.marks).to_have_count(2)


def test_nothing_is_marked_where_marks_would_harm(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = f"{NEVER}<p>Platelets</p>"
    linker = link(page, host_site, address, content, data='data-exclude=".quiet"')

    expect(linker.marks).to_have_count(1)
    assert linker.marked_texts == ["Platelets"]


@pytest.mark.parametrize("name", ["within", "exclude"])
def test_only_selected_parts_are_marked(
    page: Page, host_site: HostSite, address: str, name: str
) -> None:
    content = "<p class='a'>neutropenia</p><p class='b'>platelets</p>"
    selector = {"within": ".b", "exclude": ".a"}[name]
    linker = link(page, host_site, address, content, data=f'data-{name}="{selector}"')

    expect(linker.marks).to_have_text(["platelets"])


def test_everyday_words_are_marked_only_beside_others_of_their_glossary(
    page: Page, host_site: HostSite, address: str, faulty_service: FaultyService
) -> None:
    faulty_service.on("/linker/names.json", respond_json(RARE))
    linker = link(page, host_site, address, "<p>a clot, a bond</p>")
    expect(linker.page.locator("p")).to_be_visible()

    linker.page.evaluate("document.querySelector('main').append('platelets')")

    expect(linker.marks).to_have_text(["clot", "platelets"])


def test_marks_of_the_page_become_buttons(
    page: Page, host_site: HostSite, address: str
) -> None:
    mark = '<glossary-term entry="neutropenia">few cells</glossary-term>'
    linker = link(page, host_site, address, f"<p>{mark} and neutropenia</p>")

    linker.open("few cells")

    expect(linker.explanation.get_by_role("heading")).to_have_text("Neutropenia")
    expect(linker.marks).to_have_count(1)
    linker.remove()
    assert linker.page.locator("main p").inner_html() == f"{mark} and neutropenia"


# In place


@pytest.mark.parametrize("width", [320, 1280])
def test_marks_move_nothing(
    page: Page, host_site: HostSite, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    style = "<style>main * { margin: 1em; display: block; border: 1px solid }</style>"
    linker = link(page, host_site, address, ARTICLE, head=style)
    expect(linker.marks).to_have_count(3)
    marked = page.evaluate(BOXES)

    linker.remove()

    assert page.evaluate(BOXES) == marked


def test_marks_are_not_printed(linker: Linker) -> None:
    line = "(each) => getComputedStyle(each).textDecorationLine"
    assert linker.marks.first.evaluate(line) == "underline"

    linker.page.emulate_media(media="print")

    assert linker.marks.first.evaluate(line) == "none"


# Without a trace


def test_removed_linker_leaves_the_page_as_it_was(
    page: Page, host_site: HostSite, address: str
) -> None:
    content = f"{ARTICLE}<p>DVT</p><p>neutropenia, DVT</p><p><!-- a --> b"
    plain = host_site.put("/plain", f"<!doctype html><main>{content}</main>")
    page.goto(plain)
    html, shape = page.locator("main").inner_html(), page.evaluate(SHAPE)
    linker = link(page, host_site, address, content)
    expect(linker.marks).to_have_count(4)
    linker.open("thrombocytopenia")

    linker.remove()

    assert page.locator("main").inner_html() == html
    assert page.evaluate(SHAPE) == shape
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
    assert page.locator("glossary-explanation").count() == 0
    expect(linker.explanation).to_have_count(0)


def test_removed_linker_follows_no_change(linker: Linker) -> None:
    linker.remove()

    linker.page.clock.install()
    linker.page.evaluate("document.querySelector('main').append('neutropenia')")
    linker.page.clock.run_for(5000)

    expect(linker.marks).to_have_count(0)


def test_page_is_unchanged_without_a_list(
    page: Page, host_site: HostSite, address: str, faulty_service: FaultyService
) -> None:
    faulty_service.on("/linker/names.json", respond_json({"format": 1}))
    linker = link(page, host_site, address)

    page.wait_for_load_state("networkidle")

    assert page.locator("main").inner_html() == ARTICLE
    expect(linker.marks).to_have_count(0)


# The reader's switch


@pytest.mark.parametrize("storage", ["", 'data-storage="session"'])
def test_switch_turns_marks_off_and_on(
    page: Page, host_site: HostSite, address: str, storage: str
) -> None:
    linker = link(page, host_site, address, data=f"data-switch {storage}")
    switch = page.get_by_role("switch", name="Explain words")
    expect(linker.marks).to_have_count(3)
    expect(switch).to_be_checked()

    switch.click()

    expect(switch).not_to_be_checked()
    expect(linker.marks).to_have_count(0)
    page.reload()
    expect(switch).to_be_checked(checked=not storage)
    assert page.evaluate("sessionStorage.length") == bool(storage)

    linker.remove()
    assert page.locator("main").inner_html() == ARTICLE
