"""The linker's files: small, pinned, and documented."""

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.widget.routes import EXPLANATION, LINKER, load_widgets, newest_widget

PAGE = (Path(__file__).parents[3] / "docs/linker.md").read_text()
SCRIPT = newest_widget(LINKER).script.decode()
MORE = newest_widget(EXPLANATION).script.decode()
MAX_LINE = 100


def compressed_size(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


@pytest.mark.parametrize("name", [LINKER, EXPLANATION])
def test_newest_and_pinned_script_are_served(client: FlaskClient, name: str) -> None:
    newest = newest_widget(name)

    short = client.get(f"/widget/{name}")
    pinned = client.get(f"/widget/{newest.version}/{name}")

    assert short.data == pinned.data == newest.script
    assert "max-age=300" in short.headers["Cache-Control"]
    assert "immutable" in pinned.headers["Cache-Control"]
    assert client.get(f"/widget/1.0.0/{name}").status_code == 404


def test_linker_loads_the_explanation_of_its_version_by_its_hash() -> None:
    newest = newest_widget(EXPLANATION)

    assert newest.integrity in SCRIPT
    assert f"widget/{newest.version}/{EXPLANATION}" in SCRIPT


def test_page_lists_every_version_with_its_hash() -> None:
    listed = dict(re.findall(r"^\| ([\d.]+) \| `(sha384-\S+)` \|$", PAGE, re.M))

    versions = load_widgets(LINKER).values()
    assert listed == {each.version: each.integrity for each in versions}


@pytest.mark.parametrize("script", [SCRIPT, MORE], ids=[LINKER, EXPLANATION])
def test_script_is_readable_and_avoids_unsafe_apis(script: str) -> None:
    unsafe = ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "document.write")
    storage = ("localStorage", "cookie")

    assert [line for line in script.splitlines() if len(line) > MAX_LINE] == []
    assert [word for word in (*unsafe, *storage) if word in script] == []


def test_languages_have_the_same_texts() -> None:
    (block,) = re.findall(r"^const STRINGS = \{\n(.*?)^\};", MORE, re.M | re.S)
    languages = re.findall(r"^  (\w\w): \{\n(.*?)^  \},", block, re.M | re.S)
    texts = {name: re.findall(r"^    (\w+):", lines, re.M) for name, lines in languages}

    assert [*texts] == ["en", "es", "fr", "de", "pt"]
    assert {tuple(each) for each in texts.values()} == {tuple(texts["en"])}
