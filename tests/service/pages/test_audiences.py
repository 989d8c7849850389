"""Definitions for patients and for professionals."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from index.model.errors import GlossaryError
from tests.service.pages.conftest import ServeFiles
from tests.support.html_page import get_page

GLOSSARY: dict[str, Any] = {
    "glossary": "lungs",
    "entries": [
        {
            "headword": "Pneumonia",
            "definition": "An infection of the [[lung]].",
            "professional_definition": "Consolidation of the parenchyma "
            "of the [[lung]].",
        },
        {"headword": "Lung", "definition": "An organ that breathes."},
        {
            "headword": "Atelectasis",
            "definition": "Collapse of alveoli.",
            "audience": "professional",
        },
    ],
}
PLAIN, CLINICAL = (
    "An infection of the Lung.",
    "Consolidation of the parenchyma of the Lung.",
)


@pytest.fixture
def client(serve: ServeFiles) -> FlaskClient:
    return serve(GLOSSARY)


@pytest.mark.parametrize(
    ("query", "definition", "audience", "start"),
    [
        ("", PLAIN, "patient", 20),
        ("?audience=patient", PLAIN, "patient", 20),
        ("?audience=professional", CLINICAL, "professional", 39),
    ],
)
def test_entry_has_the_definition_for_the_audience(
    client: FlaskClient, query: str, definition: str, audience: str, start: int
) -> None:
    entry = client.get(f"/entries/pneumonia{query}").get_json()

    assert (entry["definition"], entry["audience"]) == (definition, audience)
    assert sorted(entry["audiences"]) == ["patient", "professional"]
    assert entry["substitute_for"] is None
    assert entry["links"] == [{"start": start, "end": start + 4, "id": "lung"}]


def test_missing_definition_is_replaced_and_marked(client: FlaskClient) -> None:
    lung = client.get("/entries/lung?audience=professional").get_json()
    atelectasis = client.get("/entries/atelectasis?audience=patient").get_json()

    assert (lung["audience"], lung["substitute_for"]) == ("patient", "professional")
    assert atelectasis["substitute_for"] == "patient"
    assert atelectasis["definition"] == "Collapse of alveoli."


@pytest.mark.parametrize(
    ("audience", "headwords", "definition"),
    [
        ("patient", ["Lung", "Pneumonia"], PLAIN),
        ("professional", ["Atelectasis", "Pneumonia"], CLINICAL),
    ],
)
def test_filter_lists_entries_with_a_definition_for_the_audience(
    client: FlaskClient, audience: str, headwords: list[str], definition: str
) -> None:
    entries = client.get(f"/entries?audience={audience}").get_json()["entries"]

    assert [each["headword"] for each in entries] == headwords
    assert entries[-1]["definition"] == definition


@pytest.mark.parametrize(
    "path", ["/?audience=professional", "/?audience=professional&print=yes"]
)
def test_lists_and_booklet_have_the_definition_for_the_audience(
    client: FlaskClient, path: str
) -> None:
    text = get_page(client, path).text("main")

    assert CLINICAL in text
    assert PLAIN not in text


@pytest.mark.parametrize("text", ["infection", "parenchyma"])
def test_words_of_both_definitions_are_found(client: FlaskClient, text: str) -> None:
    url = f"/search?q={text}&audience=professional"
    (result,) = client.get(url).get_json()["results"]

    assert result["definition"] == CLINICAL
    assert "".join(each["text"] for each in result["snippet"]) == CLINICAL


def test_suggestion_has_the_gloss_for_the_audience(client: FlaskClient) -> None:
    reply = client.get("/autocomplete?q=pneu&audience=professional").get_json()

    assert reply["suggestions"][0]["gloss"] == CLINICAL


def test_page_shows_both_definitions_that_asked_for_first(client: FlaskClient) -> None:
    plain = get_page(client, "/glossary/pneumonia").text("article")
    clinical = get_page(client, "/glossary/pneumonia?audience=professional")

    assert plain.index(PLAIN) < plain.index("For professionals")
    assert plain.index("For professionals") < plain.index(CLINICAL)
    text = clinical.text("article")
    assert text.index(CLINICAL) < text.index("In plain words") < text.index(PLAIN)
    assert "/glossary/lung?audience=professional" in clinical.links


def test_page_says_that_a_definition_is_missing(client: FlaskClient) -> None:
    lung = get_page(client, "/glossary/lung?audience=professional").text("article")
    other = get_page(client, "/glossary/atelectasis?audience=patient").text("article")

    assert "There is none for professionals." in lung
    assert "There is none in plain words." in other


def test_two_definitions_for_professionals_are_refused(serve: ServeFiles) -> None:
    entry = {**GLOSSARY["entries"][0], "audience": "professional"}

    with pytest.raises(GlossaryError, match="professional_definition"):
        serve({"entries": [entry, GLOSSARY["entries"][1]]})


def test_unknown_link_of_the_second_definition_is_refused(serve: ServeFiles) -> None:
    entry = {
        "headword": "A1",
        "definition": "B.",
        "professional_definition": "[[nothing]]",
    }

    with pytest.raises(GlossaryError, match="professional_definition"):
        serve({"entries": [entry]})
