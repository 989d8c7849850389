"""Tests of the browser tests' own fixtures and servers."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import layout
from tests.browser.chromium import candidates
from tests.browser.faulty_service import (
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
from tests.browser.hostile_glossary import (
    assert_nothing_ran,
    payloads,
    write_hostile_glossaries,
)
from tests.browser.long_glossary import MANY_WORDS, ONE_WORD
from tests.browser.page_errors import PageErrors
from tests.support.service_process import ROOT, Service, address_of

Axe = Callable[[Page], str]
PAGE = "<!doctype html><html lang=en><title>A</title><main><h1>Hi</h1>{}</main>"
STRICT = "default-src 'none'"
FETCH = """async (address) => {
  const response = await fetch(address);
  return [response.status, await response.json()];
}"""


# The browser


def test_named_browser_is_the_only_candidate() -> None:
    assert candidates({"CHROMIUM": "/opt/mine"}) == ["/opt/mine"]


def test_playwrights_own_browser_is_the_last_candidate() -> None:
    assert candidates({"PATH": "/nowhere"}) == [None]


def test_tests_without_browser_fail_and_name_remedy() -> None:
    test = "test_page_without_errors_has_no_page_errors"
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    run += [f"tests/browser/test_infrastructure.py::{test}"]
    environment = {"CHROMIUM": "/nowhere"}

    done = subprocess.run(
        run, cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert "1 error" in done.stdout
    assert "apt-get install chromium" in done.stdout


# Errors in pages


@pytest.mark.parametrize(
    ("content", "policy", "error"),
    [
        ("<script>throw Error('ouch')</script>", "", "ouch"),
        ("<script>console.error('sore')</script>", "", "sore"),
        ("<script>Promise.reject('left')</script>", "", "left"),
        ("<script>1</script>", STRICT, "policy violation: script-src-elem inline"),
        ("<img src=/none alt=n>", "", "404"),
    ],
)
def test_page_errors_include_errors_of_scripts_console_and_policy(
    page: Page,
    host_site: HostSite,
    page_errors: PageErrors,
    content: str,
    policy: str,
    error: str,
) -> None:
    page.goto(host_site.put("/", PAGE.format(content), csp=policy))

    assert any(error in each for each in page_errors.unexpected)

    page_errors.expect(".")


def test_page_without_errors_has_no_page_errors(
    page: Page, host_site: HostSite
) -> None:
    page.goto(host_site.put("/", PAGE.format("<p>Hi</p>"), csp=STRICT))

    expect(page.get_by_role("heading")).to_have_text("Hi")


@pytest.mark.smoke
def test_policy_violation_is_reported_to_the_host_site(
    page: Page, host_site: HostSite, page_errors: PageErrors
) -> None:
    content = PAGE.format("<style>p { color: red }</style>")

    with page.expect_request(lambda request: request.method == "POST") as posted:
        page.goto(host_site.put("/", content, csp=STRICT))
    posted.value.response()

    assert host_site.reports[0]["effective-directive"] == "style-src-elem"
    assert page_errors.policy_violations
    page_errors.expect("style-src-elem", "Content Security Policy")


def test_host_site_has_another_origin_than_the_service(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    page.goto(host_site.put("/", PAGE))

    status, body = page.evaluate(FETCH, f"{address_of(glossary_service)}/search?q=dvt")

    assert (status, body["total"] > 0) == (200, True)
    assert page.evaluate("origin") == host_site.address
    assert not address_of(glossary_service).startswith(host_site.address)


# Accessibility and layout


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("<img src=data:image/gif;base64,R0lGODlhAQABAAAAACw=>", "image-alt"),
        ("<p style='color:#999;background:#fff'>Pale</p>", "color-contrast"),
        ("<div><template shadowrootmode=open><input></template></div>", "label"),
        ("<iframe title=a srcdoc='<html lang=en><input>'></iframe>", "label"),
    ],
)
def test_axe_finds_violations_in_shadow_roots_and_frames(
    page: Page, host_site: HostSite, axe: Axe, content: str, rule: str
) -> None:
    page.goto(host_site.put("/", PAGE.format(content)))

    violations = axe(page)

    assert f"{rule} (" in violations


def test_axe_finds_nothing_in_an_accessible_page_with_strict_policy(
    page: Page, host_site: HostSite, axe: Axe
) -> None:
    policy = f"{STRICT}; require-trusted-types-for 'script'; trusted-types 'none'"
    page.goto(host_site.put("/", PAGE.format("<p>Hi</p>"), csp=policy))

    violations = axe(page)

    assert violations == ""


BUTTON = (
    "<button style='position:absolute;top:99px;left:{};width:50px;height:50px'>"
    "{}</button>"
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<p style='width:2000px'>Wide</p>", "wide in a window of 1280"),
        ("<p style='margin-left:-30px'>Left</p>", "outside of the window"),
        ("<p style='width:20px;overflow:hidden'>Clippedword</p>", "clipped"),
        ("<button style='width:30px;height:50px'>a</button>", "too small a target"),
        (BUTTON.format("9px", "a") + BUTTON.format("40px", "b"), "overlapping"),
        (
            "<div><template shadowrootmode=open><button>a</button></template></div>",
            "too small a target",
        ),
    ],
)
def test_layout_problem_is_found(
    page: Page, host_site: HostSite, content: str, problem: str
) -> None:
    page.goto(host_site.put("/", PAGE.format(content)))

    problems = layout.find_problems(page)

    assert problem in problems


def test_inline_links_and_large_buttons_are_no_layout_problem(
    page: Page, host_site: HostSite
) -> None:
    content = "<p>See <a href=/>here</a>.</p>" + BUTTON.format("9px", "a")
    page.goto(host_site.put("/", PAGE.format(content)))

    problems = layout.find_problems(page)

    assert problems == ""


# The glossaries


def test_there_are_fifty_different_payloads() -> None:
    assert len(set(payloads("http://127.0.0.1:1"))) >= 50


@pytest.mark.parametrize(
    "start", ["<script>", "<img src=x", "<svg onload", '"><img', "--><script>"]
)
def test_payload_runs_in_a_page_that_trusts_it(
    page: Page, host_site: HostSite, page_errors: PageErrors, start: str
) -> None:
    page_errors.expect("404")
    (payload, *_) = (p for p in payloads(host_site.address) if p.startswith(start))

    page.goto(host_site.put("/", PAGE.format(payload)))
    page.wait_for_function("window.hacked")

    with pytest.raises(AssertionError):
        assert_nothing_ran(page, host_site)


def test_hostile_glossary_is_served_unchanged(
    hostile_service: Service, host_site: HostSite, tmp_path: Path
) -> None:
    written = {*write_hostile_glossaries(tmp_path, host_site.address).iterdir()}

    status, _, body = hostile_service.get("/entries?limit=200")

    assert status == 200
    assert body.count(b"window.hacked=1") > len(written)


def test_long_headwords_have_60_characters(long_service: Service) -> None:
    status, _, body = long_service.get("/entries/one-word")

    assert (status, len(ONE_WORD), len(MANY_WORDS)) == (200, 60, 60)
    assert ONE_WORD.encode() in body


# The faulty service


@pytest.mark.parametrize(
    ("behavior", "expected"),
    [
        (respond_json(None), [200, None]),
        (respond_json([]), [200, []]),
        (respond_json({"suggestions": 7}), [200, {"suggestions": 7}]),
        (error_response(500), [500, {"type": "about:blank", "status": 500}]),
        (error_response(429), [429, {"type": "about:blank", "status": 429}]),
    ],
)
def test_faulty_service_sends_the_scripted_response_to_another_origin(
    page: Page,
    host_site: HostSite,
    page_errors: PageErrors,
    faulty_service: FaultyService,
    behavior: Callable[..., None],
    expected: list[object],
) -> None:
    page_errors.expect("status of (500|429)")
    faulty_service.on("/autocomplete", behavior)
    page.goto(host_site.put("/", PAGE))

    received = page.evaluate(FETCH, f"{faulty_service.address}/autocomplete?q=a")

    assert received == expected
    assert faulty_service.requests == ["/autocomplete?q=a"]


@pytest.mark.parametrize("behavior", [respond_text('{"sugg'), truncated, disconnect])
def test_broken_response_cannot_be_read(
    page: Page,
    host_site: HostSite,
    page_errors: PageErrors,
    faulty_service: FaultyService,
    behavior: Callable[..., None],
) -> None:
    page_errors.expect("ERR_")
    faulty_service.on("/autocomplete", behavior)
    page.goto(host_site.put("/", PAGE))

    with pytest.raises(Exception, match=r"JSON|fetch"):
        page.evaluate(FETCH, f"{faulty_service.address}/autocomplete?q=a")


def test_delayed_response_arrives_after_a_later_one(
    page: Page, host_site: HostSite, faulty_service: FaultyService
) -> None:
    gate = faulty_service.gate()
    faulty_service.on("/a", delayed(gate, respond_json(1)), q="1")
    faulty_service.on("/a", respond_json(2), q="2")
    page.goto(host_site.put("/", PAGE))
    page.evaluate(
        """address => { window.received = []; for (const n of [1, 2]) fetch(address + n)
             .then((r) => r.json()).then((v) => received.push(v)); }""",
        f"{faulty_service.address}/a?q=",
    )

    page.wait_for_function("received.length === 1")
    gate.set()
    page.wait_for_function("received.length === 2")

    assert page.evaluate("received") == [2, 1]


def test_endless_response_ends_when_the_client_aborts(
    page: Page, host_site: HostSite, faulty_service: FaultyService
) -> None:
    faulty_service.on("/a", endless)
    page.goto(host_site.put("/", PAGE))

    has_started = page.evaluate(
        """async (address) => {
          const stop = new AbortController();
          const response = await fetch(address, {signal: stop.signal});
          const {value} = await response.body.getReader().read();
          stop.abort();
          return value.length > 0;
        }""",
        f"{faulty_service.address}/a",
    )

    assert has_started


def test_large_response_has_ten_megabytes(
    page: Page, host_site: HostSite, faulty_service: FaultyService
) -> None:
    faulty_service.on("/a", large())
    page.goto(host_site.put("/", PAGE))

    size = page.evaluate(
        "async (a) => (await (await fetch(a)).text()).length",
        f"{faulty_service.address}/a",
    )

    assert size > 10_000_000


def test_unscripted_path_can_be_proxied_to_the_real_service(
    page: Page,
    host_site: HostSite,
    faulty_service: FaultyService,
    glossary_service: Service,
) -> None:
    faulty_service.otherwise(proxy_to(address_of(glossary_service)))
    page.goto(host_site.put("/", PAGE))

    status, body = page.evaluate(FETCH, f"{faulty_service.address}/search?q=dvt")

    assert (status, body["query"]) == (200, "dvt")


def test_unused_address_refuses_connections(
    page: Page, host_site: HostSite, page_errors: PageErrors
) -> None:
    page_errors.expect("ERR_CONNECTION_REFUSED")
    page.goto(host_site.put("/", PAGE))

    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate(FETCH, unused_address())


def test_context_without_scripts_runs_none(
    new_context: Callable[..., BrowserContext], host_site: HostSite
) -> None:
    page = new_context(java_script_enabled=False).new_page()

    page.goto(
        host_site.put("/", PAGE.format("<script>document.body.remove()</script>"))
    )

    expect(page.get_by_role("heading")).to_have_text("Hi")
