"""What the browser tests stand on does what they rely on."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import layout
from tests.browser.chromium import candidates
from tests.browser.host_site import HostSite
from tests.browser.hostile_glossary import (
    assert_nothing_ran,
    payloads,
    write_hostile_glossaries,
)
from tests.browser.long_glossary import MANY_WORDS, ONE_WORD
from tests.browser.misbehaving import (
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
from tests.support.service_process import ROOT, Service, address_of

Axe = Callable[[Page], str]
PAGE = "<!doctype html><html lang=en><title>A</title><main><h1>Hi</h1>{}</main>"
STRICT = "default-src 'none'"
ANSWER = """async (address) => {
  const reply = await fetch(address);
  return [reply.status, await reply.json()];
}"""


# The browser


def test_named_browser_is_the_only_candidate() -> None:
    assert candidates({"CHROMIUM": "/opt/mine"}) == ["/opt/mine"]


def test_playwrights_own_browser_is_the_last_candidate() -> None:
    assert candidates({"PATH": "/nowhere"}) == [None]


def test_tests_without_browser_fail_and_name_remedy() -> None:
    name = "tests/browser/test_infrastructure.py::test_page_without_errors_has_no_page_errors"
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", name]
    environment = {"CHROMIUM": "/nowhere"}

    done = subprocess.run(
        run, cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert "1 error" in done.stdout
    assert "apt-get install chromium" in done.stdout


# What goes wrong in a page


@pytest.mark.parametrize(
    ("content", "policy", "trouble"),
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
    troubles: Troubles,
    content: str,
    policy: str,
    trouble: str,
) -> None:
    page.goto(host_site.put("/", PAGE.format(content), csp=policy))

    assert any(trouble in each for each in troubles.unexpected)

    troubles.expect(".")


def test_page_without_errors_has_no_page_errors(
    page: Page, host_site: HostSite
) -> None:
    page.goto(host_site.put("/", PAGE.format("<p>Hi</p>"), csp=STRICT))

    expect(page.get_by_role("heading")).to_have_text("Hi")


@pytest.mark.smoke
def test_policy_violation_is_reported_to_the_host_site(
    page: Page, host_site: HostSite, troubles: Troubles
) -> None:
    content = PAGE.format("<style>p { color: red }</style>")

    with page.expect_request(lambda request: request.method == "POST") as posted:
        page.goto(host_site.put("/", content, csp=STRICT))
    posted.value.response()

    assert host_site.reports[0]["effective-directive"] == "style-src-elem"
    assert troubles.policy_violations
    troubles.expect("style-src-elem", "Content Security Policy")


def test_host_site_has_another_origin_than_the_service(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    page.goto(host_site.put("/", PAGE))

    status, found = page.evaluate(
        ANSWER, f"{address_of(glossary_service)}/search?q=dvt"
    )

    assert (status, found["total"] > 0) == (200, True)
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

    found = axe(page)

    assert f"{rule} (" in found


def test_axe_finds_nothing_in_an_accessible_page_with_strict_policy(
    page: Page, host_site: HostSite, axe: Axe
) -> None:
    policy = f"{STRICT}; require-trusted-types-for 'script'; trusted-types 'none'"
    page.goto(host_site.put("/", PAGE.format("<p>Hi</p>"), csp=policy))

    found = axe(page)

    assert found == ""


BUTTON = (
    "<button style='position:absolute;top:99px;left:{};width:50px;height:50px'>"
    "{}</button>"
)


@pytest.mark.parametrize(
    ("content", "fault"),
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
    page: Page, host_site: HostSite, content: str, fault: str
) -> None:
    page.goto(host_site.put("/", PAGE.format(content)))

    found = layout.faults(page)

    assert fault in found


def test_inline_links_and_large_buttons_are_no_layout_problem(
    page: Page, host_site: HostSite
) -> None:
    content = "<p>See <a href=/>here</a>.</p>" + BUTTON.format("9px", "a")
    page.goto(host_site.put("/", PAGE.format(content)))

    found = layout.faults(page)

    assert found == ""


# The glossaries


def test_there_are_fifty_different_payloads() -> None:
    assert len(set(payloads("http://127.0.0.1:1"))) >= 50


@pytest.mark.parametrize(
    "start", ["<script>", "<img src=x", "<svg onload", '"><img', "--><script>"]
)
def test_payload_runs_in_a_page_that_trusts_it(
    page: Page, host_site: HostSite, troubles: Troubles, start: str
) -> None:
    troubles.expect("404")
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


# The misbehaving service


@pytest.mark.parametrize(
    ("behaviour", "seen"),
    [
        (answer(None), [200, None]),
        (answer([]), [200, []]),
        (answer({"suggestions": 7}), [200, {"suggestions": 7}]),
        (failing(500), [500, {"type": "about:blank", "status": 500}]),
        (failing(429), [429, {"type": "about:blank", "status": 429}]),
    ],
)
def test_faulty_service_sends_the_scripted_response_to_another_origin(
    page: Page,
    host_site: HostSite,
    troubles: Troubles,
    misbehaving: MisbehavingService,
    behaviour: Callable[..., None],
    seen: list[object],
) -> None:
    troubles.expect("status of (500|429)")
    misbehaving.on("/autocomplete", behaviour)
    page.goto(host_site.put("/", PAGE))

    found = page.evaluate(ANSWER, f"{misbehaving.address}/autocomplete?q=a")

    assert found == seen
    assert misbehaving.asked == ["/autocomplete?q=a"]


@pytest.mark.parametrize("behaviour", [text('{"sugg'), cut_short, hanging_up])
def test_broken_response_cannot_be_read(
    page: Page,
    host_site: HostSite,
    troubles: Troubles,
    misbehaving: MisbehavingService,
    behaviour: Callable[..., None],
) -> None:
    troubles.expect("ERR_")
    misbehaving.on("/autocomplete", behaviour)
    page.goto(host_site.put("/", PAGE))

    with pytest.raises(Exception, match=r"JSON|fetch"):
        page.evaluate(ANSWER, f"{misbehaving.address}/autocomplete?q=a")


def test_delayed_response_arrives_after_a_later_one(
    page: Page, host_site: HostSite, misbehaving: MisbehavingService
) -> None:
    gate = misbehaving.gate()
    misbehaving.on("/a", late(gate, answer(1)), q="1")
    misbehaving.on("/a", answer(2), q="2")
    page.goto(host_site.put("/", PAGE))
    page.evaluate(
        """address => { window.came = []; for (const each of [1, 2])
             fetch(address + each).then((r) => r.json()).then((n) => came.push(n)) }""",
        f"{misbehaving.address}/a?q=",
    )

    page.wait_for_function("came.length === 1")
    gate.set()
    page.wait_for_function("came.length === 2")

    assert page.evaluate("came") == [2, 1]


def test_endless_response_ends_when_the_client_aborts(
    page: Page, host_site: HostSite, misbehaving: MisbehavingService
) -> None:
    misbehaving.on("/a", endless)
    page.goto(host_site.put("/", PAGE))

    lookup = page.evaluate(
        """async (address) => {
          const stop = new AbortController();
          const reply = await fetch(address, {signal: stop.signal});
          const {value} = await reply.body.getReader().read();
          stop.abort();
          return value.length > 0;
        }""",
        f"{misbehaving.address}/a",
    )

    assert lookup


def test_large_response_has_ten_megabytes(
    page: Page, host_site: HostSite, misbehaving: MisbehavingService
) -> None:
    misbehaving.on("/a", large())
    page.goto(host_site.put("/", PAGE))

    size = page.evaluate(
        "async (a) => (await (await fetch(a)).text()).length",
        f"{misbehaving.address}/a",
    )

    assert size > 10_000_000


def test_unscripted_path_can_be_proxied_to_the_real_service(
    page: Page,
    host_site: HostSite,
    misbehaving: MisbehavingService,
    glossary_service: Service,
) -> None:
    misbehaving.otherwise(as_by(address_of(glossary_service)))
    page.goto(host_site.put("/", PAGE))

    status, found = page.evaluate(ANSWER, f"{misbehaving.address}/search?q=dvt")

    assert (status, found["query"]) == (200, "dvt")


def test_unused_address_refuses_connections(
    page: Page, host_site: HostSite, troubles: Troubles
) -> None:
    troubles.expect("ERR_CONNECTION_REFUSED")
    page.goto(host_site.put("/", PAGE))

    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate(ANSWER, nobody())


def test_context_without_scripts_runs_none(
    new_context: Callable[..., BrowserContext], host_site: HostSite
) -> None:
    page = new_context(java_script_enabled=False).new_page()

    page.goto(
        host_site.put("/", PAGE.format("<script>document.body.remove()</script>"))
    )

    expect(page.get_by_role("heading")).to_have_text("Hi")
