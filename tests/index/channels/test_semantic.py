"""Found by what is meant, from vectors that are installed with the package."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import word_vectors as vectors_module
from index.analysis.analyzers import Languages
from index.analysis.definitions import parse_definition
from index.analysis.word_vectors import WordVectors, is_installed
from index.channels import semantic as meaning
from index.channels.semantic import QueryVectors, SemanticIndex
from index.channels.semantic_writer import write_semantic_index
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.loading.loader import load
from index.model.backend import Backend
from index.model.errors import MeaningUnavailableError
from index.model.glossary import all_entries
from index.model.query import Channel, Filters, Query
from index.storage.ragged import RaggedArray, read_ragged, write_ragged
from tests.conftest import MakeBackend

needs_vectors = pytest.mark.skipif(
    not is_installed(), reason="the word vectors (wordllama) are not installed"
)
THINGS = (
    *("heart", "lung", "liver", "kidney", "bone", "brain", "skin", "blood", "eye"),
    *("ear", "nerve", "muscle", "stomach", "bladder", "throat", "tooth", "joint"),
)
TROUBLES = (
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
    ("asked", "wanted"),
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
def test_a_lay_question_finds_what_is_meant(
    bundled: Backend, asked: str, wanted: str
) -> None:
    assert wanted in headwords(bundled, asked)


@needs_vectors
def test_what_is_found_by_meaning_says_so(bundled: Backend) -> None:
    first = bundled.search(Query("ankles puffed up")).hits[0]

    assert first.entry.headword == "Edema"
    assert first.match.channel == Channel.MEANING


@needs_vectors
@pytest.mark.parametrize(
    "asked",
    ["bicycle", "mortgage", "football", "python programming", "holiday in rome"],
)
def test_a_stranger_means_nothing(bundled: Backend, asked: str) -> None:
    assert bundled.search(Query(asked)).total == 0


@pytest.mark.parametrize("installed", [False, pytest.param(True, marks=needs_vectors)])
def test_without_meaning_a_back_end_answers_and_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    installed: bool,  # noqa: FBT001
) -> None:
    if not installed:
        monkeypatch.setattr(vectors_module, "find_spec", lambda _: None)

    backend = open_backend(
        f"whoosh:{tmp_path}", [BUNDLED], Quiet(), meaning=not installed
    )

    assert backend.status().meaning is False
    assert headwords(backend, "sugar pill", 1) == ["Placebo"]
    assert headwords(backend, "noo tro pee nee uh", 1) == ["Neutropenia"]


@needs_vectors
def test_an_index_without_meaning_is_kept_apart_from_one_with(tmp_path: Path) -> None:
    address = f"whoosh:{tmp_path}"

    told = [
        open_backend(address, [BUNDLED], Quiet(), meaning=wanted).status()
        for wanted in (False, True, False)
    ]

    assert [status.meaning for status in told] == [False, True, False]
    assert told[0].generation == told[2].generation != told[1].generation


@needs_vectors
def test_vectors_are_read_without_a_network_and_without_their_package() -> None:
    script = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError("a socket was opened")

socket.socket = socket.create_connection = socket.getaddrinfo = refuse

from index.analysis.word_vectors import WordVectors

assert WordVectors().sums(["placebo"]).any()
assert not {"wordllama", "huggingface_hub", "requests"} & set(sys.modules)
"""
    command = [sys.executable, "-c", script]

    done = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "files",
    [
        (),
        (vectors_module._WEIGHTS_FILE,),
        (vectors_module._TOKENIZER_FILE,),
        (vectors_module._WEIGHTS_FILE, vectors_module._TOKENIZER_FILE),
    ],
    ids=["no files", "weights alone", "tokenizer alone", "both"],
)
def test_a_broken_wheel_makes_meaning_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Sequence[str]
) -> None:
    for file in files:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(b"garbage" * 10)
    monkeypatch.setattr(vectors_module, "_wheel_folder", lambda: tmp_path)

    with pytest.raises(MeaningUnavailableError, match="cannot be read"):
        WordVectors()


def test_a_missing_wheel_makes_meaning_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vectors_module, "find_spec", lambda _: None)

    assert not is_installed()
    with pytest.raises(MeaningUnavailableError, match="not installed"):
        WordVectors()


@needs_vectors
def test_every_word_has_a_vector(vectors: WordVectors) -> None:
    words = ["placebo", "thrombocytopenia", "九州", "", "7", "xqzj", "\x00"]

    sums = vectors.sums(words)

    assert sums.shape == (len(words), vectors.width)
    assert np.isfinite(sums).all()
    assert vectors.sums([]).shape == (0, vectors.width)


@needs_vectors
def test_a_vector_is_the_same_in_any_company(vectors: WordVectors) -> None:
    alone, together = vectors.sums(["tumor"])[0], vectors.sums(["a", "tumor", "b"])[1]

    assert np.allclose(alone, together)


