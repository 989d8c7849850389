"""Documents of an index: their fields, ids and stored weights."""

from typing import Any

import pytest

from index.analysis.analyzers import Languages
from index.data import BUNDLED
from index.engines.opensearch.schema.documents import build_documents
from index.engines.opensearch.schema.mapping import Kind, index_body
from index.engines.opensearch.schema.term_weights import (
    HIDDEN,
    PLAIN,
    RESPELLED,
    ROOT,
    decode_weight,
)
from index.loading.loader import load_glossaries
from index.model.glossary import all_entries


@pytest.fixture(scope="module")
def built() -> list[dict[str, Any]]:
    glossaries = load_glossaries([BUNDLED])
    languages = Languages(entry.language for entry in all_entries(glossaries))
    return list(build_documents(glossaries, languages, None))


def of_kind(built: list[dict[str, Any]], kind: Kind) -> list[dict[str, Any]]:
    return [each["_source"] for each in built if each["_source"]["kind"] == kind]


def test_documents_have_only_mapped_fields(built: list[dict[str, Any]]) -> None:
    body = index_body(load_glossaries([BUNDLED]), Languages(["en"]), meaning=False)
    mappings = body["mappings"]

    fields = {name for each in built for name in each["_source"]}

    assert mappings["dynamic"] == "strict"
    assert fields <= mappings["properties"].keys()


def test_last_document_counts_all_others(
    built: list[dict[str, Any]],
) -> None:
    counted = built[-1]["_source"]["stored"]

    assert built[-1]["_id"] == Kind.METADATA
    assert counted["entries"] == len(of_kind(built, Kind.ENTRY))
    assert counted["forms"] == len(of_kind(built, Kind.FORM))
    assert counted["words"] == len(of_kind(built, Kind.WORD))
    assert counted["lexicon"] == len(of_kind(built, Kind.TERM_STATS))


def test_document_ids_are_unique(built: list[dict[str, Any]]) -> None:
    ids = [each["_id"] for each in built]

    assert len(set(ids)) == len(ids)


def test_stored_weights_follow_the_fields_of_a_token(
    built: list[dict[str, Any]],
) -> None:
    entries = of_kind(built, Kind.ENTRY)
    pruritus = next(e["stored"]["worth"] for e in entries if e["id"] == "pruritus")

    assert (
        decode_weight(pruritus, PLAIN, "pruritus")
        > decode_weight(pruritus, PLAIN, "skin")
        > 0
    )
    assert decode_weight(pruritus, HIDDEN, "pruriti") > 0
    assert decode_weight(pruritus, RESPELLED, "tus") > 0
    assert decode_weight(pruritus, ROOT, "pruri") > 0
    assert decode_weight(pruritus, PLAIN, "anemia") == 0
