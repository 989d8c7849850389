"""The widget asks little, believes the newest answer, and does without one."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.host_site import HostSite
from tests.browser.misbehaving import (
    Behaviour,
    MisbehavingService,
    answer,
    as_by,
    cut_short,
    endless,
    failing,
    hanging_up,
    large,
    late,
    nobody,
    text,
)
from tests.browser.troubles import Troubles
from tests.browser.widget_page import ELEMENT, Widget, embed
from tests.support.service_process import Service, address_of

BROWSERS_OWN = ("Failed to load resource", "blocked by CORS policy")
FASTER = """const patient = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => patient(milliseconds / 20);"""
BROKEN: dict[str, Behaviour] = {
    "500": failing(500),
    "503": failing(503),
    "429": failing(429),
    "broken JSON": text('{"suggestions": ['),
    "a page": text("<!doctype html><p>Maintenance", media_type="text/html"),
    "null": answer(None),
    "a list": answer([]),
    "nothing in it": answer({}),
    "a number": answer({"suggestions": 7, "results": 7, "total": 7}),
    "fields missing": answer({"suggestions": [{}], "results": [{}], "total": 1}),
    "10 MB": large(),
    "endless": endless,
    "cut short": cut_short,
    "hanging up": hanging_up,
}


@pytest.fixture
def real(glossary_service: Service) -> Behaviour:
    return as_by(address_of(glossary_service))


@pytest.fixture
def widget(
    page: Page, host_site: HostSite, misbehaving: MisbehavingService, real: Behaviour
) -> Widget:
    """A widget of a service that misbehaves only where a test says so."""
    misbehaving.otherwise(real)
    return embed(page, host_site, misbehaving.address)


def questions(
    misbehaving: MisbehavingService, path: str = "/autocomplete"
) -> list[str]:
    """What was asked on a path, in order."""
    asked = [urlsplit(each) for each in misbehaving.asked]
    return [parse_qs(each.query)["q"][0] for each in asked if each.path == path]


def suggestions(*headwords: str) -> Behaviour:
    """Answer with suggestions of these headwords."""
    return answer(
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


# How much is asked


def test_fast_typing_sends_one_request(
    widget: Widget, misbehaving: MisbehavingService
) -> None:
    widget.stop_time()

    for letter in "thrombo":
        widget.input.press(letter)
        widget.page.clock.run_for(100)
    widget.page.clock.run_for(100)

    expect(widget.options.first).to_be_visible()
    assert questions(misbehaving) == ["thrombo"]


def test_repeated_request_is_answered_from_the_cache(
    widget: Widget, misbehaving: MisbehavingService
) -> None:
    for word in ("thro", "neut", "thro"):
        widget.complete(word)
        expect(widget.options.first).to_contain_text(re.compile(word, re.IGNORECASE))
    for _ in range(2):
        widget.search("platelets")
        expect(widget.part("result").first).to_be_visible()
        widget.part("result").first.get_by_role("link").click()
        expect(widget.part("entry")).to_be_visible()

    asked = [each for each in misbehaving.asked if "/widget/" not in each]
    assert len(asked) == len({*asked})
    assert questions(misbehaving)[:2] == ["thro", "neut"]


def test_stale_request_is_aborted(
    widget: Widget, misbehaving: MisbehavingService
) -> None:
    failed: list[Request] = []
    widget.page.on("requestfailed", lambda request: failed.append(request))
    misbehaving.on("/autocomplete", late(misbehaving.gate(), answer(None)), q="thro")
    with widget.page.expect_request(lambda request: "thro" in request.url):
        widget.input.fill("thro")

    widget.complete("neut")

    assert [each.failure for each in failed] == ["net::ERR_ABORTED"]
    assert "q=thro" in failed[0].url


def test_widget_stores_nothing_and_requests_only_its_service(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
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
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(each)) for each in asked}
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


# Late answers


@pytest.mark.smoke
def test_stale_response_does_not_replace_a_newer_one(
    widget: Widget, misbehaving: MisbehavingService
) -> None:
    gate = misbehaving.gate()
    misbehaving.on("/autocomplete", late(gate, suggestions("Older")), q="ol")
    misbehaving.on("/autocomplete", suggestions("Newer"), q="ne")
    with widget.page.expect_request(lambda request: "q=ol" in request.url):
        widget.input.fill("ol")
    widget.complete("ne")

    gate.set()
    widget.complete("thro")
    widget.complete("ne")

    expect(widget.options).to_have_text(["Newer"])


def test_late_suggestions_do_not_open_over_results(
    widget: Widget, misbehaving: MisbehavingService
) -> None:
    gate = misbehaving.gate()
    misbehaving.on("/autocomplete", late(gate, suggestions("Older")))
    with widget.page.expect_request(lambda request: "autocomplete" in request.url):
        widget.input.fill("platelets")

    widget.input.press("Enter")
    expect(widget.part("result").first).to_be_visible()
    gate.set()
    widget.part("result").first.get_by_role("link").click()

    expect(widget.part("entry")).to_be_visible()
    expect(widget.list).to_be_hidden()


def test_typing_hides_the_status_of_an_abandoned_search(
    widget: Widget, misbehaving: MisbehavingService
) -> None:
    misbehaving.on("/search", late(misbehaving.gate(), answer(None)))
    widget.search("platelets")
    expect(widget.part("hint")).to_have_text("Searching …")

    widget.complete("thro")

    expect(widget.answer).to_be_hidden()


def test_late_entry_does_not_take_focus_from_the_input(
    widget: Widget, misbehaving: MisbehavingService
) -> None:
    gate = misbehaving.gate()
    misbehaving.on("/entries/platelets", late(gate, answer(None)))
    widget.open_entry("thro")
    with widget.page.expect_request(lambda request: "entries/plat" in request.url):
        widget.element.get_by_role("link", name="Platelets", exact=True).click()

    widget.input.focus()
    widget.complete("neut")
    gate.set()

    expect(widget.input).to_be_focused()


# Answers that are none


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("path", ["/autocomplete", "/search"])
def test_failed_request_shows_a_link_and_the_next_one_works(
    page: Page,
    host_site: HostSite,
    troubles: Troubles,
    misbehaving: MisbehavingService,
    real: Behaviour,
    path: str,
    behaviour: Behaviour,
) -> None:
    troubles.expect(*BROWSERS_OWN)
    page.add_init_script(FASTER)  # 8 seconds are too long for a test
    misbehaving.otherwise(real)
    misbehaving.on(path, behaviour, real)
    widget = embed(page, host_site, misbehaving.address)

    if path == "/search":
        misbehaving.on("/autocomplete", suggestions())
        widget.search("platelets")
    else:
        widget.input.fill("platelets")
    expect(widget.part("hint")).to_have_text("The glossary does not answer now.")
    link = widget.element.get_by_role("link", name="Open the glossary")
    expect(link).to_have_attribute("href", f"{misbehaving.address}/?q=platelets")
    expect(widget.list).to_be_hidden()

    widget.search("platelets")
    expect(widget.part("result").first).to_be_visible()
    expect(link).to_have_count(0)


def test_failed_entry_shows_a_link(
    widget: Widget, troubles: Troubles, misbehaving: MisbehavingService, real: Behaviour
) -> None:
    troubles.expect(*BROWSERS_OWN)
    misbehaving.on("/entries/thrombocytopenia", failing(500), real)
    widget.complete("thrombocytopenia")
    widget.options.first.click()

    link = widget.element.get_by_role("link", name="Open the glossary")
    href = f"{misbehaving.address}/?q=Thrombocytopenia"
    expect(link).to_have_attribute("href", href)

    widget.open_entry("thrombocytopenia")


def test_failed_suggestions_leave_an_open_entry(
    widget: Widget, troubles: Troubles, misbehaving: MisbehavingService
) -> None:
    troubles.expect(*BROWSERS_OWN)
    widget.open_entry("thro")
    misbehaving.on("/autocomplete", failing(500))

    with widget.page.expect_response(lambda reply: "q=neut" in reply.url):
        widget.input.fill("neut")

    expect(widget.list).to_be_hidden()
    expect(widget.part("entry")).to_be_visible()


def test_suggestions_replace_an_error(
    widget: Widget, troubles: Troubles, misbehaving: MisbehavingService, real: Behaviour
) -> None:
    troubles.expect(*BROWSERS_OWN)
    misbehaving.on("/autocomplete", failing(500), real)
    widget.input.fill("neut")
    expect(widget.answer).to_be_visible()

    widget.complete("thro")

    expect(widget.answer).to_be_hidden()


def test_unreachable_service_shows_a_link(
    page: Page, host_site: HostSite, troubles: Troubles, glossary_service: Service
) -> None:
    troubles.expect(*BROWSERS_OWN)
    gone = nobody()
    content = f'<glossary-search service="{gone}"></glossary-search>'
    widget = embed(page, host_site, address_of(glossary_service), content)

    widget.search("white cells & more")

    link = widget.element.get_by_role("link", name="Open the glossary")
    expect(link).to_have_attribute("href", f"{gone}/?q=white+cells+%26+more")


def test_own_form_works_if_the_script_does_not_load(
    page: Page, host_site: HostSite, troubles: Troubles
) -> None:
    troubles.expect(*BROWSERS_OWN)
    form = "<form action=/found><input name=q aria-label=Word></form>"
    content = ELEMENT.replace("><", f">{form}<")
    script = f'<script type="module" src="{nobody()}/glossary-search.js"></script>'
    page.goto(host_site.put("/", script + content))
    host_site.put("/found", "Found")

    page.get_by_label("Word").fill("platelets")
    page.get_by_label("Word").press("Enter")

    page.wait_for_url("**/found?q=platelets")


def test_widget_logs_nothing_to_the_console(
    widget: Widget, troubles: Troubles, misbehaving: MisbehavingService
) -> None:
    troubles.expect(*BROWSERS_OWN)
    said: list[str] = []
    widget.page.on("console", lambda message: said.append(message.text))
    misbehaving.on("/autocomplete", answer({"suggestions": [{}]}))
    misbehaving.on("/search", answer(7))

    widget.search("platelets")
    expect(widget.answer).to_be_visible()
    widget.input.fill("plate")
    expect(widget.answer).to_be_visible()

    assert said == []
