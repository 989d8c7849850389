"""OpenSearch description, suggestions, sitemap, and robots.txt."""

from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.model.backend import Backend
from service.app import create_app
from service.http.links import Links
from service.pages.discovery import discovery
from service.pages.layout import PageContextFactory
from service.pages.translations import TranslationCatalog
from service.settings import read_settings
from tests.conftest import MakeBackend

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def public(bundled: Backend) -> FlaskClient:
    """A client of a service with a public URL."""
    settings = read_settings({"GLOSSARY_PUBLIC_URL": "https://example.org/words"})
    return create_app(settings, backend=bundled).test_client()


def sitemap_urls(client: FlaskClient, path: str) -> list[str | None]:
    reply = client.get(path)
    assert (reply.status_code, reply.mimetype) == (200, "application/xml")
    return [
        each.text for each in ElementTree.fromstring(reply.data).iter(f"{SITEMAP}loc")
    ]


def test_opensearch_description_has_search_and_suggestion_urls(
    public: FlaskClient,
) -> None:
    reply = public.get("/opensearch.xml")
    described = ElementTree.fromstring(reply.data)
    templates = {each.get("type"): each.get("template") for each in described}

    assert reply.mimetype == "application/opensearchdescription+xml"
    assert templates["text/html"] == "https://example.org/words/?q={searchTerms}"
    assert templates["application/x-suggestions+json"] == (
        "https://example.org/words/suggestions?q={searchTerms}"
    )
    assert len(described.findtext(f"{OPENSEARCH}ShortName") or "") in range(1, 17)
    assert "Multiple myeloma" in (described.findtext(f"{OPENSEARCH}Description") or "")
    assert described.findtext(f"{OPENSEARCH}Language") == "en"


def test_pages_link_to_the_opensearch_description(client: FlaskClient) -> None:
    assert 'href="/opensearch.xml"' in client.get("/").text
    assert client.get("/opensearch.xml").status_code == 200


def test_suggestions_have_the_opensearch_format(client: FlaskClient) -> None:
    reply = client.get("/suggestions?q=thro")

    assert reply.content_type == "application/x-suggestions+json"
    query, headwords, definitions, urls = reply.get_json(force=True)
    assert query == "thro"
    assert headwords[0] == "Thrombocytopenia"
    assert definitions[0].endswith(".")
    assert urls[0] == "/glossary/thrombocytopenia"
    assert len(headwords) == len(definitions) == len(urls)


def test_suggestions_without_a_query_are_a_problem(client: FlaskClient) -> None:
    reply = client.get("/suggestions?q=")

    assert reply.status_code == 400
    assert reply.content_type == "application/problem+json"


def test_openapi_documents_suggestions(client: FlaskClient) -> None:
    described = client.get("/openapi.json").get_json()["paths"]["/suggestions"]["get"]

    (kind,) = described["responses"]["200"]["content"]
    assert kind == "application/x-suggestions+json"


def test_sitemap_lists_every_page(client: FlaskClient) -> None:
    paths = sitemap_urls(client, "/sitemap.xml")

    assert len(paths) == 35
    assert {"/", "/embed", "/glossary/placebo"} <= set(paths)
    for path in paths:
        assert client.get(str(path)).status_code == 200


def test_sitemap_has_public_urls(public: FlaskClient) -> None:
    assert "https://example.org/words/glossary/placebo" in sitemap_urls(
        public, "/sitemap.xml"
    )


def test_large_sitemap_is_split_into_parts(bundled: Backend) -> None:
    app = Flask("service.app")
    contexts = PageContextFactory(Links(""), TranslationCatalog())
    app.register_blueprint(discovery(lambda: bundled, contexts, part_size=20))
    client = app.test_client()

    index = sitemap_urls(client, "/sitemap.xml")
    parts = [sitemap_urls(client, str(part)) for part in index]

    assert index == ["/sitemap.xml?part=1", "/sitemap.xml?part=2"]
    assert [len(part) for part in parts] == [22, 13]
    assert len({path for part in parts for path in part}) == 35
    assert client.get("/sitemap.xml?part=3").status_code == 404


@pytest.mark.parametrize("part", ["0", "x", "-1", "1001"])
def test_invalid_sitemap_part_is_a_problem(client: FlaskClient, part: str) -> None:
    reply = client.get(f"/sitemap.xml?part={part}")

    assert reply.status_code == 400
    assert reply.content_type == "application/problem+json"


def test_robots_txt_disallows_the_api_and_allows_pages(
    client: FlaskClient, public: FlaskClient
) -> None:
    reply = client.get("/robots.txt")

    assert reply.mimetype == "text/plain"
    assert "Disallow: /search\n" in reply.text
    assert "Disallow: /\n" not in reply.text
    assert "Sitemap" not in reply.text
    assert "Sitemap: https://example.org/words/sitemap.xml" in (
        public.get("/robots.txt").text
    )


def test_ids_are_escaped_in_xml(make_backend: MakeBackend) -> None:
    backend = make_backend({"headword": "Ä & <b>", "definition": "A letter."})
    client = create_app(read_settings({}), backend=backend).test_client()

    paths = sitemap_urls(client, "/sitemap.xml")

    assert client.get(str(paths[-1])).status_code == 200


@pytest.mark.parametrize("path", ["/opensearch.xml", "/sitemap.xml", "/robots.txt"])
def test_files_are_cacheable_and_independent_of_the_host(
    client: FlaskClient, path: str
) -> None:
    plain = client.get(path)
    other = client.get(path, headers={"Host": "evil.example"})

    assert plain.data == other.data
    assert plain.headers["Cache-Control"].startswith("public, max-age=60")


@pytest.mark.parametrize("path", ["/opensearch.xml", "/sitemap.xml", "/robots.txt"])
def test_unknown_parameter_of_a_file_is_rejected(
    client: FlaskClient, path: str
) -> None:
    assert client.get(f"{path}?x=1").status_code == 400


def test_icon_is_svg(client: FlaskClient) -> None:
    with client.get("/static/icon.svg") as reply:
        drawing = ElementTree.fromstring(reply.data)

    assert reply.mimetype == "image/svg+xml"
    assert drawing.tag.endswith("svg")
