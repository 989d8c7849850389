"""Entry page: content, metadata, redirects."""

import pytest
from flask.testing import FlaskClient

from tests.service.pages.conftest import ENGLISH, SPANISH, ServeFiles
from tests.support.html_page import get_page


def test_entry_page_shows_every_field(client: FlaskClient) -> None:
    page = get_page(client, "/glossary/deep-vein-thrombosis")

    assert page.text("h1") == "Deep vein thrombosis DVT"
    assert "A blood clot inside a blood vessel." in page.text("p")
    assert "clot in the leg" in page.text("dd")
    assert "/glossary/pulmonary-embolism" in page.links
    assert "/?category=Blood+conditions" in page.links
    assert page.all("link", rel="canonical")[0]["href"] == (
        "/glossary/deep-vein-thrombosis"
    )


def test_listen_button_is_hidden_until_a_script_shows_it(client: FlaskClient) -> None:
    (button,) = [
        each
        for each in get_page(client, "/glossary/neutropenia").all("button")
        if each.get("class") == "speak"
    ]

    assert "hidden" in button
    assert button["data-headword"] == "Neutropenia"
    assert button["data-respelling"] == "NOO-tro-PEE-nee-uh"
    assert button["data-language"] == "en"
    assert "Neutropenia" in (button["aria-label"] or "")


def test_entry_page_has_structured_data_and_metadata(client: FlaskClient) -> None:
    page = get_page(client, "/glossary/anemia")
    described = page.structured_data

    assert described["@type"] == "DefinedTerm"
    assert described["name"] == "Anemia"
    assert "anaemia" in described["alternateName"]
    assert described["inDefinedTermSet"]["@type"] == "DefinedTermSet"
    assert described["inDefinedTermSet"]["name"] == "Multiple myeloma glossary"
    assert page.all("meta", property="og:title")[0]["content"] == (
        "Anemia · Multiple myeloma glossary"
    )
    assert "red blood cells" in (
        page.all("meta", name="description")[0]["content"] or ""
    )


def test_start_page_describes_the_same_term_set_as_entries(
    client: FlaskClient,
) -> None:
    (described,) = get_page(client, "/").structured_data["@graph"]
    of_entry = get_page(client, "/glossary/anemia").structured_data["inDefinedTermSet"]

    assert described == of_entry


@pytest.mark.parametrize("path", ["/glossary/Anemia", "/glossary/low-blood"])
def test_other_spelling_of_an_id_redirects_to_the_entry(
    client: FlaskClient, path: str
) -> None:
    reply = client.get(path, headers={"Host": "evil.example"})

    assert (reply.status_code, reply.location) == (301, "/glossary/anemia")
    assert reply.headers["Cache-Control"] == "no-store"


def test_former_id_redirects_to_the_entry(serve: ServeFiles) -> None:
    client = serve(ENGLISH, GLOSSARY_PUBLIC_URL="https://example.org/words")

    reply = client.get("/glossary/pyrexia")

    assert (reply.status_code, reply.location) == (301, "/words/glossary/fever")


def test_unknown_entry_offers_to_search_for_its_id(client: FlaskClient) -> None:
    page = get_page(client, "/glossary/night-sweats_today", 404)

    assert page.text("h1") == "Entry not found"
    assert page.all("input", name="q")[0]["value"] == "night sweats today"


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("https://example.org/a", 1),
        ("javascript:alert(1)", 0),
        ("A book, 2020", 0),
    ],
)
def test_source_is_a_link_only_if_it_is_a_web_address(
    serve: ServeFiles, source: str, links: int
) -> None:
    entry = {"headword": "A", "id": "a", "definition": "B.", "source": source}

    page = get_page(serve({"entries": [entry]}), "/glossary/a")

    assert source in page.text("dd")
    assert page.links.count(source) == links


def test_links_and_note_of_an_entry_are_shown(serve: ServeFiles) -> None:
    chill = {
        "headword": "Shiver",
        "definition": "A [[chill|feeling <of> cold]] that shakes.",
        "note": "Mind the <b>cold</b>.",
    }
    client = serve(ENGLISH | {"entries": [*ENGLISH["entries"], chill]})  # type: ignore[misc]

    page = get_page(client, "/glossary/shiver")
    entry = client.get("/entries/shiver").json

    assert page.all("a", href="/glossary/chill")
    assert "A feeling <of> cold that shakes.Mind the <b>cold</b>." in page.text("p")
    assert entry is not None
    assert entry["definition"] == "A feeling <of> cold that shakes."
    assert entry["links"] == [{"start": 2, "end": 19, "id": "chill"}]


def test_entry_links_to_its_neighbors_in_the_alphabet(client: FlaskClient) -> None:
    page = get_page(client, "/glossary/anti-inflammatory")

    assert page.all("a", rel="prev")[0]["href"] == "/glossary/anemia"
    assert page.all("a", rel="next")[0]["href"] == (
        "/glossary/autologous-hematopoietic-stem-cell-transplantation"
    )


def test_first_entry_has_no_previous_one(client: FlaskClient) -> None:
    page = get_page(client, "/glossary/anemia")

    assert not page.all("a", rel="prev")
    assert page.all("a", rel="next")


def test_neighbors_have_the_requested_language(serve: ServeFiles) -> None:
    client = serve(ENGLISH, SPANISH)

    assert get_page(client, "/glossary/fever").all("a", rel="next")
    assert not get_page(client, "/glossary/fever?language=en").all("a", rel="next")


def test_actions_that_need_a_script_are_hidden(client: FlaskClient) -> None:
    page = get_page(client, "/glossary/anemia")

    for name in ("copy", "print"):
        (button,) = page.all("button", **{"class": name})
        assert "hidden" in button
