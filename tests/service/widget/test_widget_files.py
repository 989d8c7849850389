"""The widget's files: small, pinned, and documented."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.widget.routes import NAME, load_widgets, newest_widget
from tests.support.widget_script import (
    SCRIPT,
    strings,
    style,
    translations,
    visible_strings,
)

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/widget.md").read_text()
MAX_SCRIPT, MAX_STYLE = 7_000, 1_800  # bytes, compressed
MAX_LINE = 100
ALWAYS_PACKED = {"package.json", "README.md", "LICENSE"}  # named or not


def compressed_size(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of all table rows, without code marks."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in lines]
    return [[cell.strip().strip("`") for cell in each] for each in cells]


def names_in_code(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


# Sizes


def test_script_is_small() -> None:
    assert compressed_size(SCRIPT.replace(style(), "")) <= MAX_SCRIPT


def test_style_is_small() -> None:
    assert compressed_size(style()) <= MAX_STYLE


def test_script_is_not_minified() -> None:
    lines = SCRIPT.replace(style(), "").splitlines()

    assert len(lines) > 400
    assert [line for line in lines if len(line) > MAX_LINE] == []


@pytest.mark.parametrize(
    "word",
    ["innerHTML", "outerHTML", "insertAdjacent", "eval(", "document.write", "Function(",
     "localStorage", "sessionStorage", "indexedDB", "cookie", "import "],
)  # fmt: skip
def test_script_avoids_unsafe_and_storage_apis(word: str) -> None:
    assert word not in SCRIPT


# Package


def test_package_contains_every_file_of_the_version() -> None:
    folder = ROOT / "service/widget" / newest_widget().version
    package = json.loads((folder / "package.json").read_text())

    present = {each.name for each in folder.iterdir()} - ALWAYS_PACKED
    assert package["version"] == newest_widget().version
    assert set(package["files"]) == present
    for target in package["exports"].values():
        paths = [target] if isinstance(target, str) else target.values()
        assert [each for each in paths if not (folder / each).is_file()] == []


def test_package_has_the_license_of_the_project() -> None:
    folder = ROOT / "service/widget" / newest_widget().version

    assert (folder / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


def test_npm_packs_every_file_of_the_version_and_no_other() -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm: apt-get install npm")
    folder = ROOT / "service/widget" / newest_widget().version

    command = [npm, "pack", "--dry-run", "--json", "--offline", "--ignore-scripts"]
    output = subprocess.run(command, cwd=folder, capture_output=True, check=True)

    (package,) = json.loads(output.stdout)
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert {each["path"] for each in package["files"]} == {
        str(each.relative_to(folder)) for each in files
    }


# URLs


def test_pinned_version_is_immutable_and_readable_cross_origin(
    client: FlaskClient,
) -> None:
    widget = newest_widget()

    reply = client.get(f"/widget/{widget.version}/{NAME}")

    assert reply.data == widget.script
    assert reply.mimetype == "text/javascript"
    assert "immutable" in reply.headers["Cache-Control"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_newest_version_is_cacheable_for_five_minutes(client: FlaskClient) -> None:
    reply = client.get(f"/widget/{NAME}")

    assert reply.data == newest_widget().script
    assert "max-age=300" in reply.headers["Cache-Control"]
    assert "immutable" not in reply.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["0.0.0", "1.0", "..", "README.md", "%2e%2e"])
def test_unknown_version_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/widget/{path}/{NAME}").status_code == 404


def test_newest_widget_has_the_highest_version() -> None:
    versions = [[int(n) for n in version.split(".")] for version in load_widgets()]

    assert versions == sorted(versions)
    assert [*load_widgets()][-1] == newest_widget().version


# Texts


def test_every_translation_has_a_file() -> None:
    assert sorted(newest_widget().texts) == sorted(translations())


@pytest.mark.parametrize("language", translations())
def test_translation_has_every_text_with_its_placeholders(language: str) -> None:
    english, translated = strings("en"), strings(language)

    assert translated["language"] == language
    assert [*translated] == [*english]
    for name, text in english.items():
        placeholders = set(re.findall(r"{\w+}", text))
        assert set(re.findall(r"{\w+}", translated[name])) == placeholders, name


@pytest.mark.parametrize("language", translations())
def test_texts_of_a_version_are_immutable_and_readable_cross_origin(
    client: FlaskClient, language: str
) -> None:
    (version,) = re.findall(r'^const VERSION = "(.*)";', SCRIPT, re.M)

    reply = client.get(f"/widget/{version}/texts/{language}.json")

    assert reply.get_json() == strings(language)
    assert "immutable" in reply.headers["Cache-Control"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_script_knows_its_version() -> None:
    assert f'const VERSION = "{newest_widget().version}";' in SCRIPT


@pytest.mark.parametrize("path", ["2.0.0/texts/xx", "0.0.0/texts/es", "1.0.0/texts/es"])
def test_unknown_texts_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/widget/{path}.json").status_code == 404


# docs/widget.md


def test_page_lists_every_version_with_its_hash() -> None:
    named = dict(rows(PAGE.split("## Without")[0])[2:])

    assert named == {each.version: each.integrity for each in load_widgets().values()}
    assert f'integrity="{newest_widget().integrity}"' in PAGE


def test_page_lists_every_text() -> None:
    table = rows(section("Attributes").split("Every visible")[1])[2:]
    listed = {row[0].removeprefix("text-"): row[1] for row in table}

    assert listed == visible_strings("en")


def test_page_lists_every_attribute() -> None:
    in_script = set(re.findall(r'getAttribute\("([a-z-]+)"\)', SCRIPT))
    (filters,) = re.findall(r"FILTERS = \[(.*?)\]", SCRIPT)
    in_script |= {*re.findall(r'"([a-z]+)"', filters), "label", "value", "theme"}
    listed = names_in_code(section("Attributes"))

    assert in_script <= listed


def test_page_lists_every_part_and_no_other() -> None:
    in_script = set(re.findall(r'part: "([a-z-]+)"', SCRIPT))
    in_script |= set(re.findall(r'this\.#(?:listed|action)\("([a-z-]+)"', SCRIPT))
    parts = section("Styling").split("Parts for")[1].split("```")[0]

    assert names_in_code(parts) - {"::part()"} == in_script


def test_page_lists_every_property_and_no_other() -> None:
    properties = section("Styling").split("Parts for")[0]

    assert names_in_code(properties) == set(re.findall(r"--glossary-[a-z-]+", SCRIPT))


def test_page_lists_every_event() -> None:
    in_script = set(re.findall(r'#tell\("([a-z-]+)"', SCRIPT))

    assert {row[0] for row in rows(section("Events"))[2:]} == in_script


def test_every_guarantee_has_a_test() -> None:
    guarantees = rows(section("Guarantees"))[2:]
    files = ROOT.glob("tests/**/test_*.py")
    tests = {
        name
        for file in files
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }

    named = [name for row in guarantees for name in re.findall(r"test_\w+", row[1])]
    assert len(guarantees) > 30
    assert [name for name in named if name not in tests] == []
    assert [row for row in guarantees if "test_" not in row[1]] == []
