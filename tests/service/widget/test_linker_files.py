"""The linker's files: small, pinned, and documented."""

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.widget.routes import EXPLANATION, LINKER, load_widgets, newest_widget

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/linker.md").read_text()
SCRIPT = newest_widget(LINKER).script.decode()
MORE = newest_widget(EXPLANATION).script.decode()
MAX_SCRIPT, MAX_EXPLANATION = 6_144, 5_120  # bytes, compressed, without comments
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


@pytest.mark.parametrize(
    ("script", "limit"), [(SCRIPT, MAX_SCRIPT), (MORE, MAX_EXPLANATION)]
)
def test_code_is_small(script: str, limit: int) -> None:
    code = re.sub(r"^ *//.*\n| // .*$|^ */\*\*.*?\*/\n", "", script, flags=re.M | re.S)
    code = "\n".join(line for line in code.splitlines() if line)

    assert compressed_size(code) <= limit


def test_page_lists_every_attribute() -> None:
    unpacked = re.findall(r"const \{ (.*?) \} = this\.#options", SCRIPT + MORE)
    names = set(re.findall(r"\b[a-z]+\b", " ".join(unpacked)))
    (filters,) = re.findall(r"for \(const name of \[(.*?)\]\)", SCRIPT)
    listed = set(re.findall(r"`data-([a-z]+)`", PAGE))

    assert {"within", "density", "theme"} <= names
    assert (names | {*re.findall(r"\w+", filters)}) - {"main", "place"} <= listed


def test_every_guarantee_has_a_test() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    files = (ROOT / "tests/browser").glob("test_linker_*.py")
    tests = {n for f in files for n in re.findall(r"def (test_\w+)", f.read_text())}

    assert len(named) > 30
    assert named <= tests


def test_languages_have_the_same_texts() -> None:
    (block,) = re.findall(r"^const STRINGS = \{\n(.*?)^\};", MORE, re.M | re.S)
    languages = re.findall(r"^  (\w\w): \{\n(.*?)^  \},", block, re.M | re.S)
    texts = {name: re.findall(r"^    (\w+):", lines, re.M) for name, lines in languages}

    assert [*texts] == ["en", "es", "fr", "de", "pt"]
    assert {tuple(each) for each in texts.values()} == {tuple(texts["en"])}
