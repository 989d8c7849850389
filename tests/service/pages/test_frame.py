"""Frame: the widget alone, for the sites that the owner names."""

import pytest
from flask.testing import FlaskClient

from tests.service.pages.conftest import ENGLISH, ServeFiles
from tests.support.html_page import get_page

ANCESTORS = "https://a.example http://127.0.0.1:8080"


@pytest.fixture
def framed(serve: ServeFiles) -> FlaskClient:
    return serve(ENGLISH, GLOSSARY_FRAME_ANCESTORS=ANCESTORS)


def policy(client: FlaskClient, path: str) -> str:
    return client.get(path).headers["Content-Security-Policy"]


def test_frame_is_not_found_without_ancestors(serve: ServeFiles) -> None:
    reply = serve(ENGLISH).get("/frame")

    assert reply.status_code == 404
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]


def test_frame_may_be_framed_by_the_named_sites_alone(framed: FlaskClient) -> None:
    assert f"frame-ancestors {ANCESTORS};" in policy(framed, "/frame")


@pytest.mark.parametrize("path", ["/", "/?q=a", "/embed", "/docs", "/frame?theme=no"])
def test_other_pages_and_errors_are_never_framed(
    framed: FlaskClient, path: str
) -> None:
    assert "frame-ancestors 'none'" in policy(framed, path)


def test_frame_policy_is_otherwise_that_of_pages(framed: FlaskClient) -> None:
    own, of_page = policy(framed, "/frame"), policy(framed, "/embed")

    assert own.replace(ANCESTORS, "'none'") == of_page


def test_frame_parameters_become_attributes_of_the_widget(framed: FlaskClient) -> None:
    query = "language=es&glossary=g&category=c&audience=patient&theme=dark"

    page = framed.get(f"/frame?{query}&label=A+%22%3Cb%3E&placeholder=P").text

    assert 'language="es"' in page
    assert 'glossary="g"' in page
    assert 'category="c"' in page
    assert 'audience="patient"' in page
    assert 'label="A &#34;&lt;b&gt;"' in page
    assert 'placeholder="P"' in page
    assert '<meta name="color-scheme" content="dark">' in page
    assert '<html lang="es">' in page


def test_frame_without_scripts_has_a_form(framed: FlaskClient) -> None:
    page = get_page(framed, "/frame")

    assert page.all("form")[0]["action"] == "/"
    assert page.all("base")[0]["target"] == "_blank"


def test_unknown_parameter_of_frame_leads_to_the_plain_address(
    framed: FlaskClient,
) -> None:
    reply = framed.get("/frame?theme=dark&utm=1")

    assert reply.status_code == 301
    assert reply.headers["Location"] == "/frame?theme=dark"


@pytest.mark.parametrize("query", ["theme=no", "label=" + "a" * 101, "language=1"])
def test_invalid_parameter_of_frame_is_rejected(
    framed: FlaskClient, query: str
) -> None:
    assert framed.get(f"/frame?{query}").status_code == 400
