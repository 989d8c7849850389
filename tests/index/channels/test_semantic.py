"""Semantic channel: entries found by word vectors."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.analysis import word_vectors
from index.analysis.analyzers import Languages
from index.analysis.definitions import parse_definition
from index.analysis.word_vectors import WordVectors, is_installed
from index.channels.semantic import QueryVectors, SemanticIndex
from index.channels.semantic_writer import write_semantic_index
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.loading.loader import load_glossaries
from index.model.backend import Backend
from index.model.glossary import all_entries
from index.model.query import Channel, Filters, Query
from tests.conftest import MakeBackend

needs_vectors = pytest.mark.skipif(
    not is_installed(), reason="the word vectors (wordllama) are not installed"
)
ORGANS = (
    *("heart", "lung", "liver", "kidney", "bone", "brain", "skin", "blood", "eye"),
    *("ear", "nerve", "muscle", "stomach", "bladder", "throat", "tooth", "joint"),
)
CONDITIONS = (
    *("pain", "cancer", "infection", "bleeding", "swelling", "fracture", "ulcer"),
    *("allergy", "surgery", "scan", "transplant", "medicine", "vaccine", "weakness"),
    *("stone", "rash", "tumor", "failure"),
)


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors()


def headwords(backend: Backend, text: str, limit: int = 3) -> list[str]:
    return [hit.entry.headword for hit in backend.search(Query(text, limit=limit)).hits]


@needs_vectors
@pytest.mark.parametrize(
    ("query", "headword"),
    [
        ("fake medicine", "Placebo"),
        ("why am i so tired", "Anemia"),
        ("water in my legs", "Edema"),
        ("ankles puffed up", "Edema"),
        ("not enough water", "Dehydration"),
        ("unwanted effect of a drug", "Side effect"),
        ("how long will i live", "Overall survival"),
        ("cells that fight infection", "White blood cells"),
    ],
)
def test_search_finds_headword_by_lay_description(
    bundled: Backend, query: str, headword: str
) -> None:
    assert headword in headwords(bundled, query)


@needs_vectors
def test_hit_by_vectors_has_channel_meaning(bundled: Backend) -> None:
    first = bundled.search(Query("ankles puffed up")).hits[0]

    assert first.entry.headword == "Edema"
    assert first.match.channel == Channel.MEANING


@needs_vectors
@pytest.mark.parametrize(
    "query",
    ["bicycle", "mortgage", "football", "python programming", "holiday in rome"],
)
def test_unrelated_query_finds_nothing(bundled: Backend, query: str) -> None:
    assert bundled.search(Query(query)).total == 0


@pytest.mark.parametrize("installed", [False, pytest.param(True, marks=needs_vectors)])
def test_backend_without_vectors_searches_and_reports_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    installed: bool,  # noqa: FBT001
) -> None:
    if not installed:
        monkeypatch.setattr(word_vectors, "find_spec", lambda _: None)

    backend = open_backend(
        f"whoosh:{tmp_path}", [BUNDLED], Quiet(), meaning=not installed
    )

    assert backend.status().meaning is False
    assert headwords(backend, "sugar pill", 1) == ["Placebo"]
    assert headwords(backend, "noo tro pee nee uh", 1) == ["Neutropenia"]


@needs_vectors
def test_indexes_with_and_without_vectors_are_separate(tmp_path: Path) -> None:
    address = f"whoosh:{tmp_path}"

    statuses = [
        open_backend(address, [BUNDLED], Quiet(), meaning=meaning).status()
        for meaning in (False, True, False)
    ]

    assert [status.meaning for status in statuses] == [False, True, False]
    assert statuses[0].generation == statuses[2].generation
    assert statuses[0].generation != statuses[1].generation


def write_entries(
    folder: Path, vectors: WordVectors, entries_json: Sequence[dict[str, Any]]
) -> Languages:
    file = folder / "many.jsonl"
    file.write_text("\n".join(map(json.dumps, entries_json)))
    entries = all_entries(load_glossaries([file]))
    languages = Languages(entry.language for entry in entries)
    definitions = [parse_definition(entry.definition.text) for entry in entries]
    write_semantic_index(folder, entries, languages, definitions, vectors)
    return languages


def query_vectors(
    text: str, languages: Languages, vectors: WordVectors
) -> QueryVectors:
    words = languages.extract_query_words(text)
    stems = [word.tokens[0] for word in words]
    return QueryVectors.of(
        [word.text for word in words], stems, np.ones(len(words), np.float32), vectors
    )


def many_entries() -> list[dict[str, Any]]:
    return [
        {
            "headword": f"{thing} {trouble}",
            "definition": f"A {trouble} of the {thing}, near the {other}.",
        }
        for thing, other in zip(ORGANS, reversed(ORGANS), strict=True)
        for trouble in CONDITIONS
    ]


@needs_vectors
def test_sign_scan_finds_what_exact_scan_finds(
    tmp_path: Path, vectors: WordVectors
) -> None:
    languages = write_entries(tmp_path, vectors, many_entries())
    exact = SemanticIndex(tmp_path, vectors)
    scan = SemanticIndex(tmp_path, vectors, exact_up_to=10, min_candidates=100)
    rng = random.Random(3)
    queries = [
        query_vectors(
            f"{rng.choice(CONDITIONS)} in my {rng.choice(ORGANS)}", languages, vectors
        )
        for _ in range(30)
    ]

    shared = [
        len(np.intersect1d(exact.nearest(each, 10, None), scan.nearest(each, 10, None)))
        for each in queries
    ]

    assert len(many_entries()) > 300
    assert np.mean(shared) >= 9


@needs_vectors
@pytest.mark.parametrize("exact_up_to", [10, 20_000])
def test_nearest_with_mask_returns_only_masked_entries(
    tmp_path: Path, vectors: WordVectors, exact_up_to: int
) -> None:
    languages = write_entries(tmp_path, vectors, many_entries())
    index = SemanticIndex(
        tmp_path, vectors, exact_up_to=exact_up_to, min_candidates=100
    )
    mask = np.arange(len(many_entries())) % 2 == 0

    nearest = index.nearest(query_vectors("chest pain", languages, vectors), 20, mask)

    assert len(nearest) == 20
    assert mask[nearest].all()


@needs_vectors
def test_filters_apply_to_semantic_hits(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {
            "headword": "physician",
            "definition": "Treats the sick.",
            "category": "People",
        },
        {
            "headword": "clinic",
            "definition": "Where physicians work.",
            "category": "Places",
        },
    )

    page = backend.search(Query("doctor", filters=Filters(category="Places")))

    assert {hit.entry.category for hit in page.hits} <= {"Places"}


@needs_vectors
def test_search_works_with_entries_without_words(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {"headword": "???1", "definition": "…"},
        {"headword": "the of", "definition": "And the."},
        {"headword": "placebo", "definition": "A pill without a drug."},
    )

    vague, signs, digit, stop_words = (
        headwords(backend, text) for text in ("fake tablet", "???1", "1", "the of")
    )

    assert vague[:1] in ([], ["placebo"])
    assert signs == digit == ["???1"]
    assert stop_words == ["the of"]


@needs_vectors
def test_scores_are_finite_for_entries_without_words(
    tmp_path: Path, vectors: WordVectors
) -> None:
    entries = [
        {"id": str(number), "headword": text, "definition": text}
        for number, text in enumerate(("???1", "the of", "…a…", "placebo"))
    ]
    languages = write_entries(tmp_path, vectors, entries)
    index = SemanticIndex(tmp_path, vectors)
    query = query_vectors("fake tablet", languages, vectors)
    numbers = np.arange(len(entries))

    all_scores = (*index.max_sim(query, numbers), index.cosines(query, numbers))

    for scores in all_scores:
        assert np.isfinite(scores).all()
        assert (np.abs(scores) <= 1.0001).all()
