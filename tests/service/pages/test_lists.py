"""Lists: the entries of a letter or category, and the categories."""

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.pages.browsing.pagination import PageLink, paginate
from service.settings import read_settings
from tests.conftest import MakeBackend
from tests.service.pages.conftest import ServeFiles, numbered_entries
from tests.support.html_page import get_page

MANY = [
    {"headword": f"{start}{n:02}", "definition": "A."}
    for start in ("Ca", "Ce", "Cy", "C ")
    for n in range(20)
]


def test_letter_has_a_heading_and_is_marked_as_current(client: FlaskClient) -> None:
    page = get_page(client, "/?letter=p")

    assert "Entries that begin with P" in page.text("h1")
    assert page.all("a", **{"aria-current": "true"})[0]["href"] == "/?letter=p"
    assert "/glossary/placebo" in page.links
    assert "/glossary/anemia" not in page.links


def test_category_has_a_heading_beside_the_other_categories(
    client: FlaskClient,
) -> None:
    page = get_page(client, "/?category=Side%20effects")

    assert page.text("h1").startswith("Side effects")
    assert "/glossary/pruritus" in page.links
    assert "/glossary/placebo" not in page.links
    assert "/?category=Treatment" in page.links


def test_entries_without_a_letter_have_a_heading_of_their_own(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend({"headword": "5-HT", "definition": "A hormone."})
    client = create_app(read_settings({}), backend=backend).test_client()

    page = get_page(client, "/?letter=other")

    assert page.text("h1").startswith("0–9 and more")


def test_letter_without_entries_says_so(client: FlaskClient) -> None:
    page = get_page(client, "/?letter=z")

    assert "no entries here" in page.text("p")


@pytest.mark.parametrize("chosen", ["letter=a", "category=Pain"])
def test_long_list_is_paginated(make_backend: MakeBackend, chosen: str) -> None:
    backend = make_backend(*numbered_entries(120), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    first = get_page(client, f"/?{chosen}")
    middle = get_page(client, f"/?{chosen}&offset=50")
    beyond = get_page(client, f"/?{chosen}&offset=5000")

    assert "1 to 50 of 120" in first.text("nav")
    assert first.all("a", rel="next")[0]["href"] == f"/?{chosen}&offset=50"
    assert not first.all("a", rel="prev")
    assert middle.all("a", rel="prev")[0]["href"] == f"/?{chosen}"
    assert middle.all("a", rel="next")[0]["href"] == f"/?{chosen}&offset=100"
    assert beyond.all("a", rel="prev")[0]["href"] == f"/?{chosen}"
    assert len(middle.all("span", **{"aria-current": "page"})) == 2  # top and bottom


def test_sections_of_a_long_letter_lead_to_their_first_entry(
    serve: ServeFiles,
) -> None:
    client = serve({"entries": MANY})

    page = get_page(client, "/?letter=c")

    links = [each for each in page.links if each and "#section" in each]
    assert links == [
        "/?letter=c#section-63",
        "/?letter=c#section-63-61",
        "/?letter=c#section-63-65",
        "/?letter=c&offset=50#section-63-79",
    ]
    for link in links:
        address, _, anchor = link.partition("#")
        assert get_page(client, address).all("h2", id=anchor)


def test_short_letter_has_no_sections(client: FlaskClient) -> None:
    page = get_page(client, "/?letter=p")

    assert not page.all("nav", **{"aria-labelledby": "sections"})


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/?letter=c&offset=49", "/?letter=c"),
        ("/?letter=c&offset=51", "/?letter=c&offset=50"),
        ("/?q=clot&offset=7", "/?q=clot"),
        ("/?q=clot&offset=25", "/?offset=20&q=clot"),
        ("/categories?offset=201", "/categories?offset=200"),
        ("/categories?category=a&x=1&letter=b", "/categories"),
        ("/categories?language=en&offset=0", "/categories?language=en"),
    ],
)
def test_offset_within_a_page_leads_to_its_beginning(
    client: FlaskClient, path: str, plain: str
) -> None:
    reply = client.get(path)

    assert (reply.status_code, reply.headers["Location"]) == (301, plain)


# Categories


def test_categories_are_listed_with_their_numbers_of_entries(
    client: FlaskClient,
) -> None:
    page = get_page(client, "/categories")

    assert page.text("h1") == "Categories 8"
    assert "/?category=Side+effects" in page.links
    assert "Side effects 5" in page.text("li")


def test_many_categories_are_paginated(serve: ServeFiles) -> None:
    entries = [
        {"headword": "Ache", "definition": "Pain.", "category": f"Kind {n:03}"}
        for n in range(201)
    ]
    client = serve({"entries": entries})

    first, second = (
        [
            link
            for link in get_page(client, f"/categories{query}").links
            if link and link.startswith("/?category=")
        ]
        for query in ("", "?offset=200")
    )

    assert (len(first), second) == (200, ["/?category=Kind+200"])


def test_glossary_without_categories_says_so(serve: ServeFiles) -> None:
    client = serve({"entries": MANY})

    page = get_page(client, "/categories")

    assert "no categories" in page.text("p")


# Numbers of pages


@pytest.mark.parametrize(
    ("offset", "total", "numbers"),
    [
        (0, 70, [1, 2, 3, 4, 5, 6, 7]),
        (0, 80, [1, 2, None, 8]),
        (30, 80, [1, None, 3, 4, 5, None, 8]),
        (70, 80, [1, None, 7, 8]),
        (0, 1_000_000, [1, 2, None, 100_000]),
    ],
)
def test_paginate_shows_first_last_and_close_pages(
    offset: int, total: int, numbers: list[int | None]
) -> None:
    pages = paginate(offset, 10, 10, total, str).pages

    assert [page and page.number for page in pages] == numbers
    assert PageLink(offset // 10 + 1, None) in pages


def test_paginate_ends_at_what_can_be_reached() -> None:
    last = paginate(40, 10, 10, 80, str, max_total=50)

    assert (last.next, last.total, last.has_more) == (None, 50, True)
