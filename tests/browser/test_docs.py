"""The page of the API in a browser: requests in place, commands, no scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.service_process import Service, address_of

NewContext = Callable[..., BrowserContext]


@pytest.mark.smoke
def test_operation_is_tried_in_place(page: Page, glossary_service: Service) -> None:
    page.goto(f"{address_of(glossary_service)}/docs")
    section = page.get_by_role("region", name="GET /search", exact=True)

    section.get_by_label("q (required)").fill("blood's clot")
    section.get_by_role("button", name="Try it").click()

    expect(section.get_by_role("status")).to_contain_text("200 OK")
    expect(section.locator(".answer")).to_contain_text('"query": "blood\'s clot"')
    expect(section.locator(".curl code")).to_contain_text("/search?q=blood%27s+clot'")


def test_path_parameter_becomes_a_part_of_the_address(
    page: Page, glossary_service: Service
) -> None:
    page.goto(f"{address_of(glossary_service)}/docs")
    section = page.get_by_role("region", name="GET /entries/{id}", exact=True)

    section.get_by_label("id (required)").fill("placebo")
    section.get_by_role("button", name="Try it").click()

    expect(section.locator(".answer")).to_contain_text('"headword": "Placebo"')


def test_problem_is_shown_with_its_status(
    page: Page, glossary_service: Service, page_errors: object
) -> None:
    page_errors.expect("status of 400")  # type: ignore[attr-defined]
    page.goto(f"{address_of(glossary_service)}/docs")
    section = page.get_by_role("region", name="GET /search", exact=True)

    section.get_by_label("limit").fill("51")
    section.get_by_role("button", name="Try it").click()

    expect(section.get_by_role("status")).to_contain_text("400 BAD REQUEST")
    expect(section.locator(".answer")).to_contain_text('"parameter": "limit"')


def test_answer_is_accessible(
    page: Page, glossary_service: Service, axe: Callable[[Page], str]
) -> None:
    page.goto(f"{address_of(glossary_service)}/docs")
    for summary in page.locator("summary").all():
        summary.click()

    page.get_by_role("button", name="Try it").first.click()
    expect(page.locator(".answer").first).to_be_visible()

    assert axe(page) == ""


def test_form_without_scripts_leads_to_the_answer(
    new_context: NewContext, glossary_service: Service
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{address_of(glossary_service)}/docs")

    buttons = page.get_by_role("button", name="Try it")
    plain = page.locator("form.try[action]").count()  # without an ID in its path
    expect(buttons).to_have_count(plain)
    page.get_by_role("region", name="GET /healthz", exact=True).get_by_role(
        "button"
    ).click()

    expect(page.locator("body")).to_contain_text('{"status":"alive"}')
