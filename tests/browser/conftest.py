"""A real Chromium against the real service: what browser tests start from.

    PAGE = '''<!doctype html><html lang="en"><title>A</title><main><h1>Words</h1>
      <script type="module" src="{service}/widget/glossary-search.js"></script>
      <glossary-search></glossary-search></main>'''

    def test_it_completes(page, host_site, glossary_service, axe):
        text = PAGE.format(service=address_of(glossary_service))
        page.goto(host_site.put("/", text, csp="default-src 'none'; …"))

        page.get_by_role("combobox").press_sequentially("thro")

        expect(page.get_by_role("option").first).to_contain_text("Thrombocytopenia")
        assert axe(page) == ""

- `page`, `context`, `new_context(color_scheme="dark", viewport=…)`: Playwright's own,
  all watched: an error of a script, in the console or against a policy that the test
  does not `troubles.expect("a pattern")` fails it at its end.
- `glossary_service`: the service with the bundled glossary; `serve_glossary(path)` one
  with another; `hostile_service` and `long_service` with texts that attack or burst.
  `address_of(service)` (tests.support.service_process) is where it answers.
- `host_site.put(path, text, headers, csp=…)`: a page on another origin; `.asked`,
  `.reports` (of its policy) and `.was_hacked` tell what came back.
- `misbehaving`: a service that answers as scripted, see `misbehaving.py`; give its
  `.address` to the widget. `misbehaving.otherwise(as_by(address_of(glossary_service)))`
  passes all else, the widget's file too, on to the real one.
- `axe(page)`: what is not accessible, as text; `layout.faults(page)`: what does not
  fit; `assert_nothing_ran(page, host_site)` of `hostile_glossary`.

Never wait for a time: `expect(…)` waits for a state, `misbehaving.gate()` holds an
answer back.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType

from tests.browser.accessibility import violations
from tests.browser.chromium import NoBrowserError, launch
from tests.browser.host_site import HostSite
from tests.browser.hostile_glossary import write_hostile_glossaries
from tests.browser.long_glossary import long_glossary
from tests.browser.misbehaving import MisbehavingService
from tests.browser.troubles import Troubles
from tests.support.service_process import Service

ServeGlossary = Callable[[Path], Service]
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def browser(browser_type: BrowserType) -> Iterator[Browser]:
    """One Chromium for all tests of a process; without one they fail."""
    try:
        started = launch(browser_type, os.environ)
    except NoBrowserError as error:
        pytest.fail(str(error), pytrace=False)
    yield started
    started.close()


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: the one of pytest-base-url 2.1 is deprecated in pytest 9."""


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    """What goes wrong in the pages of a test, which then fails."""
    noted = Troubles()
    yield noted
    assert noted.unexpected == []


@pytest.fixture
def new_context(new_context: NewContext, troubles: Troubles) -> NewContext:
    """A fresh browser context, watched; Playwright's options set how it looks."""

    def make(**options: object) -> BrowserContext:
        return troubles.watch(new_context(**options))

    return make


@pytest.fixture(scope="session")
def _host_server(browser: Browser) -> Iterator[HostSite]:
    site = HostSite()
    yield site
    site.end()


@pytest.fixture
def host_site(_host_server: HostSite, troubles: Troubles) -> Iterator[HostSite]:
    """Somebody's web site on an origin of its own, empty; a report is a trouble."""
    _host_server.clear()
    yield _host_server
    troubles.noted += [f"reported: {report}" for report in _host_server.reports]


@pytest.fixture
def misbehaving() -> Iterator[MisbehavingService]:
    """A service that answers as a test scripts it."""
    service = MisbehavingService()
    yield service
    service.end()


@pytest.fixture(scope="session")
def serve_glossary(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServeGlossary]:
    """The real service with the glossary of a file or folder, until all tests ran."""
    started: list[Service] = []

    def serve(path: Path | None = None) -> Service:
        settings = {"GLOSSARY_FILES": str(path)} if path else {}
        started.append(Service(tmp_path_factory.mktemp("served"), settings))
        return started[-1].wait_until_ready()

    yield serve
    for service in started:
        service.end()


@pytest.fixture(scope="session")
def glossary_service(serve_glossary: Callable[[], Service]) -> Service:
    """The real service with the bundled glossary."""
    return serve_glossary()


@pytest.fixture(scope="session")
def hostile_service(
    serve_glossary: ServeGlossary,
    _host_server: HostSite,
    tmp_path_factory: pytest.TempPathFactory,
) -> Service:
    """The real service with a glossary that attacks whoever shows it."""
    folder = tmp_path_factory.mktemp("hostile")
    return serve_glossary(write_hostile_glossaries(folder, _host_server.address))


@pytest.fixture(scope="session")
def long_service(
    serve_glossary: ServeGlossary, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    """The real service with headwords and definitions as long as any."""
    file = tmp_path_factory.mktemp("long") / "long.json"
    file.write_text(json.dumps(long_glossary()))
    return serve_glossary(file)


@pytest.fixture
def axe() -> Callable[..., str]:
    """What axe-core finds in a page, as text: `axe(page)` is "" when all is well."""
    return violations
