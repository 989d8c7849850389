"""Pages of glossaries in several languages."""

import pytest
from flask.testing import FlaskClient

from tests.service.pages.conftest import ENGLISH, SPANISH, ServeFiles, numbered_entries
from tests.support.html_page import get_page


def test_entry_page_is_in_the_language_of_its_entry(serve: ServeFiles) -> None:
    client = serve(ENGLISH, SPANISH)

    page = get_page(client, "/glossary/fiebre")

    assert page.all("html")[0]["lang"] == "es"
    assert page.all("article")[0]["lang"] == "es"
    assert "Profesionales" in page.text("dd")
    assert "In English" in page.text("dt")


def test_entry_page_links_to_its_translations(serve: ServeFiles) -> None:
    page = get_page(serve(ENGLISH, SPANISH), "/glossary/fever")

    alternates = {a["hreflang"]: a["href"] for a in page.all("link", rel="alternate")}
    assert alternates == {
        "en": "/glossary/fever",
        "es": "/glossary/fiebre",
        "x-default": "/glossary/fever",
    }
    assert page.all("a", hreflang="es")[0]["href"] == "/glossary/fiebre"
    assert "En español" in page.text("dt")


def test_start_page_has_an_alternate_in_each_language(serve: ServeFiles) -> None:
    page = get_page(serve(ENGLISH, SPANISH), "/?language=es")

    alternates = {a["hreflang"]: a["href"] for a in page.all("link", rel="alternate")}
    assert alternates == {
        "en": "/?language=en",
        "es": "/?language=es",
        "x-default": "/",
    }
    assert page.all("html")[0]["lang"] == "es"
    assert "/glossary/fever" not in page.links
    assert page.all("input", name="language")[0]["value"] == "es"


def test_monolingual_glossary_has_no_alternates(client: FlaskClient) -> None:
    assert not get_page(client, "/").all("link", rel="alternate")


@pytest.mark.parametrize("narrowed", ["letter=f", "glossary=signs", "q=fever"])
def test_filtered_start_page_has_no_alternates(
    serve: ServeFiles, narrowed: str
) -> None:
    page = get_page(serve(ENGLISH, SPANISH), f"/?{narrowed}")

    assert not page.all("link", rel="alternate")


def test_start_page_is_in_the_language_of_most_entries(serve: ServeFiles) -> None:
    both = {**SPANISH, "entries": [*SPANISH["entries"], *numbered_entries(3)]}  # type: ignore[misc]

    assert get_page(serve(ENGLISH, both), "/").all("html")[0]["lang"] == "es"


def test_entry_page_without_a_translation_is_in_english(
    serve: ServeFiles,
) -> None:
    page = get_page(serve({**ENGLISH, "language": "nl"}), "/glossary/fever")

    assert page.all("html")[0]["lang"] == "en"
    assert page.all("article")[0]["lang"] == "nl"


def test_results_say_which_name_in_another_language_was_found(
    serve: ServeFiles,
) -> None:
    client = serve(ENGLISH, SPANISH)

    page = get_page(client, "/?q=fiebre&language=en")
    (result, *_) = client.get("/search?q=fiebre&language=en").get_json()["results"]

    assert "means the same as “Fiebre” (Español)" in page.text("main")
    spanish = {"id": "fiebre", "headword": "Fiebre", "language": "es"}
    assert (result["headword"], result["found_as"]) == ("Fever", spanish)
    assert result["translations"] == [spanish]
