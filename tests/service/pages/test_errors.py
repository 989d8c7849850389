"""Problems as pages."""

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings import read_settings
from tests.support.faulty_backends import BrokenBackend, UnavailableBackend
from tests.support.html_page import HtmlPage, get_page


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"/?q={'a' * 201}", "The search text can have up to 200 characters"),
        ("/?q=a&q=b", "The search text can have"),
        ("/?letter=aa", "The letter must be “a” to “z”"),
        ("/?offset=-1", "The position in the list (offset)"),
        ("/?q=a&offset=1010", "The position in the list (offset)"),
        ("/?language=english!", "The language must be a code"),
        ("/?audience=nurse", "The audience must be"),
        (f"/?category={'a' * 201}", "The category can have"),
        (f"/?glossary={'a' * 201}", "The glossary ID can have"),
        ("/?print=yes&print=yes", "“print” can be given only once"),
        ("/embed?language=!", "The language must be a code"),
        ("/glossary/placebo?language=!", "The language must be a code"),
    ],
)
def test_page_names_each_invalid_parameter(
    client: FlaskClient, path: str, text: str
) -> None:
    page = get_page(client, path, 400)

    assert text in page.text("ul")
    assert page.all("input", name="q")
    assert page.all("meta", name="robots", content="noindex")
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_problem_page_is_in_the_requested_language(client: FlaskClient) -> None:
    page = get_page(client, "/?letter=1&language=es", 400)

    assert page.all("html")[0]["lang"] == "es"


@pytest.mark.parametrize(
    ("path", "method", "accepted", "kind"),
    [
        ("/nowhere", "GET", "text/html,*/*;q=0.8", "text/html"),
        ("/nowhere", "GET", "*/*", "application/problem+json"),
        ("/nowhere", "GET", "application/json", "application/problem+json"),
        ("/", "POST", "*/*", "text/html"),
        ("/search?q=a", "POST", "text/html", "application/problem+json"),
        ("/search", "GET", "text/html", "application/problem+json"),
        ("/entries/nope", "GET", "text/html", "application/problem+json"),
        ("/glossary/nope", "GET", "application/json", "text/html"),
    ],
)
def test_problem_is_html_on_pages_and_json_on_the_api(
    client: FlaskClient, path: str, method: str, accepted: str, kind: str
) -> None:
    reply = client.open(path, method=method, headers={"Accept": accepted})

    assert reply.status_code >= 400
    assert reply.mimetype == kind


@pytest.mark.parametrize("path", ["/", "/?q=a", "/glossary/a", "/embed", "/?print=yes"])
def test_unavailable_engine_is_a_503_page_with_retry_after(path: str) -> None:
    client = create_app(read_settings({}), backend=UnavailableBackend()).test_client()

    reply = client.get(path)

    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert "is not available right now" in HtmlPage(reply.text).text("h1")
    assert "search:9200" not in reply.text


def test_invalid_parameter_is_a_page_while_the_engine_is_unavailable() -> None:
    client = create_app(read_settings({}), backend=UnavailableBackend()).test_client()

    assert get_page(client, "/?letter=1", 400).text("h1")


def test_internal_error_page_has_the_request_id_and_no_details() -> None:
    app = create_app(read_settings({}), backend=BrokenBackend())  # type: ignore[arg-type]

    reply = app.test_client().get("/")

    assert reply.status_code == 500
    assert "secret" not in reply.text
    assert reply.headers["X-Request-ID"] in reply.text


def test_invalid_query_is_kept_in_the_search_box(client: FlaskClient) -> None:
    typed = "<b>" * 70

    page = get_page(client, f"/?q={typed}", 400)

    assert page.all("input", name="q")[0]["value"] == typed
    assert not page.all("b")


def test_invalid_value_is_quoted_beside_what_is_accepted(client: FlaskClient) -> None:
    page = get_page(client, "/?letter=aa", 400)

    assert page.text("q") == "aa"


def test_unknown_entry_offers_entries_with_similar_names(client: FlaskClient) -> None:
    page = get_page(client, "/glossary/neutropenya", 404)

    assert "/glossary/neutropenia" in page.links
    assert "Browse the words from A to Z" not in page.text("main")


def test_unknown_entry_without_similar_names_offers_to_browse(
    client: FlaskClient,
) -> None:
    page = get_page(client, "/glossary/zzzzqqx", 404)

    assert "Browse the words from A to Z" in page.text("main")
