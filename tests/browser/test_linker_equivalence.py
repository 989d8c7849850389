"""The linker marks in a page what `/annotate` marks in its HTML."""

import random

import pytest
from playwright.sync_api import Page, expect

from index.annotation.annotator import annotate
from index.annotation.markup.reader import read_markup
from index.annotation.name_table import NameTable
from index.model.backend import Backend
from tests.browser.host_site import HostSite
from tests.browser.linker_page import linker_tag
from tests.support.service_process import Service, address_of

pytest.importorskip("turbohtml", reason="turbohtml, which parses HTML, is missing")

DOCUMENTS, LONGEST = 200, 60
WORDS = (
    *("anemia", "Anemia", "blood clot", "blood", "clot", "DVT", "dvt", "deep vein "),
    *("thrombosis", "neutropenia", "platelets", "placebo", " the ", " of ", ". ", ", "),
    *("&nbsp;", "&amp;", "-", "\r\n", "\u00ad", "’s", "™", "C++", "ลื", " "),
)
TAGS = (
    *("<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a href=x>", "</a>", "<code>"),
    *("</code>", "<li>", "<ul>", "</ul>", "<h2>", "</h2>", "<br>", "<sup>", "</sup>"),
    *("<div>", "</div>", "<span hidden>", "</span>", "<em translate=no>", "</em>"),
    *("<button>", "</button>", "<!-- anemia -->", "<svg><title>a</title></svg>"),
    *("<table><tr><td>", "</td></tr></table>", "<section>", "</section>", "<wbr>"),
    *("<textarea>anemia</textarea>", "<dl><dt>", "<dd>", "</dl>", "<pre>", "</pre>"),
)
FILL = """(documents) => {
  for (const text of documents) {
    const box = document.createElement("div");
    box.className = "document";
    box.innerHTML = text;
    document.body.append(box);
  }
}"""
MARKED = """() => [...document.querySelectorAll(".document")].map((box) =>
  [...box.querySelectorAll("glossary-term[role]")].map((mark) => mark.textContent))"""


def random_documents() -> list[str]:
    chance = random.Random(18)
    return [
        "".join(
            chance.choice(WORDS if chance.random() < 0.7 else TAGS)
            for _ in range(chance.randint(1, LONGEST))
        )
        for _ in range(DOCUMENTS)
    ]


def marked_by_service(table: NameTable, source: str) -> list[str]:
    found = annotate(table, read_markup(source), None, "all")
    texts = (source[each.start : each.end] for each in found)
    return [t.replace("\r\n", "\n").replace("&nbsp;", "\u00a0") for t in texts]


def test_linker_and_service_mark_the_same_places(
    page: Page, host_site: HostSite, glossary_service: Service, bundled: Backend
) -> None:
    documents = random_documents()
    options = 'data-within=".document" data-occurrences="all" data-density="all"'
    tag = linker_tag(address_of(glossary_service), options)
    page.goto(host_site.put("/", "<!doctype html><title>A</title><body>"))
    page.evaluate(FILL, [*documents, "<p>neutropenia"])

    page.evaluate(
        "(tag) => document.head.append("
        "document.createRange().createContextualFragment(tag))",
        tag,
    )
    expect(page.locator(".document >> nth=-1").locator("glossary-term")).to_have_count(
        1
    )

    table = NameTable(bundled.name_columns())
    expected = [marked_by_service(table, source) for source in documents]
    found = page.evaluate(MARKED)[:-1]
    triples = zip(documents, expected, found, strict=True)
    assert [each for each in triples if each[1] != each[2]] == []
    assert sum(map(len, expected)) > 150
