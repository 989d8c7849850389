"""Title and sentence of the owner on the pages."""

import pytest

from tests.service.pages.conftest import ENGLISH, SPANISH, ServeFiles
from tests.support.html_page import get_page

ABOUT = "Words of the <b>nurses</b> of Ward 3."


@pytest.mark.parametrize("path", ["/", "/?print=yes", "/glossary/fever", "/embed"])
def test_page_without_about_has_no_sentence_for_readers(
    serve: ServeFiles, path: str
) -> None:
    page = get_page(serve(ENGLISH), path)

    assert "advice" not in page.text("body")


@pytest.mark.parametrize("path", ["/", "/?print=yes", "/glossary/fever", "/embed"])
def test_about_of_the_file_is_shown_as_plain_text(serve: ServeFiles, path: str) -> None:
    page = get_page(serve(ENGLISH | {"about": ABOUT}), path)

    assert ABOUT in page.text("footer")


def test_glossaries_with_different_sentences_show_none(serve: ServeFiles) -> None:
    client = serve(ENGLISH | {"about": ABOUT}, SPANISH)

    assert ABOUT not in get_page(client, "/").text("footer")
    assert ABOUT in get_page(client, "/?glossary=signs").text("footer")


def test_settings_override_title_and_about_of_the_file(serve: ServeFiles) -> None:
    client = serve(
        ENGLISH | {"about": ABOUT}, GLOSSARY_TITLE="Ward 3", GLOSSARY_ABOUT="For us."
    )

    page = get_page(client, "/")

    assert "Ward 3" in page.text("title")
    assert "For us." in page.text("footer")
    assert ABOUT not in page.text("footer")
