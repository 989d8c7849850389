"""Completer: the same completions as without any shortcut."""

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from index.analysis.folding import fold
from index.autocomplete.completer import (
    MAX_COMPLETIONS,
    Completer,
    LookupColumn,
    PrefixLookup,
)
from index.autocomplete.edits import Edit
from index.autocomplete.precomputed import PrecomputedCompletions, write_precomputed
from index.autocomplete.prefix_index import StoredPrefixIndex, write_prefix_index
from index.data import BUNDLED
from index.loading.loader import load_glossaries
from index.model.glossary import Definition, Entry, all_entries
from index.model.query import Channel
from index.storage.columns import read_column
from tests.support.reference_completions import ReferencePrefixIndex

SYLLABLES = [
    *("an", "en", "in", "ce", "ta", "lo", "mi", "ra", "the", "chro", "phy", "ps"),
    *("gno", "ma", "to", "xi", "ll", "cy", "β", "é", "ж", "血"),
]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 -éβ"
LONG = "very long common beginning of the "  # longer than stored keys
UNUSUAL_TEXTS = [
    *("½", "ß", "😀", "x1", "zy", "fone", "血ж", "a\u0301", "noo tro", "t-", "the "),
    *(LONG, LONG + "an", LONG[:-2], LONG.replace("mm", "nm"), LONG[1:] * 4, "x" * 200),
]


def generate_entries(rng: random.Random) -> list[Entry]:
    """Return names so similar that many are one edit apart and have equal costs."""

    def word() -> str:
        return "".join(rng.choices(SYLLABLES, k=rng.randint(1, 4)))

    def entry(number: int) -> Entry:
        name = " ".join(word() for _ in range(rng.choice((1, 1, 2, 3, 5))))
        return Entry(
            id=str(number),
            headword=LONG + name if rng.random() < 0.2 else name,
            definition=Definition("A."),
            language=rng.choice(("en", "en", "es")),
            glossary="test",
            variants=tuple(word() for _ in range(rng.choice((0, 0, 2, 12)))),
            respelling=rng.choice((None, "AN-thee-KY")),
        )

    return [entry(number) for number in range(2000)]


def generate_prefixes(
    entries: Sequence[Entry], rng: random.Random, count: int
) -> list[str]:
    """Return prefixes of designations, most of them with edits."""
    names = [name.text for entry in entries for name in entry.designations]
    cut = [name[: rng.randint(1, 40)] for name in rng.choices(names, k=count)]
    return [edit_text(text, rng) for text in cut] + UNUSUAL_TEXTS


def edit_text(text: str, rng: random.Random) -> str:
    for _ in range(rng.choice((0, 1, 1, 2))):
        at = rng.randrange(len(text) + 1)
        before, letter, after = text[:at], text[at : at + 1], text[at + 1 :]
        other = rng.choice(LETTERS)
        text = rng.choice(
            (
                before + other + after,
                before + other + letter + after,
                before + after,
                before + after[:1] + letter + after[1:],
            )
        )
    return text


@pytest.fixture(scope="module", params=["bundled", "generated"])
def entries(request: pytest.FixtureRequest) -> Sequence[Entry]:
    if request.param == "generated":
        return generate_entries(random.Random(7))
    return all_entries(load_glossaries([BUNDLED]))


@pytest.fixture(scope="module")
def folder(entries: Sequence[Entry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completions")
    write_prefix_index(folder, entries)
    write_precomputed(folder)
    return folder


def test_completer_finds_the_same_with_reference_index(
    folder: Path, entries: Sequence[Entry]
) -> None:
    completer = Completer(StoredPrefixIndex(folder), PrecomputedCompletions(folder))
    reference = Completer(ReferencePrefixIndex(folder))
    half = np.arange(len(entries)) % 2 == 0
    texts = generate_prefixes(entries, random.Random(1), 250)

    for text, (limit, mask) in product(texts, ((8, None), (1, half), (20, None))):
        completions = completer.find(text, limit, mask)
        assert completions == reference.find(text, limit, mask), (text, limit)


@pytest.mark.parametrize("edit", [Edit.NONE, Edit.SUBSTITUTION, Edit.INDEL])
def test_lookup_returns_hits_of_reference_index(
    folder: Path, entries: Sequence[Entry], edit: Edit
) -> None:
    index, reference = StoredPrefixIndex(folder), ReferencePrefixIndex(folder)
    texts = map(fold, generate_prefixes(entries, random.Random(2), 200))

    for text in (text for text in texts if len(text) > 1):
        lookup = PrefixLookup(LookupColumn.SPELLED, text, Channel.SPELLING, edit)
        (hits,), (expected,) = index.lookup([lookup]), reference.lookup([lookup])
        assert [*map(list, hits)] == [*map(list, expected)], text


def test_precomputed_completions_equal_searched_ones(folder: Path) -> None:
    precomputed = PrecomputedCompletions(folder)
    completer = Completer(StoredPrefixIndex(folder))
    texts = [
        text.decode() for text in read_column(folder, "completions.ready").tolist()
    ]

    for text, limit in product(texts, range(1, MAX_COMPLETIONS + 1)):
        expected = completer.find(text, limit)
        assert precomputed.find(text, limit) == expected, (text, limit)


@pytest.fixture
def numbered(tmp_path: Path) -> Path:
    """Return an index of 200 names of different lengths that all start with an a."""
    names = [f"a{number:03}{'x' * number}" for number in range(200)]
    entries = [Entry(name, name, Definition("A."), "en", "test") for name in names]
    write_prefix_index(tmp_path, entries)
    write_precomputed(tmp_path)
    return tmp_path


def test_frequent_prefixes_are_precomputed(numbered: Path) -> None:
    prefixes = read_column(numbered, "completions.ready").tolist()

    assert prefixes == [b"a", b"a0", b"a1"]


@pytest.mark.parametrize(
    ("text", "limit"), [("a", MAX_COMPLETIONS + 1), ("a0x", 8), ("b", 8)]
)
def test_other_prefixes_and_limits_are_not_precomputed(
    numbered: Path, text: str, limit: int
) -> None:
    assert PrecomputedCompletions(numbered).find(text, limit) is None
