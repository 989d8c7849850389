"""The widget's files: small, pinned, and documented."""

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.widget.routes import NAME, load_widgets, newest_widget
from tests.support.widget_script import SCRIPT, strings, style

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/widget.md").read_text()
MOST_SCRIPT, MOST_STYLE = 6_000, 1_500  # bytes, compressed
LONGEST_LINE = 100


def compressed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of all tables, without code marks."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in lines]
    return [[cell.strip().strip("`") for cell in each] for each in cells]


def names_in_code(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


# Sizes


def test_the_script_is_small() -> None:
    assert compressed(SCRIPT.replace(style(), "")) <= MOST_SCRIPT


def test_the_style_is_small() -> None:
    assert compressed(style()) <= MOST_STYLE


def test_the_script_is_written_to_be_read() -> None:
    lines = SCRIPT.replace(style(), "").splitlines()

    assert len(lines) > 400
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize(
    "word",
    ["innerHTML", "outerHTML", "insertAdjacent", "eval(", "document.write", "Function(",
     "localStorage", "sessionStorage", "indexedDB", "cookie", "import "],
)  # fmt: skip
def test_the_script_does_without(word: str) -> None:
    assert word not in SCRIPT


# Addresses


def test_a_version_is_kept_for_ever(client: FlaskClient) -> None:
    widget = newest_widget()

    reply = client.get(f"/widget/{widget.version}/{NAME}")

    assert reply.data == widget.script
    assert reply.mimetype == "text/javascript"
    assert "immutable" in reply.headers["Cache-Control"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_the_moving_address_is_the_newest_for_five_minutes(client: FlaskClient) -> None:
    reply = client.get(f"/widget/{NAME}")

    assert reply.data == newest_widget().script
    assert "max-age=300" in reply.headers["Cache-Control"]
    assert "immutable" not in reply.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["0.0.0", "1.0", "..", "README.md", "%2e%2e"])
def test_other_versions_are_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(f"/widget/{path}/{NAME}").status_code == 404


def test_the_newest_version_is_the_last() -> None:
    versions = [[int(n) for n in version.split(".")] for version in load_widgets()]

    assert versions == sorted(versions)
    assert [*load_widgets()][-1] == newest_widget().version


# docs/widget.md


def test_the_readme_names_every_version_and_its_hash() -> None:
    named = dict(rows(PAGE.split("## Without")[0])[2:])

    assert named == {each.version: each.integrity for each in load_widgets().values()}
    assert f'integrity="{newest_widget().integrity}"' in PAGE


def test_the_readme_has_every_text() -> None:
    table = [row for row in rows(section("Attributes")) if len(row) == 3]
    listed = {row[0].removeprefix("text-"): (row[1], row[2]) for row in table}

    english, spanish = strings("en"), strings("es")
    for name, text in english.items():
        assert listed[name] == (text, spanish[name])
    assert english.keys() <= listed.keys()


def test_the_readme_has_every_attribute() -> None:
    taken = set(re.findall(r'getAttribute\("([a-z-]+)"\)', SCRIPT))
    (filters,) = re.findall(r"FILTERS = \[(.*?)\]", SCRIPT)
    taken |= {*re.findall(r'"([a-z]+)"', filters), "label", "value", "theme"}
    listed = names_in_code(section("Attributes"))

    assert taken <= listed


def test_the_readme_has_every_part_and_no_other() -> None:
    made = set(re.findall(r'part: "([a-z-]+)"', SCRIPT))
    made |= set(re.findall(r'this\.#listed\("([a-z-]+)"', SCRIPT))
    parts = section("Styling").split("Parts for")[1].split("```")[0]

    assert names_in_code(parts) - {"::part()"} == made


def test_the_readme_has_every_property_and_no_other() -> None:
    properties = section("Styling").split("Parts for")[0]

    assert names_in_code(properties) == set(re.findall(r"--glossary-[a-z-]+", SCRIPT))


def test_the_readme_has_every_event() -> None:
    told = set(re.findall(r'#tell\("([a-z-]+)"', SCRIPT))

    assert {row[0] for row in rows(section("Events"))[2:]} == told


def test_every_promise_has_its_test() -> None:
    promises = rows(section("Guarantees"))[2:]
    files = ROOT.glob("tests/**/test_*.py")
    tests = {
        name
        for file in files
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }

    named = [name for row in promises for name in re.findall(r"test_\w+", row[1])]
    assert len(promises) > 30
    assert [name for name in named if name not in tests] == []
    assert [row for row in promises if "test_" not in row[1]] == []
