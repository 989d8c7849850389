"""Beginnings are looked up by shortcuts, and found as without them."""

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
from index.autocomplete.edits import Indels, Substitutions
from index.autocomplete.precomputed import PrecomputedCompletions, write_precomputed
from index.autocomplete.prefix_index import StoredPrefixIndex, write_prefix_index
from index.data import BUNDLED
from index.loading.loader import load_glossaries
from index.model.glossary import Definition, Entry, all_entries
from index.model.query import Channel
from index.storage.columns import read_column
from tests.support.reference_completions import PlainBeginnings

SYLLABLES = [
    *("an", "en", "in", "ce", "ta", "lo", "mi", "ra", "the", "chro", "phy", "ps"),
    *("gno", "ma", "to", "xi", "ll", "cy", "β", "é", "ж", "血"),
]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 -éβ"
LONG = "very long common beginning of the "  # more than the tables compare
ODD = [
    *("½", "ß", "😀", "x1", "zy", "fone", "血ж", "a\u0301", "noo tro", "t-", "the "),
    *(LONG, LONG + "an", LONG[:-2], LONG.replace("mm", "nm"), LONG[1:] * 4, "x" * 200),
]


def made_names(chance: random.Random) -> list[Entry]:
    """Names so alike that much is nearly what was typed, and much costs the same."""

    def word() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))

    def entry(number: int) -> Entry:
        name = " ".join(word() for _ in range(chance.choice((1, 1, 2, 3, 5))))
        return Entry(
            id=str(number),
            headword=LONG + name if chance.random() < 0.2 else name,
            definition=Definition("A."),
            language=chance.choice(("en", "en", "es")),
            glossary="made",
            variants=tuple(word() for _ in range(chance.choice((0, 0, 2, 12)))),
            respelling=chance.choice((None, "AN-thee-KY")),
        )

    return [entry(number) for number in range(2000)]


def beginnings(
    entries: Sequence[Entry], chance: random.Random, count: int
) -> list[str]:
    """Beginnings of designations, most of them with something wrong."""
    names = [name.text for entry in entries for name in entry.designations]
    cut = [name[: chance.randint(1, 40)] for name in chance.choices(names, k=count)]
    return [_with_mistakes(text, chance) for text in cut] + ODD


def _with_mistakes(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((0, 1, 1, 2))):
        at = chance.randrange(len(text) + 1)
        before, letter, after = text[:at], text[at : at + 1], text[at + 1 :]
        other = chance.choice(LETTERS)
        text = chance.choice(
            (
                before + other + after,
                before + other + letter + after,
                before + after,
                before + after[:1] + letter + after[1:],
            )
        )
    return text


@pytest.fixture(scope="module", params=["bundled", "made"])
def entries(request: pytest.FixtureRequest) -> Sequence[Entry]:
    if request.param == "made":
        return made_names(random.Random(7))
    return all_entries(load_glossaries([BUNDLED]))


@pytest.fixture(scope="module")
def folder(entries: Sequence[Entry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completions")
    write_prefix_index(folder, entries)
    write_precomputed(folder)
    return folder


def test_shortcuts_find_the_same_as_every_text_with_a_mistake(
    folder: Path, entries: Sequence[Entry]
) -> None:
    quick = Completer(StoredPrefixIndex(folder), PrecomputedCompletions(folder))
    plain = Completer(PlainBeginnings(folder))
    half = np.arange(len(entries)) % 2 == 0
    typed = beginnings(entries, random.Random(1), 250)

    for text, (limit, mask) in product(typed, ((8, None), (1, half), (20, None))):
        found = quick.find(text, limit, mask)
        assert found == plain.find(text, limit, mask), (text, limit)


def test_each_mistake_finds_what_its_text_begins(
    folder: Path, entries: Sequence[Entry]
) -> None:
    tables, plain = StoredPrefixIndex(folder), PlainBeginnings(folder)
    typed = map(fold, beginnings(entries, random.Random(2), 200))

    for text in (text for text in typed if len(text) > 1):
        looks = [
            PrefixLookup(LookupColumn.SPELLED, probes, Channel.SPELLING)
            for probes in (Substitutions(text), Indels(text))
        ]
        for quick, slow in zip(tables.lookup(looks), plain.lookup(looks), strict=True):
            assert [*map(list, quick)] == [*map(list, slow)], text


def test_what_is_ready_is_what_would_be_found(folder: Path) -> None:
    ready = PrecomputedCompletions(folder)
    finding = Completer(StoredPrefixIndex(folder))
    texts = [
        text.decode() for text in read_column(folder, "completions.ready").tolist()
    ]

    for text, limit in product(texts, range(1, MAX_COMPLETIONS + 1)):
        assert ready.find(text, limit) == finding.find(text, limit), (text, limit)


@pytest.fixture
def numbered(tmp_path: Path) -> Path:
    """Tables of 200 names of different lengths that begin with an a."""
    names = [f"a{number:03}{'x' * number}" for number in range(200)]
    entries = [Entry(name, name, Definition("A."), "en", "made") for name in names]
    write_prefix_index(tmp_path, entries)
    write_precomputed(tmp_path)
    return tmp_path


def test_beginnings_that_many_names_share_are_ready(numbered: Path) -> None:
    ready = read_column(numbered, "completions.ready").tolist()

    assert ready == [b"a", b"a0", b"a1"]


@pytest.mark.parametrize(
    ("text", "limit"), [("a", MAX_COMPLETIONS + 1), ("a0x", 8), ("b", 8)]
)
def test_what_is_not_ready_has_to_be_found(
    numbered: Path, text: str, limit: int
) -> None:
    assert PrecomputedCompletions(numbered).find(text, limit) is None
