"""The benchmark that searches for the dearest requests."""

import json
import random
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.endurance.hill_climbing import (
    KEPT,
    KINDS,
    MAX_CHARACTERS,
    Climber,
    format_report,
    write_repetitive,
)


def test_climber_keeps_the_dearest_requests_first(client: FlaskClient) -> None:
    climber = Climber(client, KINDS[0], ["anemia", "clot", "bone"], random.Random(1))

    for _ in range(2 * KEPT):
        climber.step()

    costs = [each.again for each in climber.best]
    assert len(costs) <= KEPT
    assert costs == sorted(costs, reverse=True)
    assert climber.dearest_first.first >= max(each.first for each in climber.best)
    assert all(len(each.text) <= MAX_CHARACTERS for each in climber.best)
    assert format_report([climber]).count("| search |") == 2


def test_every_kind_asks_a_path_of_the_service(client: FlaskClient) -> None:
    statuses = [client.get(each.path("clot é/%&#")).status_code for each in KINDS]

    assert statuses == [200, 200, 200, 200, 404, 400]


def test_repetitive_glossary_shares_headwords_and_words(tmp_path: Path) -> None:
    file = tmp_path / "repetitive.jsonl"

    write_repetitive(file, 40)

    entries = [json.loads(line) for line in file.read_text().splitlines()]
    assert len({each["id"] for each in entries}) == 40
    assert len({each["headword"] for each in entries}) == 10
