"""Linker in Debian's Firefox: marks, the keyboard path, place, and removal."""

import pytest

from tests.browser.faulty_service import FaultyService
from tests.browser.host_site import HostSite
from tests.browser.linker_page import ARTICLE, MODULE, PAGE, linker_tag, serve_names
from tests.support.firefox import ENTER, ESCAPE, TAB, Firefox
from tests.support.service_process import Service, address_of

MARKS = "[...document.querySelectorAll('glossary-term')].map((m) => m.textContent)"
SECOND = "document.querySelectorAll('glossary-term')[1]"
BOX = """document.querySelector('glossary-explanation')?.shadowRoot.querySelector(
  '[role=dialog]:popover-open')"""
SCRIPT = """Object.assign(document.createElement("script"), {
  text: arguments[0] + ".then(({ linker }) => linker.remove())" })"""
FOCUSED = """((outer) => {
  const each = outer.shadowRoot?.activeElement ?? outer;
  return each.ariaLabel ?? each.textContent;
})(document.activeElement)"""


@pytest.fixture
def address(
    faulty_service: FaultyService,
    glossary_service: Service,
    firefox: Firefox,
    host_site: HostSite,
) -> str:
    address = serve_names(faulty_service, address_of(glossary_service))
    tag = linker_tag(address)
    text = PAGE.format(attributes="lang=en", head=tag, content=ARTICLE)
    firefox.open(host_site.put("/", text))
    firefox.wait_for(f"{MARKS}.length === 3")
    return address


def test_firefox_opens_and_leaves_an_explanation_by_keyboard(
    firefox: Firefox, address: str
) -> None:
    firefox.press(TAB)
    assert firefox.script(FOCUSED) == "thrombocytopenia"

    firefox.press(ENTER)

    firefox.wait_for(f"{BOX}?.ariaLabel === 'Thrombocytopenia'")
    assert firefox.script(FOCUSED) == "Thrombocytopenia"
    firefox.press(TAB)
    assert firefox.script(FOCUSED) == "Open its page"
    firefox.press(ESCAPE)
    firefox.wait_for(f"!{BOX}")
    assert firefox.script(FOCUSED) == "thrombocytopenia"
    firefox.press(ENTER)
    firefox.wait_for(f"{BOX}?.ariaLabel === 'Thrombocytopenia'")
    firefox.press(TAB, TAB, TAB)
    assert firefox.script(FOCUSED) == "platelets"


def test_firefox_places_an_explanation_below_its_mark(
    firefox: Firefox, address: str
) -> None:
    firefox.press(TAB, TAB, ENTER)
    firefox.wait_for(f"{BOX}?.ariaLabel === 'Platelets'")

    box = firefox.script(f"{BOX}.getBoundingClientRect().toJSON()")
    mark = firefox.script(f"{SECOND}.getBoundingClientRect().toJSON()")
    width = firefox.script("document.documentElement.clientWidth")

    assert mark["bottom"] <= box["top"] <= mark["bottom"] + 20
    assert box["left"] >= 0
    assert box["right"] <= width


def test_firefox_leaves_the_page_as_it_was(firefox: Firefox, address: str) -> None:
    firefox.script(f"void document.head.append({SCRIPT})", MODULE.format(address))

    firefox.wait_for(f"{MARKS}.length === 0")
    assert firefox.script("document.querySelector('main').innerHTML") == ARTICLE
