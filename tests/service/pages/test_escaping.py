"""Untrusted text in pages: it never becomes markup."""

import pytest
from flask.testing import FlaskClient

from tests.service.pages.conftest import ServeFiles
from tests.support.html_page import HtmlPage

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "--></title></textarea></style><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)//a",
    "{{7*7}}{% raw %}${7*7}",
    "]]><a xmlns='http://www.w3.org/1999/xhtml'/>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u2028alert(1)\u2029",
]


def assert_harmless(html: str) -> HtmlPage:
    """Only what the templates write is an element; no text became one."""
    page = HtmlPage(html)
    for tag, attributes in page.elements:
        assert tag not in ("svg", "img", "style", "iframe", "object", "base")
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action"):
            assert not (attributes.get(name) or "").lower().startswith("javascript")
    for script in page.all("script"):
        assert "src" in script or script["type"] == "application/ld+json"
    assert "<script>alert" not in html
    return page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_query_never_becomes_markup(client: FlaskClient, payload: str) -> None:
    page = assert_harmless(client.get("/", query_string={"q": payload}).text)

    assert page.all("input", name="q")[0]["value"] == payload.strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_path_and_parameters_never_become_markup(
    client: FlaskClient, payload: str
) -> None:
    for path in ("/glossary/{}", "/{}", "/?category={}", "/?glossary={}", "/?{}=1"):
        reply = client.get(path.format(payload), headers={"Accept": "text/html"})

        assert_harmless(reply.text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_glossary_text_never_becomes_markup(serve: ServeFiles, payload: str) -> None:
    text = f"x {' '.join(payload.split())}"
    entry = {
        "headword": text,
        "id": "x",
        "definition": text,
        "abbreviations": [text],
        "variants": [f"y {text}"],
        "hidden_forms": [f"z {text}"],
        "respelling": text,
        "audio_url": "https://example.org/a?'\"><svg/onload=alert(1)>",
        "category": text,
        "source": text,
        "see_also": ["x"],
    }
    client = serve({"title": text, "glossary": "x", "entries": [entry]})

    for path in (
        "/",
        "/?q=x",
        "/?print=yes",
        "/glossary/x",
        "/embed",
        "/glossary/nope",
    ):
        assert_harmless(client.get(path).text)
    page = HtmlPage(client.get("/glossary/x").text)
    assert page.structured_data["name"] == text
    assert page.structured_data["inDefinedTermSet"]["name"] == text
    assert text in page.text("h1")
