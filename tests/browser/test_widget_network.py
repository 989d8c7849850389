"""Requests of the widget: number, order, failures."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.faulty_service import (
    Behavior,
    FaultyService,
    delayed,
    disconnect,
    endless,
    error_response,
    large,
    proxy_to,
    respond_json,
    respond_text,
    truncated,
    unused_address,
)
from tests.browser.host_site import HostSite
from tests.browser.page_errors import PageErrors
from tests.browser.widget_page import ELEMENT, Widget, embed
from tests.support.service_process import Service, address_of

BROWSERS_OWN = ("Failed to load resource", "blocked by CORS policy")
FASTER = """const original = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => original(milliseconds / 20);
globalThis.slower = () => void (AbortSignal.timeout = original);"""
FAULTS: dict[str, Behavior] = {
    "500": error_response(500),
    "503": error_response(503),
    "429": error_response(429),
    "broken JSON": respond_text('{"suggestions": ['),
    "a page": respond_text("<!doctype html><p>Maintenance", media_type="text/html"),
    "null": respond_json(None),
    "a list": respond_json([]),
    "nothing in it": respond_json({}),
    "a number": respond_json({"suggestions": 7, "results": 7, "total": 7}),
    "fields missing": respond_json({"suggestions": [{}], "results": [{}], "total": 1}),
    "10 MB": large(),
    "endless": endless,
    "cut short": truncated,
    "hanging up": disconnect,
}


@pytest.fixture
def real(glossary_service: Service) -> Behavior:
    return proxy_to(address_of(glossary_service))


@pytest.fixture
def widget(
    page: Page, host_site: HostSite, faulty_service: FaultyService, real: Behavior
) -> Widget:
    """Embed a widget of a service that is faulty only where a test says so."""
    faulty_service.otherwise(real)
    return embed(page, host_site, faulty_service.address)


def queries(faulty_service: FaultyService, path: str = "/autocomplete") -> list[str]:
    """Return the queries of requests for a path, in order."""
    urls = [urlsplit(each) for each in faulty_service.requests]
    return [parse_qs(each.query)["q"][0] for each in urls if each.path == path]


def suggestions(*headwords: str) -> Behavior:
    """Send suggestions of these headwords."""
    return respond_json(
        {
            "suggestions": [
                {
                    "id": headword,
                    "headword": headword,
                    "respelling": None,
                    "language": "en",
                    "parts": [{"text": headword}],
                    "matched": {"channel": "words", "field": "headword", "text": None},
                }
                for headword in headwords
            ]
        }
    )


# Number of requests


def test_fast_typing_sends_one_request(
    widget: Widget, faulty_service: FaultyService
) -> None:
    widget.pause_clock()

    for letter in "thrombo":
        widget.input.press(letter)
        widget.page.clock.run_for(100)
    widget.page.clock.run_for(100)

    expect(widget.options.first).to_be_visible()
    assert queries(faulty_service) == ["thrombo"]


def test_repeated_request_is_answered_from_the_cache(
    widget: Widget, faulty_service: FaultyService
) -> None:
    for word in ("thro", "neut", "thro"):
        widget.complete(word)
        expect(widget.options.first).to_contain_text(re.compile(word, re.IGNORECASE))
    for _ in range(2):
        widget.search("platelets")
        expect(widget.part("result").first).to_be_visible()
        widget.part("result").first.get_by_role("link").click()
        expect(widget.part("entry")).to_be_visible()

    requests = [each for each in faulty_service.requests if "/widget/" not in each]
    assert len(requests) == len({*requests})
    assert queries(faulty_service)[:2] == ["thro", "neut"]


def test_stale_request_is_aborted(
    widget: Widget, faulty_service: FaultyService
) -> None:
    failed: list[Request] = []
    widget.page.on("requestfailed", lambda request: failed.append(request))
    faulty_service.on(
        "/autocomplete", delayed(faulty_service.gate(), respond_json(None)), q="thro"
    )
    with widget.page.expect_request(lambda request: "thro" in request.url):
        widget.input.fill("thro")

    widget.complete("neut")

    assert [each.failure for each in failed] == ["net::ERR_ABORTED"]
    assert "q=thro" in failed[0].url


def test_widget_stores_nothing_and_requests_only_its_service(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    widget = embed(page, host_site, address_of(glossary_service))
    widget.open_entry("thro")
    widget.search("platelets")
    expect(widget.part("result").first).to_be_visible()

    stored = page.evaluate(
        "async () => [document.cookie, localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
        if page.evaluate("isSecureContext")
        else "[document.cookie, localStorage.length, sessionStorage.length, 0, 0]"
    )

    assert stored == ["", 0, 0, 0, 0]
    assert page.context.cookies() == []
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(each)) for each in requests}
    assert origins == {host_site.address, address_of(glossary_service)}


def test_requests_carry_no_credentials(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    address = address_of(glossary_service)
    cookie = {"name": "seen", "value": "1", "url": address}
    page.context.add_cookies([cookie])
    widget = embed(page, host_site, address)

    with page.expect_request(lambda request: "autocomplete" in request.url) as sent:
        widget.complete("thro")

    assert "cookie" not in sent.value.all_headers()


# Order of responses


@pytest.mark.smoke
def test_stale_response_does_not_replace_a_newer_one(
    widget: Widget, faulty_service: FaultyService
) -> None:
    gate = faulty_service.gate()
    faulty_service.on("/autocomplete", delayed(gate, suggestions("Older")), q="ol")
    faulty_service.on("/autocomplete", suggestions("Newer"), q="ne")
    with widget.page.expect_request(lambda request: "q=ol" in request.url):
        widget.input.fill("ol")
    widget.complete("ne")

    gate.set()
    widget.complete("thro")
    widget.complete("ne")

    expect(widget.options).to_have_text(["Newer"])


def test_late_suggestions_do_not_open_over_results(
    widget: Widget, faulty_service: FaultyService
) -> None:
    gate = faulty_service.gate()
    faulty_service.on("/autocomplete", delayed(gate, suggestions("Older")))
    with widget.page.expect_request(lambda request: "autocomplete" in request.url):
        widget.input.fill("platelets")

    widget.input.press("Enter")
    expect(widget.part("result").first).to_be_visible()
    gate.set()
    widget.part("result").first.get_by_role("link").click()

    expect(widget.part("entry")).to_be_visible()
    expect(widget.list).to_be_hidden()


def test_typing_hides_the_status_of_an_abandoned_search(
    widget: Widget, faulty_service: FaultyService
) -> None:
    faulty_service.on("/search", delayed(faulty_service.gate(), respond_json(None)))
    widget.search("platelets")
    expect(widget.part("hint")).to_have_text("Searching …")

    widget.complete("thro")

    expect(widget.answer).to_be_hidden()


def test_late_entry_does_not_take_focus_from_the_input(
    widget: Widget, faulty_service: FaultyService
) -> None:
    gate = faulty_service.gate()
    faulty_service.on("/entries/platelets", delayed(gate, respond_json(None)))
    widget.open_entry("thro")
    with widget.page.expect_request(lambda request: "entries/plat" in request.url):
        widget.element.get_by_role("link", name="Platelets", exact=True).click()

    widget.input.focus()
    widget.complete("neut")
    gate.set()

    expect(widget.input).to_be_focused()


# Failures


@pytest.mark.parametrize("behavior", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("path", ["/autocomplete", "/search"])
def test_failed_request_shows_a_link_and_the_next_one_works(
    page: Page,
    host_site: HostSite,
    page_errors: PageErrors,
    faulty_service: FaultyService,
    real: Behavior,
    path: str,
    behavior: Behavior,
) -> None:
    page_errors.expect(*BROWSERS_OWN)
    page.add_init_script(FASTER)  # 8 seconds are too long for a test
    faulty_service.otherwise(real)
    faulty_service.on(path, behavior, real)
    widget = embed(page, host_site, faulty_service.address)

    if path == "/search":
        faulty_service.on("/autocomplete", suggestions())
        widget.search("platelets")
    else:
        widget.input.fill("platelets")
    expect(widget.part("hint")).to_have_text("The glossary is not available right now.")
    link = widget.element.get_by_role("link", name="Open the glossary")
    expect(link).to_have_attribute("href", f"{faulty_service.address}/?q=platelets")
    expect(widget.list).to_be_hidden()

    page.evaluate("slower()")
    widget.search("platelets")
    expect(widget.part("result").first).to_be_visible()
    expect(link).to_have_count(0)


def test_failed_entry_shows_a_link(
    widget: Widget,
    page_errors: PageErrors,
    faulty_service: FaultyService,
    real: Behavior,
) -> None:
    page_errors.expect(*BROWSERS_OWN)
    faulty_service.on("/entries/thrombocytopenia", error_response(500), real)
    widget.complete("thrombocytopenia")
    widget.options.first.click()

    link = widget.element.get_by_role("link", name="Open the glossary")
    href = f"{faulty_service.address}/?q=Thrombocytopenia"
    expect(link).to_have_attribute("href", href)

    widget.open_entry("thrombocytopenia")


def test_failed_suggestions_leave_an_open_entry(
    widget: Widget, page_errors: PageErrors, faulty_service: FaultyService
) -> None:
    page_errors.expect(*BROWSERS_OWN)
    widget.open_entry("thro")
    faulty_service.on("/autocomplete", error_response(500))

    with widget.page.expect_response(lambda response: "q=neut" in response.url):
        widget.input.fill("neut")

    expect(widget.list).to_be_hidden()
    expect(widget.part("entry")).to_be_visible()


def test_suggestions_replace_an_error(
    widget: Widget,
    page_errors: PageErrors,
    faulty_service: FaultyService,
    real: Behavior,
) -> None:
    page_errors.expect(*BROWSERS_OWN)
    faulty_service.on("/autocomplete", error_response(500), real)
    widget.input.fill("neut")
    expect(widget.answer).to_be_visible()

    widget.complete("thro")

    expect(widget.answer).to_be_hidden()


def test_unreachable_service_shows_a_link(
    page: Page, host_site: HostSite, page_errors: PageErrors, glossary_service: Service
) -> None:
    page_errors.expect(*BROWSERS_OWN)
    address = unused_address()
    content = f'<glossary-search service="{address}"></glossary-search>'
    widget = embed(page, host_site, address_of(glossary_service), content)

    widget.search("white cells & more")

    link = widget.element.get_by_role("link", name="Open the glossary")
    expect(link).to_have_attribute("href", f"{address}/?q=white+cells+%26+more")


def test_own_form_works_if_the_script_does_not_load(
    page: Page, host_site: HostSite, page_errors: PageErrors
) -> None:
    page_errors.expect(*BROWSERS_OWN)
    form = "<form action=/found><input name=q aria-label=Word></form>"
    content = ELEMENT.replace("><", f">{form}<")
    script = (
        f'<script type="module" src="{unused_address()}/glossary-search.js"></script>'
    )
    page.goto(host_site.put("/", script + content))
    host_site.put("/found", "Found")

    page.get_by_label("Word").fill("platelets")
    page.get_by_label("Word").press("Enter")

    page.wait_for_url("**/found?q=platelets")


def test_widget_logs_nothing_to_the_console(
    widget: Widget, page_errors: PageErrors, faulty_service: FaultyService
) -> None:
    page_errors.expect(*BROWSERS_OWN)
    messages: list[str] = []
    widget.page.on("console", lambda message: messages.append(message.text))
    faulty_service.on("/autocomplete", respond_json({"suggestions": [{}]}))
    faulty_service.on("/search", respond_json(7))

    widget.search("platelets")
    expect(widget.answer).to_be_visible()
    widget.input.fill("plate")
    expect(widget.answer).to_be_visible()

    assert messages == []
