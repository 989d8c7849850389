"""The README: examples return what it shows, tables are complete."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from flask.testing import FlaskClient

from service.settings import describe_settings
from service.widget.routes import newest_widget

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def examples() -> list[tuple[str, str]]:
    calls = [
        re.split(r"^\$ curl ", block, flags=re.M)[1:] for block in blocks("console")
    ]
    lines = [call.split("\n", 1) for block in calls for call in block]
    return [(address.strip("'"), answer) for address, answer in lines]


def assert_shown(shown: Any, real: Any) -> None:
    """Compare an abridged response with the real one."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            assert_shown(value, real[name])
    elif isinstance(shown, list):
        for value, real_value in zip(shown, real, strict=False):
            assert_shown(value, real_value)
        assert len(shown) <= len(real)
    else:
        assert shown == real


def test_readme_has_examples() -> None:
    assert len(examples()) >= 5


@pytest.mark.parametrize(("address", "answer"), examples())
def test_example_returns_what_is_shown(
    client: FlaskClient, address: str, answer: str
) -> None:
    url = urlsplit(address)

    reply = client.get(f"{url.path}?{url.query}" if url.query else url.path)

    assert_shown(json.loads(answer), json.loads(reply.text))


def test_settings_table_lists_exactly_the_settings() -> None:
    rows = re.findall(r"(?m)^\| (`(?:GLOSSARY_|PORT|WEB_).*?) \|", README)
    listed = {name for row in rows for name in re.findall("`([A-Z_]+)`", row)}

    assert listed == set(describe_settings())


def test_route_table_lists_exactly_the_routes(client: FlaskClient) -> None:
    shown = re.findall(r"`(?:GET|POST) (/[^`]*)`", README)
    listed = {re.sub(r"<.*?>", "<id>", route) for route in shown}
    served = {
        re.sub(r"<.*?>", "<id>", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint not in ("static", "pages.entry_with_slash")
    }

    assert listed == served


def test_every_query_parameter_is_named(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").get_json()["paths"].values()
    names = {
        each["name"]
        for path in paths
        for operation in path.values()
        for each in operation["parameters"]
        if each["in"] == "query"
    }

    assert {name for name in names if f"`{name}`" not in README} == set()


def test_every_field_of_an_entry_is_named(client: FlaskClient) -> None:
    entry = client.get("/entries/placebo").get_json()

    for field in entry.keys() - {"url", "headword", "definition", "glossary"}:
        assert f"`{field}`" in README


def test_make_commands_are_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))

    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def test_readme_has_fewer_than_150_lines() -> None:
    assert len(README.splitlines()) < 150


def test_readme_says_not_medical_advice() -> None:
    assert "not medical advice" in README


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_linked_file_exists(link: str) -> None:
    assert (ROOT / link).exists()


def test_bundled_glossary_has_33_entries() -> None:
    stated = yaml.safe_load((ROOT / "index/data/multiple_myeloma.yaml").read_text())

    assert len(stated["entries"]) == 33


def test_readme_names_version_and_hash_of_newest_widget() -> None:
    newest = newest_widget()

    assert f"/widget/{newest.version}/" in README
    assert newest.integrity in README
