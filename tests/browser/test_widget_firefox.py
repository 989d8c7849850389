"""Widget in Debian's Firefox: keyboard path, top layer, results, announcements."""

from collections.abc import Callable

import pytest

from tests.browser.host_site import HostSite
from tests.browser.widget_page import ELEMENT, PAGE, script_tag
from tests.support.firefox import DOWN, ENTER, ESCAPE, TAB, UP, Firefox
from tests.support.service_process import Service, address_of

ROOT = "document.querySelector('glossary-search').shadowRoot"
BOX = f"{ROOT}.querySelector('input')"
OPTIONS = f"[...{ROOT}.querySelectorAll('[role=option]')]"
ANSWER = f"{ROOT}.querySelector('[part=answer]:not([hidden])')?.innerText"
COVERED = f"""<div style="overflow: hidden; height: 6rem; transform: scale(1)">{ELEMENT}
  </div><div style="position: relative; z-index: 99; height: 30rem">Cover</div>"""
TOPMOST = """[...arguments].every((part) => {{
  const box = {0}.getBoundingClientRect();
  const y = box.top + box.height * part;
  const at = {1}.elementFromPoint(box.left + box.width / 2, y);
  return {0}.contains(at);
}})""".format(f"{ROOT}.querySelector('[part=list]')", ROOT)

Embed = Callable[..., Firefox]


@pytest.fixture
def embed(firefox: Firefox, host_site: HostSite, glossary_service: Service) -> Embed:
    """Return a function that opens a page with the widget and focuses its box."""

    def open_page(content: str = ELEMENT, attributes: str = 'lang="en"') -> Firefox:
        head = script_tag(address_of(glossary_service))
        text = PAGE.format(attributes=attributes, head=head, content=content)
        firefox.open(host_site.put("/", text))
        firefox.wait_for("document.querySelector('glossary-search').shadowRoot")
        firefox.script("document.querySelector('dialog')?.showModal()")
        firefox.script("document.querySelector('glossary-search').focus()")
        return firefox

    return open_page


@pytest.mark.smoke
def test_firefox_keys_lead_from_the_box_to_an_entry(embed: Embed) -> None:
    firefox = embed()

    firefox.type("thro")
    firefox.wait_for(f"{OPTIONS}.length")
    firefox.press(DOWN, DOWN, UP)
    active = firefox.script(f"{OPTIONS}.map((each) => each.ariaSelected)")
    expanded = firefox.script(f"{BOX}.ariaExpanded")
    firefox.press(ENTER)

    firefox.wait_for(f"({ANSWER})?.includes('Having too few platelets')")
    assert active.index("true") == 0
    assert expanded == "true"
    assert firefox.script(f"{BOX}.value") == "Thrombocytopenia"
    assert firefox.script(f"{ROOT}.activeElement === {BOX}")


def test_firefox_escape_closes_the_list_and_tab_leaves(embed: Embed) -> None:
    firefox = embed(f'{ELEMENT}<a href="#after">After</a>')
    firefox.type("thro")
    firefox.wait_for(f"{OPTIONS}.length")

    firefox.press(ESCAPE)
    closed = firefox.script(f"{BOX}.ariaExpanded")
    value = firefox.script(f"{BOX}.value")
    firefox.press(TAB, TAB)

    assert (closed, value) == ("false", "thro")
    assert firefox.script("document.activeElement.textContent") == "After"


@pytest.mark.parametrize(
    "content", [COVERED, f"<dialog>{ELEMENT}</dialog>"], ids=["covered", "dialog"]
)
def test_firefox_shows_the_list_above_everything(embed: Embed, content: str) -> None:
    firefox = embed(content)

    firefox.type("thro")
    firefox.wait_for(f"{OPTIONS}.length")

    assert firefox.script(TOPMOST, 0.1, 0.5, 0.9)


def test_firefox_shows_results_and_more_of_them(embed: Embed) -> None:
    firefox = embed('<glossary-search limit="1"></glossary-search>')

    firefox.type("platelets")
    firefox.press(ENTER)
    firefox.wait_for(f"({ANSWER})?.includes('Show 2 more')")
    firefox.press(TAB, TAB, TAB, ENTER)

    results = f"{ROOT}.querySelectorAll('[part=result]').length"
    firefox.wait_for(f"{results} === 3")
    assert firefox.script(f"{ROOT}.activeElement.closest('[part=result]') !== null")


def test_firefox_announces_suggestions_in_the_language_of_the_page(
    embed: Embed,
) -> None:
    firefox = embed(attributes='lang="fr"')
    firefox.wait_for(f"{ROOT}.querySelector('[part=base]').lang === 'fr'")

    firefox.type("thro")

    status = f"{ROOT}.querySelector('[role=status]').textContent"
    announced = firefox.wait_for(f"({status}.match(/^Suggestions: \\d/) ?? '')[0]")
    assert announced
