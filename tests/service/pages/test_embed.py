"""Embed page: snippets to copy."""

from flask.testing import FlaskClient

from service.widget.routes import newest_widget
from tests.service.pages.conftest import ENGLISH, ServeFiles
from tests.support.html_page import get_page


def test_snippets_are_complete_without_a_script(client: FlaskClient) -> None:
    page = get_page(client, "/embed")
    lines = page.text("code")

    assert (
        '<script type="module" src="https://your.service/widget/glossary-search.js">'
        "</script> <glossary-search></glossary-search>"
    ) in lines
    assert 'integrity="sha384-' in lines
    assert 'crossorigin="anonymous"' in lines
    assert "script-src https://your.service" in lines
    assert "connect-src https://your.service" in lines
    assert '<form action="https://your.service/">' in lines


def test_snippet_for_readers_without_a_script_links_to_the_glossary_by_name(
    serve: ServeFiles,
) -> None:
    client = serve(ENGLISH, GLOSSARY_TITLE="Words <of> Ward 3")

    lines = get_page(client, "/embed").text("code")

    assert '<a href="https://your.service/">Words &lt;of&gt; Ward 3</a>' in lines


def test_pinned_snippet_has_version_and_integrity(client: FlaskClient) -> None:
    widget = newest_widget()
    lines = get_page(client, "/embed").text("code")

    assert f"/widget/{widget.version}/glossary-search.js" in lines
    assert widget.integrity in lines


def test_snippets_have_the_public_url(serve: ServeFiles) -> None:
    client = serve(ENGLISH, GLOSSARY_PUBLIC_URL="https://example.org/words")

    lines = get_page(client, "/embed").text("code")

    assert 'src="https://example.org/words/widget/glossary-search.js"' in lines
    assert "script-src https://example.org;" in lines
    assert "your.service" not in lines


def test_linker_snippet_comes_with_entries_of_the_glossary(client: FlaskClient) -> None:
    page = get_page(client, "/embed")

    assert (
        '<script type="module" src="https://your.service/widget/glossary-linker.js" '
        'data-within="main"></script>'
    ) in page.text("code")
    assert page.text("glossary-term")
