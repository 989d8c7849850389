"""Command `coverage`: entries in saved pages, and words that no entry explains."""

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner, Result

from index.cli.main import commands

GLOSSARY = """
title: Blood
language: en
entries:
  - {headword: Neutropenia, definition: "Few <white> blood cells."}
  - {headword: "Vein <b>", variants: [vein], definition: "A vessel."}
  - {headword: Anemia, definition: "Few red blood cells."}
  - {headword: Heart, definition: "A pump.", link: never}
"""
PAGE = """<!doctype html><html lang="en"><title>Neutropenia</title><h1>Vein</h1>
<p>Neutropenia and <a href="/">neutropenia</a>. Veins, and veins again.
<p>The leukapheresis of a heart.<script>anemia leukapheresis</script>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "words.yaml").write_text(GLOSSARY)
    folder = tmp_path / "site"
    (folder / "care").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "care" / "index.HTM").write_text("<p>Neutropenia!")
    (folder / "notes.txt").write_text("anemia")
    return folder


def run(site: Path, *arguments: str | Path) -> Result:
    words = str(site.parent / "words.yaml")
    options = ["coverage", "--glossary", words, *map(str, arguments)]
    return CliRunner().invoke(commands, options)


def report(site: Path, *arguments: str | Path) -> dict[str, Any]:
    result = run(site, "--format", "json", *arguments)
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def test_entries_count_where_the_linker_may_mark_them(site: Path) -> None:
    found = report(site, site)

    assert found["pages"] == 2
    assert found["used"] == [
        {
            "id": "neutropenia",
            "headword": "Neutropenia",
            "uses": 2,
            "pages": {"care/index.HTM": 1, "index.html": 1},
        },
        {
            "id": "vein-b",
            "headword": "Vein <b>",
            "uses": 2,
            "pages": {"index.html": 2},
        },
    ]
    assert [each["id"] for each in found["unused"]] == ["anemia"]
    assert found["hard_words"] == [{"word": "leukapheresis", "uses": 1, "pages": 1}]


def test_text_names_entries_pages_and_words(site: Path) -> None:
    result = run(site, site, "--most", "1")

    lines = result.stdout.splitlines()
    assert lines[0] == (
        "2 pages, with 2 of 3 entries; 1 unused. 1 hard word in no entry."
    )
    assert "      2  Neutropenia: care/index.HTM, index.html" in lines
    assert "  … and 1 more" in lines
    assert "      1  leukapheresis, on 1 page" in lines


def test_page_of_html_shows_a_chart_and_escapes_texts(site: Path) -> None:
    (site / "a<i>.html").write_text("<p>Vein")

    result = run(site, site, "--format", "html")

    assert "<td>Vein &lt;b&gt;</td>" in result.stdout
    assert "a&lt;i&gt;.html" in result.stdout
    assert "<b>" not in result.stdout
    chart = result.stdout[result.stdout.index("<svg") :]
    assert fromstring(chart[: chart.index("</svg>") + 6]) is not None


def test_words_of_a_page_in_another_language_are_not_hard(site: Path) -> None:
    (site / "de.html").write_text('<!-- x --><html lang="de-AT"><p>schmerzlindernd')

    words = [each["word"] for each in report(site, site)["hard_words"]]

    assert words == ["leukapheresis"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ('<meta charset="iso-8859-1"><p>Übel neutropenia'.encode("latin-1"), 1),
        (b"<p>\x93neutropenia\x94", 1),
        (b'<meta charset="no-such"><p>\xff neutropenia', 1),
        ("\ufeff<p>neutropenia".encode(), 1),
        (b"", 0),
    ],
)
def test_page_in_any_encoding_is_read(site: Path, content: bytes, word: int) -> None:
    page = site / "a.html"
    page.write_bytes(content)

    assert sum(each["uses"] for each in report(site, page)["used"]) == word


def test_sitemap_names_the_saved_pages(site: Path) -> None:
    urls = ("https://a.example/", "https://a.example/care/index.HTM", "/index.html")
    locations = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    (site / "pages.xml").write_text(f'<urlset xmlns="{namespace}">{locations}</urlset>')
    index = site / "sitemap.xml"
    index.write_text("<s><loc>/pages.xml</loc><loc>/sitemap.xml</loc></s>")

    assert report(site, index)["pages"] == 2


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("https://a.example/", "nothing is fetched"),
        ("missing.html", "neither a file nor a folder"),
        ("empty", "There are no pages"),
        ("gone.xml", "1 pages that"),
        ("up.xml", "are not saved beside it"),
        ("bomb.xml", "is no sitemap"),
        ("large.html", "is larger than 16 MB"),
    ],
)
def test_unusable_pages_are_refused_with_what_to_do(
    site: Path, argument: str, message: str
) -> None:
    (site / "empty").mkdir()
    (site / "gone.xml").write_text("<s><loc>https://a.example/gone</loc></s>")
    (site / "up.xml").write_text("<s><loc>/../words.yaml</loc></s>")
    (site / "bomb.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    (site / "large.html").write_bytes(b" " * (16 * 1024 * 1024 + 1))
    is_address = argument.startswith("https")

    result = run(site, argument if is_address else site / argument)

    assert result.exit_code == 1
    assert message in str(result.exception)
