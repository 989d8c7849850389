"""Start page: examples, A to Z, categories, and the entries of a small glossary."""

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.pages.parameters import MAX_UNPAGED
from service.settings import read_settings
from tests.conftest import MakeBackend
from tests.service.pages.conftest import ServeFiles, numbered_entries
from tests.support.html_page import HtmlPage, get_page


def links_in(page: HtmlPage, prefix: str) -> list[str]:
    return [link for link in page.links if link and link.startswith(prefix)]


def test_start_page_lists_a_small_glossary_by_letter(client: FlaskClient) -> None:
    page = get_page(client, "/")

    assert len(links_in(page, "/glossary/")) == 33
    assert "Multiple myeloma glossary · 33 entries" in page.text("header")
    assert "Browse A to Z" in page.text("h2")
    assert page.all("form")[0]["action"] == "/"
    assert page.all("input", name="q")


def test_start_page_offers_letters_with_entries_only(client: FlaskClient) -> None:
    page = get_page(client, "/")

    assert "/?letter=a" in page.links
    assert "/?letter=z" not in page.links
    assert "/?letter=other" not in page.links


def test_navigation_has_names(client: FlaskClient) -> None:
    page = get_page(client, "/")

    names = {each.get("aria-labelledby") for each in page.all("nav")} - {None}
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert names == {"az", "categories"}
    assert names <= ids


# Examples


def test_every_example_finds_an_entry(client: FlaskClient) -> None:
    examples = links_in(get_page(client, "/"), "/?q=")

    assert examples == ["/?q=noo+tro+pee+nee+uh", "/?q=low+platelet+count", "/?q=ASCT"]
    for example in examples:
        assert links_in(get_page(client, example), "/glossary/")


def test_examples_are_the_same_on_each_request(client: FlaskClient) -> None:
    pages = {client.get("/").get_data() for _ in range(3)}

    assert len(pages) == 1


@pytest.mark.parametrize("path", ["/?language=fr", "/?audience=patient", "/?q=a"])
def test_page_that_nothing_links_to_has_no_examples(
    client: FlaskClient, path: str
) -> None:
    page = get_page(client, path)

    assert not page.all("ul", **{"aria-labelledby": "try"})


def test_glossary_without_suitable_names_has_no_examples(serve: ServeFiles) -> None:
    entries = [{"headword": "Fever", "definition": "Heat."}]

    page = get_page(serve({"entries": entries}), "/")

    assert not page.all("ul", **{"aria-labelledby": "try"})


# Large glossaries


def test_start_page_of_a_large_glossary_shows_a_few_entries(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*numbered_entries(MAX_UNPAGED + 1), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = get_page(client, "/")

    assert len(links_in(page, "/glossary/")) == 8
    assert "A few of the entries" in page.text("h2")


def test_largest_unpaged_glossary_has_no_pagination(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*numbered_entries(MAX_UNPAGED), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = get_page(client, "/")

    assert len(links_in(page, "/glossary/")) == 60
    assert not page.all("a", rel="next")


def test_start_page_links_to_the_largest_of_many_categories(serve: ServeFiles) -> None:
    entries = [
        {"headword": f"Ache {n}", "definition": "Pain.", "category": f"Kind {n % 30}"}
        for n in range(44)
    ]

    page = get_page(serve({"entries": entries}), "/")

    assert len(links_in(page, "/?category=")) == 24
    assert "/?category=Kind+13" in page.links  # with two entries, as 14 others
    assert "/?category=Kind+29" not in page.links
    assert "/categories" in page.links
    assert "All 30 categories" in page.text("nav")


# Title


@pytest.mark.parametrize("path", ["/", "/?letter=f", "/glossary/fever", "/?q=fever"])
def test_name_of_a_file_is_no_title(serve: ServeFiles, path: str) -> None:
    client = serve({"entries": [{"headword": "Fever", "definition": "Heat."}]})

    page = get_page(client, path)

    assert page.text("title").endswith("Glossary")
    assert page.text("p").startswith("Glossary")


def test_entries_without_a_letter_are_grouped_last(serve: ServeFiles) -> None:
    entries = [{"headword": word, "definition": "A."} for word in ("5-HT", "حمى", "B")]

    page = get_page(serve({"entries": entries}), "/")

    assert page.text("h2").endswith("B0–9 and more")
