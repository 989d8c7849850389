"""Results page: hits, reasons, suggestions, pagination."""

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings import read_settings
from tests.conftest import MakeBackend
from tests.service.pages.conftest import ServeFiles, numbered_entries
from tests.support.html_page import get_page


def test_results_have_highlights_and_reasons(client: FlaskClient) -> None:
    page = get_page(client, "/?q=clot")

    assert "/glossary/deep-vein-thrombosis" in page.links
    assert "clot" in page.text("mark")
    assert "also called blood clot" in page.text("p")
    assert "DVT" in page.text("span")
    assert page.all("meta", name="robots", content="noindex")
    assert page.all("input", name="q")[0]["value"] == "clot"


@pytest.mark.parametrize(
    ("heard", "why"),
    [
        ("noo tro pee nya", "sounds like “noo tro pee nya”"),
        ("pruritis", "spelled like “pruritis”"),
        ("not enough white cells", "related to “not enough white cells”"),
    ],
)
def test_result_without_the_query_has_a_reason(
    client: FlaskClient, heard: str, why: str
) -> None:
    page = get_page(client, f"/?q={heard}")

    assert why in page.text("ol")


def test_results_name_the_corrected_query(client: FlaskClient) -> None:
    page = get_page(client, "/?q=pruritis")

    assert "No entry is spelled “pruritis”. Showing results for Pruritus." in page.text(
        "p"
    )
    assert "/?q=Pruritus" in page.links


def test_respelling_is_stressed_for_readers_and_plain_for_listeners(
    client: FlaskClient,
) -> None:
    page = get_page(client, "/?q=neutropenia")

    assert "NOOPEE" in page.text("strong").replace(" ", "")
    assert page.all("span", **{"class": "say", "aria-hidden": "true"})
    assert "said: noo tro PEE nee uh" in page.text("span")


def test_page_without_results_gives_advice(client: FlaskClient) -> None:
    page = get_page(client, "/?q=zzzzqqq")

    assert "Nothing found for “zzzzqqq”" in page.text("h1")
    assert "the way it sounds" in page.text("ul")
    assert "/" in page.links


def test_page_without_results_offers_completions(
    client: FlaskClient,
) -> None:
    page = get_page(client, "/?q=newtro")

    assert "/glossary/neutropenia" in page.links


def test_results_are_paginated_with_their_filters(make_backend: MakeBackend) -> None:
    backend = make_backend(*numbered_entries(25), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = get_page(client, "/?q=ache&offset=10&audience=patient")

    assert "11 to 20 of 25" in page.text("nav")
    assert page.all("a", rel="prev")[0]["href"] == "/?audience=patient&q=ache"
    assert page.all("a", rel="next")[0]["href"] == "/?audience=patient&q=ache&offset=20"
    assert page.all("ol")[0]["start"] == "11"


def test_hits_of_one_headword_show_their_categories(make_backend: MakeBackend) -> None:
    entries = [
        {"headword": "Premium", "id": name, "category": name, "definition": f"{name}."}
        for name in ("Money", "Cars")
    ]
    client = create_app(
        read_settings({}), backend=make_backend(*entries, meaning=False)
    ).test_client()

    page = get_page(client, "/?q=premium")

    assert "Money" in page.text("span")
    assert "Cars" in page.text("span")


def test_total_beyond_the_last_page_is_said_to_be_more(serve: ServeFiles) -> None:
    client = serve({"entries": numbered_entries(1001)})

    last = get_page(client, "/?q=pain&offset=990")

    assert last.text("h1") == "More than 1,000 entries for “pain”"
    assert "add a word" in last.text("p")
    assert not last.all("a", rel="next")
