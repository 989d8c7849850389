"""What is put into a cluster: fields that its mapping knows, and what comes back."""

from typing import Any

import pytest

from index.analysis.analyzers import Languages
from index.data import BUNDLED
from index.engines.opensearch.schema.documents import documents
from index.engines.opensearch.schema.mapping import Kind, index_body
from index.engines.opensearch.schema.term_weights import (
    HELD,
    HIDDEN,
    RESPELLED,
    ROOT,
    decode_weight,
)
from index.loading.loader import load_glossaries
from index.model.glossary import all_entries


@pytest.fixture(scope="module")
def made() -> list[dict[str, Any]]:
    glossaries = load_glossaries([BUNDLED])
    languages = Languages(entry.language for entry in all_entries(glossaries))
    return list(documents(glossaries, languages, None))


def of_kind(made: list[dict[str, Any]], kind: Kind) -> list[dict[str, Any]]:
    return [each["_source"] for each in made if each["_source"]["kind"] == kind]


def test_every_field_is_in_the_mapping(made: list[dict[str, Any]]) -> None:
    mappings = index_body(load_glossaries([BUNDLED]), Languages(["en"]), meaning=False)[
        "mappings"
    ]

    fields = {name for each in made for name in each["_source"]}

    assert mappings["dynamic"] == "strict"
    assert fields <= mappings["properties"].keys()


def test_ids_are_unique_and_the_last_document_counts_the_others(
    made: list[dict[str, Any]],
) -> None:
    counted = made[-1]["_source"]["stored"]

    assert len({each["_id"] for each in made}) == len(made)
    assert made[-1]["_id"] == Kind.CONTENTS
    assert counted["entries"] == len(of_kind(made, Kind.ENTRY))
    assert counted["forms"] == len(of_kind(made, Kind.FORM))
    assert counted["words"] == len(of_kind(made, Kind.WORD))
    assert counted["lexicon"] == len(of_kind(made, Kind.LEXICON))


def test_a_token_is_worth_what_its_fields_are(made: list[dict[str, Any]]) -> None:
    entries = of_kind(made, Kind.ENTRY)
    pruritus = next(e["stored"]["worth"] for e in entries if e["id"] == "pruritus")

    assert (
        decode_weight(pruritus, HELD, "pruritus")
        > decode_weight(pruritus, HELD, "skin")
        > 0
    )
    assert decode_weight(pruritus, HIDDEN, "pruriti") > 0
    assert decode_weight(pruritus, RESPELLED, "tus") > 0
    assert decode_weight(pruritus, ROOT, "pruri") > 0
    assert decode_weight(pruritus, HELD, "anemia") == 0
