"""The README cannot lie: its examples answer, its tables are complete."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from flask.testing import FlaskClient

from index.loading.loader import load
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
    """What the README shows must be in the answer; it may leave things out."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            assert_shown(value, real[name])
    elif isinstance(shown, list):
        for value, real_value in zip(shown, real, strict=False):
            assert_shown(value, real_value)
        assert len(shown) <= len(real)
    else:
        assert shown == real


def test_there_are_examples() -> None:
    assert len(examples()) >= 5


@pytest.mark.parametrize(("address", "answer"), examples())
def test_an_example_answers_as_shown(
    client: FlaskClient, address: str, answer: str
) -> None:
    url = urlsplit(address)

    reply = client.get(f"{url.path}?{url.query}" if url.query else url.path)

    assert_shown(json.loads(answer), json.loads(reply.text))


def test_the_example_glossary_is_a_glossary(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(blocks("yaml")[0])

    (glossary,) = load([file])

    assert glossary.entries[0].headword == "Edema"


def test_every_setting_is_listed_and_none_else() -> None:
    listed = set(re.findall(r"`((?:GLOSSARY_|PORT|WEB_)[A-Z_]*)` \|", README))

    assert listed == set(describe_settings())


def test_every_route_is_listed(client: FlaskClient) -> None:
    shown = re.findall(r"`GET (/[^`]*)`", README)
    listed = {re.sub(r"<.*?>", "<id>", route) for route in shown}
    served = {
        re.sub(r"<.*?>", "<id>", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint != "static"
    }

    assert listed == served


def test_every_field_of_an_entry_is_listed(client: FlaskClient) -> None:
    entry = client.get("/entries/placebo").get_json()

    for field in entry.keys() - {"url", "headword", "definition", "glossary"}:
        assert f"`{field}`" in README


def test_commands_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))

    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def test_it_can_be_read_in_one_go() -> None:
    assert len(README.splitlines()) < 150


def test_it_says_what_it_is_not() -> None:
    assert "not medical advice" in README


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_bundled_file_begins_with_the_same_words() -> None:
    stated = yaml.safe_load((ROOT / "index/data/multiple_myeloma.yaml").read_text())

    assert len(stated["entries"]) == 33


def test_it_names_the_hash_of_the_newest_widget() -> None:
    newest = newest_widget()

    assert f"/widget/{newest.version}/" in README
    assert newest.integrity in README
