"""Security of the widget: strict policy, integrity hash, hostile texts."""

import pytest
from playwright.sync_api import Page, expect

from service.widget.routes import newest_widget
from tests.browser.host_site import HostSite
from tests.browser.hostile_glossary import assert_nothing_ran, payloads
from tests.browser.page_errors import PageErrors
from tests.browser.widget_page import ELEMENT, PAGE, Widget, embed
from tests.support.service_process import Service, address_of

POLICY = (
    "default-src 'none'; script-src {0}; connect-src {0}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
FORM = "<form action=/found><input name=q aria-label=Word></form>"


@pytest.mark.smoke
def test_widget_works_under_the_documented_policy(
    page: Page, host_site: HostSite, glossary_service: Service, page_errors: PageErrors
) -> None:
    address = address_of(glossary_service)
    widget = embed(page, host_site, address, csp=POLICY.format(address))

    widget.open_entry("thro")
    widget.element.get_by_role("link", name="Platelets", exact=True).click()
    expect(widget.element.get_by_role("heading")).to_have_text("Platelets")
    widget.element.get_by_role("button", name="Back").click()
    widget.search("plattelets")
    widget.part("instead").click()
    expect(widget.part("instead")).to_have_count(0)

    background = "(each) => getComputedStyle(each).backgroundColor"
    assert widget.part("button").evaluate(background) == "rgb(10, 103, 103)"
    assert page_errors.policy_violations == []
    assert host_site.reports == []


def texts_of(host_site: HostSite) -> set[str]:
    """Return the payloads with plain spaces, as a glossary has them."""
    return {" ".join(each.split()) for each in payloads(host_site.address)}


@pytest.fixture
def attacked(page: Page, host_site: HostSite, hostile_service: Service) -> Widget:
    """Embed a widget with a hostile glossary in a page without a policy."""
    return embed(page, host_site, address_of(hostile_service))


def test_hostile_suggestions_are_shown_as_text(
    attacked: Widget, host_site: HostSite
) -> None:
    attacked.element.evaluate("(each) => each.setAttribute('limit', '20')")

    attacked.complete("hostile")

    texts = attacked.options.locator("[part=headword]").all_text_contents()
    assert len(texts) > 10
    assert {*texts} <= texts_of(host_site)
    assert attacked.list.locator("*:not(li, span, b, strong)").count() == 0
    assert_nothing_ran(attacked.page, host_site)


@pytest.mark.smoke
def test_hostile_results_are_shown_as_text(
    attacked: Widget, host_site: HostSite
) -> None:
    attacked.element.evaluate("(each) => each.setAttribute('limit', '50')")
    attacked.search("hostile")
    expect(attacked.part("result")).to_have_count(50)

    texts = attacked.part("result").locator("a").all_text_contents()

    assert {*texts} <= texts_of(host_site)
    allowed = "p, ol, li, a, div, span, mark, button, b, strong"
    assert attacked.answer.locator(f"*:not({allowed})").count() == 0
    assert_nothing_ran(attacked.page, host_site)


def test_hostile_entries_are_shown_as_text(
    attacked: Widget, host_site: HostSite
) -> None:
    every = payloads(host_site.address)
    attacked.element.evaluate("(each) => each.setAttribute('limit', '1')")
    attacked.search("hostile")
    attacked.part("result").first.get_by_role("link").click()
    heading = attacked.element.get_by_role("heading")
    expect(heading).to_be_visible()
    headings = set()

    for _ in every:  # each entry links to the next
        headings.add(heading.evaluate("(each) => each.textContent"))
        also = attacked.part("see-also").get_by_role("link")
        href = str(also.get_attribute("href"))
        also.evaluate("(each) => each.click()")
        page_link = attacked.part("entry").locator("a").last
        expect(page_link).to_have_attribute("href", href)

    assert headings == texts_of(host_site)
    assert_nothing_ran(attacked.page, host_site)


def test_every_link_leads_to_the_service(
    attacked: Widget, hostile_service: Service
) -> None:
    attacked.search("hostile")
    attacked.part("result").first.get_by_role("link").click()
    expect(attacked.part("entry")).to_be_visible()

    hrefs = attacked.answer.locator("a").evaluate_all("(all) => all.map((a) => a.href)")

    start = f"{address_of(hostile_service)}/glossary/hostile-"
    assert len(hrefs) > 1
    assert [href for href in hrefs if not href.startswith(start)] == []


def test_hostile_attributes_are_shown_as_text(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    attack = "<img src=x onerror=window.hacked=1>"
    escaped = attack.replace("<", "&lt;")
    texts = f'label="{escaped}" text-none="{escaped}" placeholder="{escaped}"'
    content = f"<glossary-search {texts}></glossary-search>"
    widget = embed(page, host_site, address_of(glossary_service), content)

    widget.search("xqzv")

    expect(widget.part("hint")).to_have_text(attack)
    expect(widget.part("label")).to_have_text(attack)
    assert_nothing_ran(page, host_site)


@pytest.mark.parametrize("is_right", [True, False])
def test_script_runs_only_with_the_right_integrity_hash(
    page: Page,
    host_site: HostSite,
    glossary_service: Service,
    page_errors: PageErrors,
    *,
    is_right: bool,
) -> None:
    page_errors.expect("Failed to find a valid digest")
    widget = newest_widget()
    source = (
        f"{address_of(glossary_service)}/widget/{widget.version}/glossary-search.js"
    )
    integrity = widget.integrity if is_right else "sha384-" + "A" * 64
    script = (
        f'<script type="module" src="{source}" integrity="{integrity}"'
        ' crossorigin="anonymous"></script>'
    )
    content = ELEMENT.replace("><", f">{FORM}<")
    text = PAGE.format(attributes="lang=en", head=script, content=content)

    page.goto(host_site.put("/", text))

    expect(page.get_by_label("Word")).to_be_visible(visible=not is_right)
    expect(page.get_by_role("combobox")).to_have_count(int(is_right))
