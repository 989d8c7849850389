"""Every page: caching, content security policy, links, headings."""

import pytest
from flask.testing import FlaskClient

from service.http.page_policy import page_policy
from tests.service.pages.conftest import ENGLISH, PAGES, ServeFiles
from tests.support.html_page import HtmlPage, get_page


@pytest.mark.parametrize("path", PAGES)
def test_page_depends_on_its_url_only(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    other = client.get(
        path,
        headers={
            "Host": "evil.example",
            "Accept-Language": "es",
            "Cookie": "a=b",
            "User-Agent": "other",
            "X-Forwarded-Host": "evil.example",
        },
    )

    assert other.data == plain.data
    assert plain.headers["Cache-Control"].startswith("public, max-age=60")
    assert plain.headers["ETag"] == other.headers["ETag"]
    assert "Set-Cookie" not in plain.headers


@pytest.mark.parametrize("path", [*PAGES, "/docs", "/glossary/nope", "/?letter=1"])
def test_page_has_a_policy_and_nothing_inline(client: FlaskClient, path: str) -> None:
    reply = client.get(path)

    assert reply.headers["Content-Security-Policy"] == page_policy()
    for tag, attributes in HtmlPage(reply.text).elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert "style" not in (tag, *attributes)
        assert tag != "script" or attributes.get("src") or "ld+json" in str(attributes)


def test_policy_allows_the_own_origin_only() -> None:
    rules = dict(rule.split(" ", 1) for rule in page_policy().split("; "))

    for name in ("default-src", "base-uri", "frame-ancestors", "trusted-types"):
        assert rules.pop(name) == "'none'"
    assert rules.pop("media-src") == "http: https:"
    assert rules.pop("require-trusted-types-for") == "'script'"
    assert set(rules.values()) == {"'self'"}


@pytest.mark.parametrize("path", ["/search?q=clot", "/healthz", "/openapi.json"])
def test_json_has_the_strictest_policy(client: FlaskClient, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]

    assert policy == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", [*PAGES, "/docs", "/nowhere"])
def test_scripts_styles_and_icons_of_a_page_exist(
    client: FlaskClient, path: str
) -> None:
    reply = client.get(path, headers={"Accept": "text/html"})
    page = HtmlPage(reply.text)

    assets = [each["src"] for each in page.all("script") if "src" in each]
    assets += [
        each["href"]
        for each in page.all("link")
        if each["rel"] in ("icon", "stylesheet", "search")
    ]
    assert len(assets) >= 3
    for asset in assets:
        with client.get(str(asset)) as response:
            assert response.status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/glossary/nope"])
def test_page_has_one_heading_a_title_and_unique_ids(
    client: FlaskClient, path: str
) -> None:
    page = HtmlPage(client.get(path).text)

    assert len(page.all("h1")) == 1
    assert "Multiple myeloma glossary" in page.text("title")
    assert "not medical advice" in page.text("footer")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_links_stay_below_the_path_of_the_public_url(serve: ServeFiles) -> None:
    client = serve(ENGLISH, GLOSSARY_PUBLIC_URL="https://example.org/words")

    page = get_page(client, "/")

    assert "/words/glossary/fever" in page.links
    assert all(str(link).startswith("/words/") for link in page.links)
    assert page.all("link", rel="canonical")[0]["href"] == "https://example.org/words/"


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/?utm_source=mail&fbclid=1", "/"),
        ("/?limit=3", "/"),
        ("/?q=&letter=", "/"),
        ("/?q=%20", "/"),
        ("/glossary/placebo/?language=en", "/glossary/placebo?language=en"),
        ("/?q=clot%26&x=1&language=en", "/?language=en&q=clot%26"),
        ("/glossary/placebo?x=1", "/glossary/placebo"),
        ("/glossary/placebo/", "/glossary/placebo"),
        ("/embed?x=http://evil.example", "/embed"),
    ],
)
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_strange_address_leads_to_the_plain_one_without_the_host(
    client: FlaskClient, host: str, path: str, plain: str
) -> None:
    reply = client.get(path, headers={"Host": host})

    assert reply.status_code == 301
    assert reply.headers["Location"] == plain


def test_page_with_too_many_parameters_is_refused(client: FlaskClient) -> None:
    reply = client.get("/?" + "&".join(f"a{n}" for n in range(17)))

    assert reply.status_code == 400
    assert "too long" in reply.get_data(as_text=True)


def test_page_under_doubled_slashes_is_the_same(client: FlaskClient) -> None:
    reply = client.get("/", environ_overrides={"PATH_INFO": "///glossary/placebo"})

    assert reply.data == client.get("/glossary/placebo").data


def test_doubled_slash_is_not_redirected(client: FlaskClient) -> None:
    reply = client.get("/glossary//placebo", headers={"Host": "evil.example"})

    assert reply.status_code == 404
    assert "Location" not in reply.headers