def written(
    folder: Path, vectors: WordVectors, told: Sequence[dict[str, Any]]
) -> tuple[SemanticIndex, Languages]:
    file = folder / "many.jsonl"
    file.write_text("\n".join(map(json.dumps, told)))
    entries = all_entries(load([file]))
    languages = Languages(entry.language for entry in entries)
    said = [parse_definition(entry.definition.text) for entry in entries]
    write_semantic_index(folder, entries, languages, said, vectors)
    return SemanticIndex(folder, vectors), languages


def asked(text: str, languages: Languages, vectors: WordVectors) -> QueryVectors:
    words = languages.query_words(text)
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
        for thing, other in zip(THINGS, reversed(THINGS), strict=True)
        for trouble in TROUBLES
    ]


@needs_vectors
def test_the_coarse_scan_finds_whom_the_exact_one_finds(
    tmp_path: Path, vectors: WordVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, languages = written(tmp_path, vectors, many_entries())
    pick = random.Random(3)
    questions = [
        asked(
            f"{pick.choice(TROUBLES)} in my {pick.choice(THINGS)}", languages, vectors
        )
        for _ in range(30)
    ]

    exact = [set(index.nearest(one, 10, None).tolist()) for one in questions]
    monkeypatch.setattr(meaning, "EXACT_UP_TO", 10)
    monkeypatch.setattr(meaning, "_COARSE_KEPT", 100)
    coarse = [set(index.nearest(one, 10, None).tolist()) for one in questions]

    shared = [len(a & b) for a, b in zip(exact, coarse, strict=True)]
    assert len(index._entries) > 300
    assert np.mean(shared) >= 9


@needs_vectors
@pytest.mark.parametrize("exact_up_to", [10, 20_000])
def test_who_does_not_pass_is_not_near_while_others_do(
    tmp_path: Path,
    vectors: WordVectors,
    monkeypatch: pytest.MonkeyPatch,
    exact_up_to: int,
) -> None:
    monkeypatch.setattr(meaning, "EXACT_UP_TO", exact_up_to)
    monkeypatch.setattr(meaning, "_COARSE_KEPT", 100)
    told = many_entries()
    index, languages = written(tmp_path, vectors, told)
    mask = np.arange(len(told)) % 2 == 0

    found = index.nearest(asked("chest pain", languages, vectors), 20, mask)

    assert len(found) == 20
    assert mask[found].all()


@needs_vectors
def test_filters_hold_for_what_is_meant(make_backend: MakeBackend) -> None:
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
def test_entries_without_words_break_nothing(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {"headword": "???1", "definition": "…"},
        {"headword": "the of", "definition": "And the."},
        {"headword": "placebo", "definition": "A pill without a drug."},
    )

    found = [
        headwords(backend, text) for text in ("fake tablet", "???1", "1", "the of")
    ]

    assert found[0][:1] in ([], ["placebo"])
    assert found[1] == found[2] == ["???1"]
    assert found[3] == ["the of"]


@needs_vectors
def test_scores_are_numbers_also_for_entries_without_words(
    tmp_path: Path, vectors: WordVectors
) -> None:
    told = [
        {"id": str(number), "headword": text, "definition": text}
        for number, text in enumerate(("???1", "the of", "…a…", "placebo"))
    ]
    index, languages = written(tmp_path, vectors, told)
    question = asked("fake tablet", languages, vectors)
    every = np.arange(len(told))

    alignment = index.max_sim(question, every)

    for scores in (
        alignment.maxsim,
        alignment.name_maxsim,
        index.cosines(question, every),
    ):
        assert np.isfinite(scores).all()
        assert (np.abs(scores) <= 1.0001).all()


lists = st.lists(st.lists(st.integers(0, 1000), max_size=8), max_size=12)


@given(lists, st.data())
def test_lists_laid_end_to_end_are_taken_out_again(
    numbers: list[list[int]], data: st.DataObject
) -> None:
    spans = RaggedArray.of(numbers)
    places = st.integers(0, max(len(numbers) - 1, 0))
    which = data.draw(st.lists(places, max_size=6)) if numbers else []

    taken = spans.take(np.asarray(which, np.intp))

    ends = zip(taken.starts[:-1], taken.starts[1:], strict=True)
    assert [taken.flat[start:end].tolist() for start, end in ends] == [
        numbers[place] or [0] for place in which
    ]


def test_lists_are_read_as_they_were_written(tmp_path: Path) -> None:
    spans = RaggedArray.of([[1, 2], [], [3]])

    write_ragged(tmp_path, "lists", spans)
    again = read_ragged(tmp_path, "lists")

    assert again.flat.tolist() == [1, 2, 0, 3]
    assert again.starts.tolist() == [0, 2, 3, 4]
