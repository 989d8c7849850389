"""Booklet to print."""

import pytest
from flask.testing import FlaskClient

from index.model.query import Filters
from service.app import create_app
from service.http.links import Links
from service.pages.booklet import booklet, booklet_meta
from service.pages.layout import PageContextFactory
from service.pages.parameters import StartParameters
from service.pages.routes import render
from service.pages.translations import TranslationCatalog
from service.settings import read_settings
from tests.conftest import MakeBackend
from tests.service.pages.conftest import ENGLISH, ServeFiles, numbered_entries
from tests.support.html_page import HtmlPage, get_page


def test_booklet_has_every_entry_in_full(client: FlaskClient) -> None:
    page = get_page(client, "/?print=yes")

    assert len(page.all("article")) == 33
    assert page.text("h1") == "Multiple myeloma glossary"
    assert "The vessel is a deep vein, most often one in the leg." in page.text("p")


def test_booklet_of_a_letter_has_its_entries_only(client: FlaskClient) -> None:
    page = get_page(client, "/?print=yes&letter=p")

    assert page.text("h2") == "P"
    assert 0 < len(page.all("article")) < 33


def test_large_booklet_is_split_into_parts(make_backend: MakeBackend) -> None:
    backend = make_backend(*numbered_entries(25), meaning=False)
    app = create_app(read_settings({}), backend=backend)
    context = PageContextFactory(Links(""), TranslationCatalog()).create(
        backend, Filters()
    )
    params = StartParameters(print=True, offset=10)

    part = booklet(backend, context, params, part_size=10)
    with app.test_request_context("/"):
        reply = render("booklet.html", context, booklet_meta(context), page=part)
    page = HtmlPage(reply.get_data(as_text=True))

    assert len(page.all("article")) == 10
    assert "Part 2 of 3" in page.text("p")
    assert "/?offset=20&print=yes" in page.links


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("/?print=2", "/?print=yes"),
        ("/?offset=7&print=yes", "/?print=yes"),
        ("/?letter=&letter=&print=yes", "/?print=yes"),
        ("/?offset=000&letter=p", "/?letter=p"),
        ("/?offset=0500&print=yes", "/?offset=500&print=yes"),
        ("/?letter=p&offset=10001&print", "/?letter=p&offset=10000&print=yes"),
        ("/?print", "/?print=yes"),
        ("/?print=1", "/?print=yes"),
        ("/?language=EN&print=yes", "/?language=en&print=yes"),
        ("/?language=en-x-made-up&print=yes", "/?language=en&print=yes"),
        ("/?language=fr-CA&print=yes", "/?language=fr&print=yes"),
        ("/?category=blood%20CONDITIONS", "/?category=Blood+conditions"),
    ],
)
def test_other_booklet_addresses_redirect_to_the_stored_one(
    client: FlaskClient, address: str, plain: str
) -> None:
    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (301, plain)


def test_offset_without_print_does_not_redirect(client: FlaskClient) -> None:
    assert client.get("/?letter=p&offset=50").status_code == 200


def test_booklet_of_a_language_is_rendered_once_for_all_its_spellings(
    client: FlaskClient,
) -> None:
    tags = ("en", "EN", "en-US", "en-x-a1", "en-x-a2", "En-a-b")
    bodies = {
        client.get(f"/?language={tag}&print=yes", follow_redirects=True).data
        for tag in tags
    }
    direct = [client.get(f"/?language={tag}&print=yes").status_code for tag in tags]

    assert len(bodies) == 1
    assert direct == [200, 301, 301, 301, 301, 301]


def test_language_tag_of_the_glossary_keeps_its_spelling(serve: ServeFiles) -> None:
    client = serve({**ENGLISH, "language": "en-GB"})

    assert client.get("/?language=en-GB").status_code == 200
    assert client.get("/?language=en").status_code == 200
    assert client.get("/?language=en-gb").headers["Location"] == "/?language=en-GB"


def test_category_of_signs_selects_no_entry_without_a_category(
    serve: ServeFiles,
) -> None:
    page = get_page(serve(ENGLISH), "/?category=%21%21&print=yes")

    assert not page.all("article")
