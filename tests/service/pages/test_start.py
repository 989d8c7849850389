"""Start page: A to Z, categories, pagination."""

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.pages.parameters import MAX_UNPAGED
from service.settings import read_settings
from tests.conftest import MakeBackend
from tests.service.pages.conftest import ServeFiles, numbered_entries
from tests.support.html_page import get_page


def test_start_page_lists_a_small_glossary_by_letter(client: FlaskClient) -> None:
    page = get_page(client, "/")

    entries = [link for link in page.links if link and link.startswith("/glossary/")]
    assert len(entries) == 33
    assert "Multiple myeloma glossary · 33 entries" in page.text("header")
    assert page.text("h2").startswith("A")
    assert page.all("form")[0]["action"] == "/"
    assert page.all("input", name="q")


def test_start_page_offers_letters_with_entries_only(client: FlaskClient) -> None:
    page = get_page(client, "/")

    assert "/?letter=a" in page.links
    assert "/?letter=z" not in page.links
    assert "/?letter=other" not in page.links


def test_letter_lists_its_entries_and_is_marked_as_current(
    client: FlaskClient,
) -> None:
    page = get_page(client, "/?letter=p")

    assert page.all("a", **{"aria-current": "true"})[0]["href"] == "/?letter=p"
    assert "/glossary/placebo" in page.links
    assert "/glossary/anemia" not in page.links


def test_category_lists_its_entries_beside_the_other_categories(
    client: FlaskClient,
) -> None:
    page = get_page(client, "/?category=Side%20effects")

    assert "/glossary/pruritus" in page.links
    assert "/glossary/placebo" not in page.links
    assert "/?category=Treatment" in page.links


def test_entries_without_a_letter_have_a_heading_of_their_own(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend({"headword": "5-HT", "definition": "A hormone."})
    client = create_app(read_settings({}), backend=backend).test_client()

    page = get_page(client, "/?letter=other")

    assert page.text("h2") == "0–9 and more"


def test_entries_without_a_letter_are_grouped_last(serve: ServeFiles) -> None:
    entries = [{"headword": word, "definition": "A."} for word in ("5-HT", "حمى", "B")]

    page = get_page(serve({"entries": entries}), "/")

    assert page.text("h2") == "B0–9 and more"


def test_start_page_of_a_large_glossary_asks_for_a_letter(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*numbered_entries(MAX_UNPAGED + 1), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = get_page(client, "/")

    assert not [each for each in page.links if each and "/glossary/" in each]
    assert "Choose a letter" in page.text("p")


@pytest.mark.parametrize("chosen", ["letter=a", "category=Pain"])
def test_long_list_is_paginated(make_backend: MakeBackend, chosen: str) -> None:
    backend = make_backend(*numbered_entries(120), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    first = get_page(client, f"/?{chosen}")
    middle = get_page(client, f"/?{chosen}&offset=50")
    beyond = get_page(client, f"/?{chosen}&offset=5000")

    assert "1 to 50 of 120" in first.text("nav")
    assert first.all("a", rel="next")[0]["href"] == f"/?{chosen}&offset=50"
    assert not first.all("a", rel="prev")
    assert middle.all("a", rel="prev")[0]["href"] == f"/?{chosen}"
    assert middle.all("a", rel="next")[0]["href"] == f"/?{chosen}&offset=100"
    assert beyond.all("a", rel="prev")[0]["href"] == f"/?{chosen}"


def test_largest_unpaged_glossary_has_no_pagination(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*numbered_entries(MAX_UNPAGED), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = get_page(client, "/")

    assert len([each for each in page.links if each and "/glossary/" in each]) == 60
    assert not page.all("a", rel="next")
