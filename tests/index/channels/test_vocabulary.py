"""Vocabulary of a glossary: words, frequent pairs, and similar words."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.channels.fuzzy import CONFIDENT
from index.channels.vocabulary import Vocabulary, write_vocabulary
from index.loading.loader import load_glossaries
from index.model.glossary import all_entries


def make_vocabulary(folder: Path, *entries: dict[str, Any]) -> Vocabulary:
    file = folder / "tiny.jsonl"
    file.write_text("\n".join(map(json.dumps, entries)))
    write_vocabulary(folder, all_entries(load_glossaries([file])), "en")
    return Vocabulary(folder)


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    return make_vocabulary(
        tmp_path,
        {"headword": "in vitro", "definition": "Blood clots in a glass."},
        {"headword": "thrombosis", "definition": "Blood clots, and a rare phlebitis."},
        {
            "headword": "deep vein",
            "definition": "Blood clots here.",
            "hidden_forms": ["vane"],
        },
        *({"headword": f"cell {n}", "definition": "A cell."} for n in range(20)),
    )


@pytest.mark.parametrize(
    "word", ["thrombosis", "phlebitis", "in vitro", "deep vein", "blood clots"]
)
def test_vocabulary_contains_words_and_frequent_pairs(
    vocabulary: Vocabulary, word: str
) -> None:
    assert vocabulary.contains(word)


@pytest.mark.parametrize("word", ["", "thrombos", "vane", "rare phlebitis", "a glass"])
def test_vocabulary_lacks_hidden_forms_and_rare_pairs(
    vocabulary: Vocabulary, word: str
) -> None:
    assert not vocabulary.contains(word)


@pytest.mark.parametrize(
    ("word", "similar"),
    [
        ("invitro", "in vitro"),
        ("thrombosys", "thrombosis"),
        ("deepvein", "deep vein"),
        ("fleebitis", "phlebitis"),
        ("bloodclots", "blood clots"),
    ],
)
def test_similar_words_returns_intended_word_first(
    vocabulary: Vocabulary, word: str, similar: str
) -> None:
    (first,) = vocabulary.similar_words(word, 1)

    assert first.text == similar
    assert first.confidence > CONFIDENT


def test_similar_words_with_names_only_skips_words_of_definitions(
    vocabulary: Vocabulary,
) -> None:
    words = vocabulary.similar_words("fleebitis", 8, names_only=True)

    assert words
    assert "phlebitis" not in {word.text for word in words}


def test_similar_words_prefers_more_frequent_of_equally_similar(tmp_path: Path) -> None:
    vocabulary = make_vocabulary(
        tmp_path,
        *(
            {"headword": f"word {n}", "definition": "He had a bad pain."}
            for n in range(20)
        ),
        {"headword": "rare one", "definition": "He had a bat."},
    )

    (first,) = vocabulary.similar_words("baf", 1)

    assert first.text == "bad"
