"""`/frame` on a page of another origin that allows no scripts of the service."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ServeGlossary
from tests.browser.host_site import HostSite
from tests.browser.page_errors import PageErrors
from tests.browser.widget_page import Widget
from tests.support.service_process import Service, address_of

# The page of docs/embedding.md: a frame, and a script of the site that sets its height
HOST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Hospital</title>
<h1>Hospital</h1>
<iframe id="glossary" src="{service}/frame?label=Which+word%3F" title="Glossary"
  style="width: 100%; height: 12rem; border: 0"></iframe>
<p>After</p>
<script>
  window.heights = [];
  addEventListener("message", (event) => {{
    const frame = document.getElementById("glossary");
    if (event.source !== frame.contentWindow || event.origin !== "{service}") return;
    heights.push(event.data.height);
    frame.style.height = event.data.height + "px";
  }});
</script></html>"""

# Pixels of the list that a low frame hides; beyond 26em it scrolls anyway.
ROOM = """(list) => Math.min(list.scrollHeight,
  26 * parseFloat(getComputedStyle(list).fontSize)) - list.offsetHeight"""
SANDBOX = 'sandbox="allow-forms allow-popups allow-popups-to-escape-sandbox"'


@pytest.fixture(scope="session")
def framed_service(serve_glossary: ServeGlossary, _host_server: HostSite) -> Service:
    """Serve a glossary that the host site may frame, among other sites."""
    ancestors = f"https://a.example {_host_server.address}"
    return serve_glossary(GLOSSARY_FRAME_ANCESTORS=ancestors)


@pytest.fixture
def other_site() -> Iterator[HostSite]:
    site = HostSite()
    yield site
    site.stop()


def open_host(page: Page, site: HostSite, service: Service) -> Widget:
    page.goto(site.put("/", HOST.format(service=address_of(service))))
    frame = page.frame_locator("#glossary")
    return Widget(page, frame.locator("glossary-search"))


@pytest.mark.smoke
def test_frame_grows_with_its_list_and_its_entry(
    page: Page, host_site: HostSite, framed_service: Service
) -> None:
    widget = open_host(page, host_site, framed_service)
    frame = page.locator("#glossary")

    widget.complete("t")
    page.wait_for_function("heights.at(-1) > 300")
    expect(widget.list).to_be_in_viewport(ratio=1)
    room = widget.list.evaluate(ROOM)
    widget.open_entry("thro")
    page.wait_for_function("heights.length > 1")
    box = frame.bounding_box()
    content = widget.part("base").bounding_box()
    assert box
    assert content
    assert room <= 0
    assert content["y"] + content["height"] <= box["y"] + box["height"]


def test_frame_has_the_label_and_opens_links_in_a_tab(
    page: Page, host_site: HostSite, framed_service: Service
) -> None:
    widget = open_host(page, host_site, framed_service)
    expect(widget.part("label")).to_have_text("Which word?")
    widget.open_entry("thro")

    with page.context.expect_page() as opened:
        widget.part("entry").get_by_role("link", name="Open its page").click()

    opened.value.wait_for_url("**/glossary/thrombocytopenia")
    expect(page.get_by_role("heading", name="Hospital")).to_be_visible()


def test_frame_shows_nothing_on_another_site(
    page: Page,
    other_site: HostSite,
    framed_service: Service,
    page_errors: PageErrors,
) -> None:
    page_errors.expect("frame-ancestors")

    widget = open_host(page, other_site, framed_service)

    expect(page.get_by_text("After")).to_be_visible()
    expect(widget.element).to_have_count(0)
    assert page.evaluate("heights") == []


def test_frame_without_scripts_opens_results_in_a_tab(
    page: Page,
    host_site: HostSite,
    framed_service: Service,
    page_errors: PageErrors,
) -> None:
    page_errors.expect("Blocked script execution")
    address = address_of(framed_service)
    frame = f'<iframe {SANDBOX} src="{address}/frame"></iframe>'
    page.goto(host_site.put("/", f"<!doctype html><title>A</title>{frame}"))
    inside = page.frame_locator("iframe")
    inside.get_by_role("searchbox").fill("platelets")

    with page.context.expect_page() as opened:
        inside.get_by_role("button").click()

    opened.value.wait_for_url("**/?q=platelets")
