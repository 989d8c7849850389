"""The pages for people, as they come without a browser: what is there, what is not."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.engines.factory import open_backend
from index.engines.progress import Quiet
from service.app import create_app
from service.middleware.headers import PAGE_POLICY
from service.pages.parameters import MAX_UNPAGED
from service.settings import read_settings
from service.widget.routes import newest_widget
from tests.conftest import MakeBackend
from tests.support.faulty_backends import BrokenBackend, UnavailableBackend

PAGES = ["/", "/?q=clot", "/?q=zzzz", "/?print", "/glossary/placebo", "/embed"]
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


class Parsed(HTMLParser):
    """A page taken apart: its elements with their attributes and texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in dict.fromkeys(self._open):
            self.texts.setdefault(tag, []).append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of every such element."""
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and wanted.items() <= attributes.items()
        ]

    def text(self, tag: str) -> str:
        """All text in elements of a kind, in single spaces."""
        return " ".join("".join(self.texts.get(tag, [])).split())

    @property
    def linked(self) -> list[str | None]:
        """Where its links lead."""
        return [each.get("href") for each in self.all("a")]

    @property
    def linked_data(self) -> Any:
        """What it says of itself in JSON-LD."""
        (found,) = [text for text in self.texts["script"] if text.strip()]
        return json.loads(found)


ServeFiles = Callable[..., FlaskClient]


@pytest.fixture
def serve(tmp_path: Path) -> ServeFiles:
    """A client of a service for glossaries, each given as its file would state it."""

    def served(*glossaries: dict[str, Any], **settings: str) -> FlaskClient:
        files = [tmp_path / f"{number}.json" for number in range(len(glossaries))]
        for file, glossary in zip(files, glossaries, strict=True):
            file.write_text(json.dumps(glossary))
        backend = open_backend(
            f"whoosh:{tmp_path / 'index'}", files, Quiet(), meaning=False
        )
        return create_app(read_settings(settings), backend=backend).test_client()

    return served


ENGLISH = {
    "glossary": "signs",
    "title": "Signs",
    "language": "en",
    "entries": [
        {
            "headword": "Fever",
            "id": "fever",
            "concept": "fever",
            "definition": "A high body temperature.\nIt has many causes.",
            "former_ids": ["pyrexia"],
        },
        {"headword": "Chill", "definition": "A feeling of cold."},
    ],
}
SPANISH = {
    "glossary": "signos",
    "title": "Signos",
    "language": "es",
    "entries": [
        {
            "headword": "Fiebre",
            "id": "fiebre",
            "concept": "fever",
            "definition": "Temperatura alta del cuerpo.",
            "audience": "professional",
        }
    ],
}


def read(client: FlaskClient, path: str, status: int = 200) -> Parsed:
    reply = client.get(path)
    assert reply.status_code == status, reply.text
    assert reply.content_type == "text/html; charset=utf-8"
    return Parsed(reply.text)


def many(count: int) -> list[dict[str, str]]:
    return [
        {"headword": f"Ache {n:03}", "definition": f"Pain {n}.", "category": "Pain"}
        for n in range(count)
    ]


# The start page


def test_a_small_glossary_is_listed_whole_by_letter(client: FlaskClient) -> None:
    page = read(client, "/")

    entries = [link for link in page.linked if link and link.startswith("/glossary/")]
    assert len(entries) == 33
    assert "Multiple myeloma glossary · 33 entries" in page.text("header")
    assert page.text("h2").startswith("A")
    assert page.all("form")[0]["action"] == "/"
    assert page.all("input", name="q")


def test_only_letters_that_exist_are_offered(client: FlaskClient) -> None:
    page = read(client, "/")

    assert "/?letter=a" in page.linked
    assert "/?letter=z" not in page.linked
    assert "/?letter=other" not in page.linked


def test_a_letter_shows_its_entries_and_is_marked_as_chosen(
    client: FlaskClient,
) -> None:
    page = read(client, "/?letter=p")

    assert page.all("a", **{"aria-current": "true"})[0]["href"] == "/?letter=p"
    assert "/glossary/placebo" in page.linked
    assert "/glossary/anemia" not in page.linked


def test_a_category_shows_its_entries_and_the_others_stay_in_reach(
    client: FlaskClient,
) -> None:
    page = read(client, "/?category=Side%20effects")

    assert "/glossary/pruritus" in page.linked
    assert "/glossary/placebo" not in page.linked
    assert "/?category=Treatment" in page.linked


def test_entries_without_a_letter_are_under_words_of_their_own(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend({"headword": "5-HT", "definition": "A hormone."})
    client = create_app(read_settings({}), backend=backend).test_client()

    page = read(client, "/?letter=other")

    assert page.text("h2") == "0–9 and more"


def test_entries_without_a_letter_come_last_and_together(serve: ServeFiles) -> None:
    entries = [{"headword": word, "definition": "A."} for word in ("5-HT", "حمى", "B")]

    page = read(serve({"entries": entries}), "/")

    assert page.text("h2") == "B0–9 and more"


def test_a_big_glossary_asks_for_a_letter_first(make_backend: MakeBackend) -> None:
    backend = make_backend(*many(MAX_UNPAGED + 1), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = read(client, "/")

    assert not [each for each in page.linked if each and "/glossary/" in each]
    assert "Choose a letter" in page.text("p")


@pytest.mark.parametrize("chosen", ["letter=a", "category=Pain"])
def test_a_long_list_is_turned_like_pages(
    make_backend: MakeBackend, chosen: str
) -> None:
    backend = make_backend(*many(120), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    first = read(client, f"/?{chosen}")
    middle = read(client, f"/?{chosen}&offset=50")
    beyond = read(client, f"/?{chosen}&offset=5000")

    assert "1 to 50 of 120" in first.text("nav")
    assert first.all("a", rel="next")[0]["href"] == f"/?{chosen}&offset=50"
    assert not first.all("a", rel="prev")
    assert middle.all("a", rel="prev")[0]["href"] == f"/?{chosen}"
    assert middle.all("a", rel="next")[0]["href"] == f"/?{chosen}&offset=100"
    assert beyond.all("a", rel="prev")[0]["href"] == f"/?{chosen}"


def test_as_many_as_can_be_listed_whole_have_no_further_page(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*many(MAX_UNPAGED), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = read(client, "/")

    assert len([each for each in page.linked if each and "/glossary/" in each]) == 60
    assert not page.all("a", rel="next")


# Results


def test_results_are_marked_and_say_why(client: FlaskClient) -> None:
    page = read(client, "/?q=clot")

    assert "/glossary/deep-vein-thrombosis" in page.linked
    assert "clot" in page.text("mark")
    assert "also called blood clot" in page.text("p")
    assert "DVT" in page.text("span")
    assert page.all("meta", name="robots", content="noindex")
    assert page.all("input", name="q")[0]["value"] == "clot"


@pytest.mark.parametrize(
    ("heard", "why"),
    [
        ("noo tro pee nya", "sounds like “noo tro pee nya”"),
        ("pruritis", "spelled like “pruritis”"),
        ("not enough white cells", "means something like “not enough white cells”"),
    ],
)
def test_what_is_not_plain_is_explained(
    client: FlaskClient, heard: str, why: str
) -> None:
    page = read(client, f"/?q={heard}")

    assert why in page.text("ol")


def test_a_better_question_is_offered(client: FlaskClient) -> None:
    page = read(client, "/?q=pruritis")

    assert "No entry is spelled “pruritis”. Showing pruritus." in page.text("p")
    assert "/?q=pruritus" in page.linked


def test_stressed_syllables_stand_out_and_are_not_read_aloud(
    client: FlaskClient,
) -> None:
    page = read(client, "/?q=neutropenia")

    assert "NOOPEE" in page.text("strong").replace(" ", "")
    assert page.all("span", **{"class": "say", "aria-hidden": "true"})


def test_nothing_found_says_what_to_do(client: FlaskClient) -> None:
    page = read(client, "/?q=zzzzqqq")

    assert "Nothing found for “zzzzqqq”" in page.text("h1")
    assert "the way it sounds" in page.text("ul")
    assert "/" in page.linked


def test_who_did_not_write_to_the_end_is_shown_what_begins_so(
    client: FlaskClient,
) -> None:
    page = read(client, "/?q=newtro")

    assert "/glossary/neutropenia" in page.linked


def test_results_are_turned_like_pages(make_backend: MakeBackend) -> None:
    backend = make_backend(*many(25), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = read(client, "/?q=ache&offset=10&audience=patient")

    assert "11 to 20 of 25" in page.text("nav")
    assert page.all("a", rel="prev")[0]["href"] == "/?audience=patient&q=ache"
    assert page.all("a", rel="next")[0]["href"] == "/?audience=patient&q=ache&offset=20"
    assert page.all("ol")[0]["start"] == "11"


# One entry


def test_an_entry_shows_all_it_has(client: FlaskClient) -> None:
    page = read(client, "/glossary/deep-vein-thrombosis")

    assert page.text("h1") == "Deep vein thrombosis DVT"
    assert "A blood clot inside a blood vessel." in page.text("p")
    assert "clot in the leg" in page.text("dd")
    assert "/glossary/pulmonary-embolism" in page.linked
    assert "/?category=Blood+conditions" in page.linked
    assert page.all("link", rel="canonical")[0]["href"] == (
        "/glossary/deep-vein-thrombosis"
    )


def test_an_entry_can_be_heard_once_a_script_says_so(client: FlaskClient) -> None:
    (button,) = [
        each
        for each in read(client, "/glossary/neutropenia").all("button")
        if each.get("class") == "speak"
    ]

    assert "hidden" in button
    assert button["data-headword"] == "Neutropenia"
    assert button["data-respelling"] == "NOO-tro-PEE-nee-uh"
    assert button["data-language"] == "en"
    assert "Neutropenia" in (button["aria-label"] or "")


def test_an_entry_describes_itself_to_search_engines(client: FlaskClient) -> None:
    page = read(client, "/glossary/anemia")
    described = page.linked_data

    assert described["@type"] == "DefinedTerm"
    assert described["name"] == "Anemia"
    assert "anaemia" in described["alternateName"]
    assert described["inDefinedTermSet"]["@type"] == "DefinedTermSet"
    assert described["inDefinedTermSet"]["name"] == "Multiple myeloma glossary"
    assert page.all("meta", property="og:title")[0]["content"] == (
        "Anemia · Multiple myeloma glossary"
    )
    assert "red blood cells" in (
        page.all("meta", name="description")[0]["content"] or ""
    )


def test_the_glossary_describes_itself_as_the_set_of_its_entries(
    client: FlaskClient,
) -> None:
    (described,) = read(client, "/").linked_data["@graph"]
    of_entry = read(client, "/glossary/anemia").linked_data["inDefinedTermSet"]

    assert described == of_entry


@pytest.mark.parametrize("path", ["/glossary/Anemia", "/glossary/low-blood"])
def test_an_older_address_leads_to_the_entry(client: FlaskClient, path: str) -> None:
    reply = client.get(path, headers={"Host": "evil.example"})

    assert (reply.status_code, reply.location) == (301, "/glossary/anemia")
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_former_id_leads_to_the_entry(serve: ServeFiles) -> None:
    client = serve(ENGLISH, GLOSSARY_PUBLIC_URL="https://example.org/words")

    reply = client.get("/glossary/pyrexia")

    assert (reply.status_code, reply.location) == (301, "/words/glossary/fever")


def test_an_unknown_entry_offers_to_search_for_its_words(client: FlaskClient) -> None:
    page = read(client, "/glossary/night-sweats_today", 404)

    assert page.text("h1") == "There is no such entry"
    assert page.all("input", name="q")[0]["value"] == "night sweats today"


# Languages


def test_pages_speak_the_language_of_their_entry(serve: ServeFiles) -> None:
    client = serve(ENGLISH, SPANISH)

    page = read(client, "/glossary/fiebre")

    assert page.all("html")[0]["lang"] == "es"
    assert page.all("article")[0]["lang"] == "es"
    assert "Profesionales de la salud" in page.text("dd")
    assert "In English" in page.text("dt")
    assert "Información general; no es consejo médico." in page.text("footer")


def test_translations_know_of_each_other(serve: ServeFiles) -> None:
    page = read(serve(ENGLISH, SPANISH), "/glossary/fever")

    alternates = {a["hreflang"]: a["href"] for a in page.all("link", rel="alternate")}
    assert alternates == {
        "en": "/glossary/fever",
        "es": "/glossary/fiebre",
        "x-default": "/glossary/fever",
    }
    assert page.all("a", hreflang="es")[0]["href"] == "/glossary/fiebre"
    assert "En español" in page.text("dt")


def test_the_start_page_is_there_in_each_language(serve: ServeFiles) -> None:
    page = read(serve(ENGLISH, SPANISH), "/?language=es")

    alternates = {a["hreflang"]: a["href"] for a in page.all("link", rel="alternate")}
    assert alternates == {
        "en": "/?language=en",
        "es": "/?language=es",
        "x-default": "/",
    }
    assert page.all("html")[0]["lang"] == "es"
    assert "/glossary/fever" not in page.linked
    assert page.all("input", name="language")[0]["value"] == "es"


def test_one_language_needs_no_alternates(client: FlaskClient) -> None:
    assert not read(client, "/").all("link", rel="alternate")


@pytest.mark.parametrize("narrowed", ["letter=f", "glossary=signs", "q=fever"])
def test_a_part_of_the_glossary_has_no_alternates(
    serve: ServeFiles, narrowed: str
) -> None:
    page = read(serve(ENGLISH, SPANISH), f"/?{narrowed}")

    assert not page.all("link", rel="alternate")


def test_pages_are_in_the_language_that_most_entries_have(serve: ServeFiles) -> None:
    both = {**SPANISH, "entries": [*SPANISH["entries"], *many(3)]}  # type: ignore[misc]

    assert read(serve(ENGLISH, both), "/").all("html")[0]["lang"] == "es"


def test_a_language_without_words_of_its_own_has_english_around_it(
    serve: ServeFiles,
) -> None:
    page = read(serve({**ENGLISH, "language": "fr"}), "/glossary/fever")

    assert page.all("html")[0]["lang"] == "en"
    assert page.all("article")[0]["lang"] == "fr"


# The booklet


def test_the_booklet_holds_every_entry_in_full(client: FlaskClient) -> None:
    page = read(client, "/?print")

    assert len(page.all("article")) == 33
    assert page.text("h1") == "Multiple myeloma glossary"
    assert "The vessel is a deep vein, most often one in the leg." in page.text("p")


def test_a_part_of_the_glossary_can_be_printed(client: FlaskClient) -> None:
    page = read(client, "/?print=yes&letter=p")

    assert page.text("h2") == "P"
    assert 0 < len(page.all("article")) < 33


def test_a_big_booklet_comes_in_parts(
    make_backend: MakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("booklet", "parameters"):
        monkeypatch.setattr(f"service.pages.{module}.BOOKLET_PART_SIZE", 10)
    backend = make_backend(*many(25), meaning=False)
    client = create_app(read_settings({}), backend=backend).test_client()

    page = read(client, "/?print&offset=10")

    assert len(page.all("article")) == 10
    assert "Part 2 of 3" in page.text("p")
    assert "/?offset=20&print=yes" in page.linked


# Embedding


def test_the_lines_to_copy_stand_there_without_a_script(client: FlaskClient) -> None:
    page = read(client, "/embed")
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


def test_the_pinned_lines_name_the_script_as_it_is_served(client: FlaskClient) -> None:
    widget = newest_widget()
    lines = read(client, "/embed").text("code")

    assert f"/widget/{widget.version}/glossary-search.js" in lines
    assert widget.integrity in lines


def test_the_lines_to_copy_have_the_public_address(serve: ServeFiles) -> None:
    client = serve(ENGLISH, GLOSSARY_PUBLIC_URL="https://example.org/words")

    lines = read(client, "/embed").text("code")

    assert 'src="https://example.org/words/widget/glossary-search.js"' in lines
    assert "script-src https://example.org;" in lines
    assert "your.service" not in lines


# Every page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_depends_on_nothing_but_its_address(
    client: FlaskClient, path: str
) -> None:
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
def test_a_page_allows_only_what_it_needs(client: FlaskClient, path: str) -> None:
    reply = client.get(path)

    assert reply.headers["Content-Security-Policy"] == PAGE_POLICY
    for tag, attributes in Parsed(reply.text).elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert "style" not in (tag, *attributes)
        assert tag != "script" or attributes.get("src") or "ld+json" in str(attributes)


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in PAGE_POLICY.split("; "))

    for name in ("default-src", "base-uri", "frame-ancestors", "trusted-types"):
        assert rules.pop(name) == "'none'"
    assert rules.pop("media-src") == "http: https:"
    assert rules.pop("require-trusted-types-for") == "'script'"
    assert set(rules.values()) == {"'self'"}


@pytest.mark.parametrize("path", ["/search?q=clot", "/healthz", "/openapi.json"])
def test_answers_for_programs_are_no_pages(client: FlaskClient, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]

    assert policy == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", [*PAGES, "/docs", "/nowhere"])
def test_what_a_page_is_made_of_is_there(client: FlaskClient, path: str) -> None:
    reply = client.get(path, headers={"Accept": "text/html"})
    page = Parsed(reply.text)

    parts = [each["src"] for each in page.all("script") if "src" in each]
    parts += [
        each["href"]
        for each in page.all("link")
        if each["rel"] in ("icon", "stylesheet", "search")
    ]
    assert len(parts) >= 3
    for part in parts:
        with client.get(str(part)) as found:
            assert found.status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/glossary/nope"])
def test_a_page_is_told_by_its_heading_and_title(
    client: FlaskClient, path: str
) -> None:
    page = Parsed(client.get(path).text)

    assert len(page.all("h1")) == 1
    assert "Multiple myeloma glossary" in page.text("title")
    assert "not medical advice" in page.text("footer")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_links_stay_under_the_path_of_the_public_address(serve: ServeFiles) -> None:
    client = serve(ENGLISH, GLOSSARY_PUBLIC_URL="https://example.org/words")

    page = read(client, "/")

    assert "/words/glossary/fever" in page.linked
    assert all(str(link).startswith("/words/") for link in page.linked)
    assert page.all("link", rel="canonical")[0]["href"] == "https://example.org/words/"


# What people write into addresses


@pytest.mark.parametrize(
    "path", ["/?utm_source=mail&fbclid=1", "/?q=&letter=", "/?limit=3", "/?q=%20"]
)
def test_what_is_strange_or_blank_is_passed_over(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).data == client.get("/").data


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/?q={'a' * 201}", "A question can have up to 200 characters"),
        ("/?q=a&q=b", "A question can have"),
        ("/?letter=aa", "A letter is one from “a” to “z”"),
        ("/?offset=-1", "The place in the list (offset)"),
        ("/?q=a&offset=1001", "The place in the list (offset)"),
        ("/?language=english!", "A language is a short sign"),
        ("/?audience=nurse", "An audience is"),
        (f"/?category={'a' * 201}", "A category has"),
        (f"/?glossary={'a' * 201}", "The id of a glossary has"),
        ("/?print&print", "“print” can be given only once"),
        ("/embed?language=!", "A language is a short sign"),
        ("/glossary/placebo?language=!", "A language is a short sign"),
    ],
)
def test_what_is_wrong_is_named_on_a_page(
    client: FlaskClient, path: str, said: str
) -> None:
    page = read(client, path, 400)

    assert said in page.text("ul")
    assert page.all("input", name="q")
    assert page.all("meta", name="robots", content="noindex")
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_a_wrong_address_is_told_in_the_readers_language(client: FlaskClient) -> None:
    page = read(client, "/?letter=1&language=es", 400)

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
def test_people_get_pages_and_programs_problems(
    client: FlaskClient, path: str, method: str, accepted: str, kind: str
) -> None:
    reply = client.open(path, method=method, headers={"Accept": accepted})

    assert reply.status_code >= 400
    assert reply.mimetype == kind


@pytest.mark.parametrize("path", ["/", "/?q=a", "/glossary/a", "/embed", "/?print"])
def test_an_engine_that_is_away_is_told_on_a_page(path: str) -> None:
    client = create_app(read_settings({}), backend=UnavailableBackend()).test_client()

    reply = client.get(path)

    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert "cannot answer right now" in Parsed(reply.text).text("h1")
    assert "9200" not in reply.text


def test_a_wrong_address_is_told_even_when_the_engine_is_away() -> None:
    client = create_app(read_settings({}), backend=UnavailableBackend()).test_client()

    assert read(client, "/?letter=1", 400).text("h1")


def test_a_fault_of_ours_shows_a_number_and_no_inside() -> None:
    app = create_app(read_settings({}), backend=BrokenBackend())  # type: ignore[arg-type]

    reply = app.test_client().get("/")

    assert reply.status_code == 500
    assert "secret" not in reply.text
    assert reply.headers["X-Request-ID"] in reply.text


def assert_harmless(html: str) -> Parsed:
    """Only what the templates write is an element; no text became one."""
    page = Parsed(html)
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
def test_no_question_becomes_markup(client: FlaskClient, payload: str) -> None:
    page = assert_harmless(client.get("/", query_string={"q": payload}).text)

    assert page.all("input", name="q")[0]["value"] == payload.strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_address_becomes_markup(client: FlaskClient, payload: str) -> None:
    for path in ("/glossary/{}", "/{}", "/?category={}", "/?glossary={}", "/?{}=1"):
        reply = client.get(path.format(payload), headers={"Accept": "text/html"})

        assert_harmless(reply.text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_glossary_becomes_markup(serve: ServeFiles, payload: str) -> None:
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

    for path in ("/", "/?q=x", "/?print", "/glossary/x", "/embed", "/glossary/nope"):
        assert_harmless(client.get(path).text)
    page = Parsed(client.get("/glossary/x").text)
    assert page.linked_data["name"] == text
    assert page.linked_data["inDefinedTermSet"]["name"] == text
    assert text in page.text("h1")


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("https://example.org/a", 1),
        ("javascript:alert(1)", 0),
        ("A book, 2020", 0),
    ],
)
def test_a_source_is_a_link_only_when_it_is_a_web_address(
    serve: ServeFiles, source: str, links: int
) -> None:
    entry = {"headword": "A", "id": "a", "definition": "B.", "source": source}

    page = read(serve({"entries": [entry]}), "/glossary/a")

    assert source in page.text("dd")
    assert page.linked.count(source) == links
