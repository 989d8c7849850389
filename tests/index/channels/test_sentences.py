"""Sentence channel: vectors of entries, written once for each definition."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.analysis.sentence_encoder import DIMENSIONS, load_installed_encoder
from index.analysis.word_vectors import Floats
from index.channels.sentence_writer import (
    MAX_ENCODED_ENTRIES,
    can_encode,
    encoded_texts,
    write_sentence_index,
)
from index.channels.sentences import VECTORS, SentenceQuery, open_sentence_index
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.loading.loader import load_glossaries
from index.model.glossary import Entry, all_entries
from index.model.query import Channel, Query
from index.storage.columns import read_column
from index.storage.manifest import seal

needs_encoder = pytest.mark.skipif(
    load_installed_encoder() is None, reason="the extra encoder is not installed"
)


class CountingEncoder:
    """Encoder that keeps the texts and gives each another vector."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, text: str) -> Floats:
        self.texts.append(text)
        return np.full(DIMENSIONS, len(text), np.float32)


def make_entries(
    folder: Path, *rows: tuple[str, str], language: str = "en"
) -> Sequence[Entry]:
    file = folder / "glossary.jsonl"
    lines = (
        json.dumps({"headword": name, "definition": text, "language": language})
        for name, text in rows
    )
    file.write_text("\n".join(lines))
    return all_entries(load_glossaries([file]))


def write(
    folder: Path, entries: Sequence[Entry], encoder: CountingEncoder
) -> list[int]:
    """Write the index into a new folder and return the progress."""
    folder.mkdir()
    progress: list[int] = []
    write_sentence_index(folder, entries, encoder, progress.append)
    seal(folder)
    return progress


def test_write_encodes_every_entry_and_reports_progress(tmp_path: Path) -> None:
    entries = make_entries(tmp_path, ("Ion", "An atom."), ("Gas", "A fluid."))
    encoder = CountingEncoder()

    progress = write(tmp_path / "one", entries, encoder)

    assert progress == [1, 2]
    assert encoder.texts == ["Ion: An atom.", "An atom.", "Gas: A fluid.", "A fluid."]
    assert read_column(tmp_path / "one", VECTORS).shape == (2, DIMENSIONS)


def test_write_encodes_only_what_no_index_beside_it_has(tmp_path: Path) -> None:
    before = make_entries(tmp_path, ("Ion", "An atom."), ("Gas", "A fluid."))
    write(tmp_path / "one", before, CountingEncoder())
    after = make_entries(tmp_path, ("Gas", "A fluid."), ("Ion", "A charged atom."))
    encoder = CountingEncoder()

    write(tmp_path / "two", after, encoder)

    assert encoder.texts == ["Ion: A charged atom.", "A charged atom."]
    one, two = (read_column(tmp_path / name, VECTORS) for name in ("one", "two"))
    assert np.array_equal(two[0], one[1])


@pytest.mark.parametrize("damage", [b"", b"garbage"])
def test_write_ignores_damaged_indexes(tmp_path: Path, damage: bytes) -> None:
    entries = make_entries(tmp_path, ("Ion", "An atom."))
    write(tmp_path / "one", entries, CountingEncoder())
    (tmp_path / "one" / f"{VECTORS}.npy").write_bytes(damage)
    encoder = CountingEncoder()

    write(tmp_path / "two", entries, encoder)

    assert encoder.texts == ["Ion: An atom.", "An atom."]


def test_encoded_texts_are_the_beginning_of_a_long_definition(tmp_path: Path) -> None:
    (entry,) = make_entries(tmp_path, ("Ion", "word " * 500))

    assert [len(text.split()) for text in encoded_texts(entry)] == [46, 45]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [(["en"], True), (["en-GB", "en"], True), (["en", "es"], False), ([], False)],
)
def test_can_encode_only_entries_that_are_all_english(
    tmp_path: Path,
    languages: Sequence[str],
    expected: bool,  # noqa: FBT001
) -> None:
    entries = [
        make_entries(tmp_path, (f"Ion {n}", "An atom."), language=language)[0]
        for n, language in enumerate(languages)
    ]

    assert can_encode(entries) is expected


def test_can_encode_is_false_for_more_entries_than_a_build_may_take(
    tmp_path: Path,
) -> None:
    entries = make_entries(tmp_path, ("Ion", "An atom."))

    assert not can_encode(list(entries) * (MAX_ENCODED_ENTRIES + 1))


@pytest.mark.parametrize(
    ("mask", "expected"),
    [(None, {1, 3}), ([True, True, True, False], {0, 1}), ([False] * 4, set())],
)
def test_nearest_returns_best_entries_that_pass_the_mask(
    mask: list[bool] | None, expected: set[int]
) -> None:
    query = SentenceQuery(np.asarray([0.2, 0.8, 0.1, 0.9], np.float32))

    nearest = query.nearest(2, None if mask is None else np.asarray(mask))

    assert set(nearest.tolist()) == expected


def test_open_returns_none_without_encoder_or_vectors(tmp_path: Path) -> None:
    assert open_sentence_index(tmp_path, None) is None
    assert open_sentence_index(tmp_path, load_installed_encoder()) is None


@needs_encoder
def test_search_finds_entry_that_shares_no_word_with_the_query(tmp_path: Path) -> None:
    make_entries(
        tmp_path,
        ("Epistaxis", "Bleeding from the nostrils."),
        ("Biopsy", "Removal of a piece of tissue, to look at it."),
        ("Placebo", "A pill that contains no drug."),
    )
    backend = open_backend(
        f"whoosh:{tmp_path / 'index'}", [tmp_path / "glossary.jsonl"], Quiet()
    )

    first = backend.search(Query("blood running out of my nose")).hits[0]

    assert first.entry.headword == "Epistaxis"
    assert first.match.channel == Channel.MEANING
