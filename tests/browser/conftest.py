"""Fixtures of the browser tests: a real Chromium and the real service.

    PAGE = '''<!doctype html><html lang="en"><title>A</title><main><h1>Words</h1>
      <script type="module" src="{service}/widget/glossary-search.js"></script>
      <glossary-search></glossary-search></main>'''

    def test_widget_completes_a_prefix(page, host_site, glossary_service, axe):
        text = PAGE.format(service=address_of(glossary_service))
        page.goto(host_site.put("/", text, csp="default-src 'none'; …"))

        page.get_by_role("combobox").press_sequentially("thro")

        expect(page.get_by_role("option").first).to_contain_text("Thrombocytopenia")
        assert axe(page) == ""

- `page`, `context`, `new_context(color_scheme="dark", viewport=…)` are Playwright's,
  watched: a test fails at its end if a page has an error of a script, in the console,
  or against a policy that it does not `page_errors.expect("a pattern")`.
- `glossary_service` is the service with the bundled glossary, `serve_glossary(path)`
  one with another; `hostile_service` and `long_service` have texts that attack or are
  very long. `address_of(service)` (tests.support.service_process) is its address.
- `host_site.put(path, text, headers, csp=…)` serves a page on another origin;
  `.requests`, `.reports` (of its policy), and `.was_hacked` record what came back.
- `faulty_service` sends scripted responses, see `faulty_service.py`; the widget gets
  its `.address`. With `.otherwise(proxy_to(address_of(glossary_service)))`, the real
  service answers all other requests.
- `firefox` is the system's Firefox (tests/support/firefox.py); without it, tests skip.
- `axe(page)` returns accessibility violations as text, `layout.find_problems(page)`
  layout problems; `assert_nothing_ran(page, host_site)` is in `hostile_glossary`.

Never wait for a fixed time: `expect(…)` waits for a state, and
`faulty_service.gate()` delays a response.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType

from tests.browser.accessibility import violations
from tests.browser.chromium import NoBrowserError, launch
from tests.browser.faulty_service import FaultyService
from tests.browser.host_site import HostSite
from tests.browser.hostile_glossary import write_hostile_glossaries
from tests.browser.long_glossary import long_glossary
from tests.browser.page_errors import PageErrors
from tests.support.firefox import REMEDY, Firefox, firefox_path
from tests.support.service_process import Service

ServeGlossary = Callable[..., Service]
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def browser(browser_type: BrowserType) -> Iterator[Browser]:
    """Launch one Chromium for all tests of a process; fail without one."""
    try:
        started = launch(browser_type, os.environ)
    except NoBrowserError as error:
        pytest.fail(str(error), pytrace=False)
    yield started
    started.close()


@pytest.fixture(scope="session")
def base_url() -> None:
    """Override the fixture of pytest-base-url 2.1, which pytest 9 deprecates."""


@pytest.fixture
def page_errors() -> Iterator[PageErrors]:
    """Record errors in pages, and fail the test for unexpected ones."""
    errors = PageErrors()
    yield errors
    assert errors.unexpected == []


@pytest.fixture
def new_context(new_context: NewContext, page_errors: PageErrors) -> NewContext:
    """Return a function that creates a watched browser context."""

    def make(**options: object) -> BrowserContext:
        return page_errors.watch(new_context(**options))

    return make


@pytest.fixture(scope="session")
def _host_server(browser: Browser) -> Iterator[HostSite]:
    site = HostSite()
    yield site
    site.stop()


@pytest.fixture
def host_site(_host_server: HostSite, page_errors: PageErrors) -> Iterator[HostSite]:
    """Serve an empty web site on another origin; policy reports are page errors."""
    _host_server.clear()
    yield _host_server
    page_errors.messages += [f"reported: {report}" for report in _host_server.reports]


@pytest.fixture
def faulty_service() -> Iterator[FaultyService]:
    """Run a service with scripted responses."""
    service = FaultyService()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def serve_glossary(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServeGlossary]:
    """Return a function that serves a file or folder until all tests have run."""
    services: list[Service] = []

    def serve(path: Path | None = None, **settings: str) -> Service:
        if path:
            settings["GLOSSARY_FILES"] = str(path)
        services.append(Service(tmp_path_factory.mktemp("served"), settings))
        return services[-1].wait_until_ready()

    yield serve
    for service in services:
        service.end()


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Run the system's Firefox; skip tests that need it where there is none."""
    program = firefox_path()
    if program is None:
        pytest.skip(f"no Firefox: {REMEDY}")
    with Firefox(program, tmp_path_factory.mktemp("firefox")) as started:
        yield started


@pytest.fixture(scope="session")
def glossary_service(serve_glossary: Callable[[], Service]) -> Service:
    """Serve the bundled glossary."""
    return serve_glossary()


@pytest.fixture(scope="session")
def hostile_service(
    serve_glossary: ServeGlossary,
    _host_server: HostSite,
    tmp_path_factory: pytest.TempPathFactory,
) -> Service:
    """Serve a glossary whose texts try to run scripts."""
    folder = tmp_path_factory.mktemp("hostile")
    return serve_glossary(write_hostile_glossaries(folder, _host_server.address))


@pytest.fixture(scope="session")
def long_service(
    serve_glossary: ServeGlossary, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    """Serve a glossary with very long headwords and definitions."""
    file = tmp_path_factory.mktemp("long") / "long.json"
    file.write_text(json.dumps(long_glossary()))
    return serve_glossary(file)


@pytest.fixture
def axe() -> Callable[..., str]:
    """Return the function that finds accessibility violations, "" for none."""
    return violations
