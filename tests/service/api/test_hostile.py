"""Hostile input: every route answers it with 200 or 4xx."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model.backend import Backend
from index.model.query import Query
from tests.support.hostile_queries import ROUTES, hostile_queries


def test_there_are_three_hundred_hostile_queries() -> None:
    assert len(set(hostile_queries())) >= 300


@pytest.mark.parametrize("route", ROUTES)
def test_hostile_query_is_answered_or_rejected_on_every_route(
    client: FlaskClient, route: str
) -> None:
    statuses = {
        client.get(route.format(query)).status_code for query in hostile_queries()
    }

    assert statuses <= {200, 301, 302, 308, 400, 404, 414}


@settings(max_examples=300)
@given(text=st.text(max_size=250))
def test_any_text_is_answered_or_rejected(client: FlaskClient, text: str) -> None:
    for route in ("/search", "/autocomplete"):
        reply = client.get(route, query_string={"q": text.encode("utf-8", "replace")})

        assert reply.status_code in (200, 400)


@settings(max_examples=300)
@given(text=st.text(st.characters(), max_size=200))
def test_any_text_can_be_searched_in_the_index(bundled: Backend, text: str) -> None:
    page = bundled.search(Query(text))
    suggestions = bundled.autocomplete(Query(text))

    assert page.total >= len(page.hits)
    assert len(suggestions) <= 10
