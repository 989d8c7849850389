"""`POST /annotate` with HTML: places in the source, and marks in it."""

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.support.hostile_markup import hostile_bodies

pytest.importorskip("turbohtml", reason="turbohtml, which parses HTML, is missing")

MARK = re.compile(r'<glossary-term entry="[\w.~: -]+">(.*?)</glossary-term>', re.S)
PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<a href=x>",
            "</a>",
            "<code>",
            "<br>",
            "<!-- ",
        ),
        *("-->", "<td>", "<table>", "</table>", "<svg>", "<![CDATA[", "<h2>", "<", ">"),
        *("anemia", " blood", " clot", "&nbsp;", "&amp", "&#x61;", "\r\n", "\0", "\r"),
        *('"', "'", "<textarea>", "<script>", "</script>", "</>", "\ufeff", "é", "😀"),
        *("neutropenia ", "<li>", "<span hidden>", "</span>", "<plaintext>", "<p "),
    ]
)


def post(client: FlaskClient, body: str | bytes, query: str = "") -> TestResponse:
    data = body.encode() if isinstance(body, str) else body
    return client.post(f"/annotate{query}", data=data, content_type="text/html")


def mark_all(client: FlaskClient, body: str) -> str:
    reply = post(client, body, "?format=html&occurrences=all")
    assert reply.status_code == 200
    return reply.data.decode()


def test_names_are_marked_where_they_stand(client: FlaskClient) -> None:
    body = "\ufeff<P Class=a>Anemia</P>\r\n<a>anemia</a> blood&nbsp;clot\0"

    assert mark_all(client, body) == (
        '\ufeff<P Class=a><glossary-term entry="anemia">Anemia</glossary-term></P>\r\n'
        '<a>anemia</a> <glossary-term entry="deep-vein-thrombosis">blood&nbsp;clot'
        "</glossary-term>\0"
    )


def test_places_are_those_of_the_source(client: FlaskClient) -> None:
    body = "<p>\r\n😀 &amp;\r\n<b>blood\r\nclot</b>"

    (found,) = post(client, body).get_json()["annotations"]

    assert body[found["start"] : found["end"]] == found["text"] == "blood\r\nclot"


def test_fragment_is_data_in_which_nothing_runs(client: FlaskClient) -> None:
    reply = post(client, "<script>1</script>", "?format=html")

    assert reply.content_type == "text/html; charset=utf-8"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Cache-Control"] == "no-store"


def test_fragment_that_is_not_utf8_is_a_problem(client: FlaskClient) -> None:
    assert post(client, b"<p>\xff", "?format=html").status_code == 400


def test_marked_fragment_is_marked_already(client: FlaskClient) -> None:
    once = post(client, "<p>anemia, anemia</p>", "?format=html").data

    assert once.count(b"<glossary-term") == 1
    assert post(client, once, "?format=html").data == once


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_marks_are_all_that_changes(client: FlaskClient, body: str) -> None:
    marked = mark_all(client, body)
    places = post(client, body, "?occurrences=all").get_json()["annotations"]

    assert MARK.sub(r"\1", marked) == body
    assert [body[each["start"] : each["end"]] for each in places] == [
        each["text"] for each in places
    ]
    assert MARK.findall(marked) == [each["text"] for each in places]


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_stays_as_it_is(client: FlaskClient, body: str) -> None:
    assert MARK.sub(r"\1", mark_all(client, body)) == body


def test_hostile_bodies_are_answered_or_refused(client: FlaskClient) -> None:
    bodies = hostile_bodies()
    assert len(set(bodies)) >= 300

    for body in bodies:
        reply = post(client, body, "?format=html&occurrences=all")
        assert reply.status_code in (200, 400)
        if reply.status_code == 200:
            assert MARK.sub(r"\1", reply.data.decode()).encode() == body
