"""Fuzzy channel: misspelled and misheard names."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.channels.fuzzy import CONFIDENT, FuzzyNameIndex, write_fuzzy_names
from index.channels.name_forms import NameForm
from index.model.query import Channel

NAMES = (
    NameForm("Neutropenia", 0, respelling="NOO-tro-PEE-nee-uh"),
    NameForm("Deep vein thrombosis", 1),
    NameForm("DVT", 1, 1, is_abbreviation=True),
    NameForm("Placebo", 2, respelling="pluh-SEE-boh"),
    NameForm("Pruritus", 3, respelling="Proo-RY-tus"),
    NameForm("In vitro", 4),
    NameForm("Anti-inflammatory", 5),
    NameForm("M protein", 6),
    NameForm("Platelets", 7),
    NameForm("Magnetic resonance imaging", 8),
    NameForm("MRI", 8, 1, is_abbreviation=True),
    NameForm("Stent", 9),
)
UNUSUAL_TEXTS = (
    *("", " ", "-", "…", "☃", "é", "Ωμέγα", "九州", "a", "7", "%00", "\x00", "²"),
    *("x" * 200, "a " * 100, "ﬁ", "ß", "İ", "e\u0301", "\ud800"),
)
SYLLABLES = (
    *("ba", "co", "di", "fe", "gu", "hy", "lo", "ma", "ne", "pi", "ra", "so", "tu"),
    *("vi", "xe", "thro", "plas", "itis", "oma", "emia"),
)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> FuzzyNameIndex:
    return make_index(tmp_path_factory.mktemp("names"), NAMES)


@pytest.fixture(scope="module")
def many_texts() -> Sequence[str]:
    """More names than are compared exhaustively."""
    rng = random.Random(1)
    texts = {
        "".join(rng.choices(SYLLABLES, k=rng.randrange(3, 7))) for _ in range(2500)
    }
    return sorted(texts)


@pytest.fixture(scope="module")
def many_folder(
    tmp_path_factory: pytest.TempPathFactory, many_texts: Sequence[str]
) -> Path:
    folder = tmp_path_factory.mktemp("many")
    forms = [NameForm(text, number) for number, text in enumerate(many_texts)]
    write_fuzzy_names(folder, "names", forms)
    return folder


@pytest.fixture(scope="module")
def many(many_folder: Path) -> FuzzyNameIndex:
    return FuzzyNameIndex(many_folder, "names")


def make_index(folder: Path, forms: Sequence[NameForm]) -> FuzzyNameIndex:
    write_fuzzy_names(folder, "names", forms)
    return FuzzyNameIndex(folder, "names")


@pytest.mark.parametrize(
    ("query", "owner"),
    [
        ("nuetropenia", 0),  # transposed
        ("neutropena", 0),  # deleted
        ("neuttropenia", 0),  # doubled
        ("neutropemia", 0),  # substituted
        ("deep vein trombosis", 1),
        ("deep vane thrombosis", 1),
        ("deepvein thrombosis", 1),
        ("placbeo", 2),
        ("placebos", 2),
        ("pruritis", 3),
        ("invitro", 4),
        ("anti inflammatory", 5),
        ("antiinflammatory", 5),
        ("m-proteins", 6),
        ("mprotein", 6),
        ("platelet", 7),
        ("plateletts", 7),
        ("magnetic resonnance imaging", 8),
    ],
)
def test_find_returns_misspelled_name_first(
    names: FuzzyNameIndex, query: str, owner: int
) -> None:
    first = names.find(query)[0]

    assert first.owner == owner
    assert first.channel == Channel.SPELLING
    assert first.confidence > CONFIDENT


@pytest.mark.parametrize(
    ("query", "owner"),
    [
        ("noo tro pee nee uh", 0),
        ("knew tro peania", 0),
        ("deap vain thrombosys", 1),
        ("dee vee tee", 1),
        ("plasseebow", 2),
        ("proo rye tus", 3),
        ("em are eye", 8),
    ],
)
def test_find_returns_misheard_name_first(
    names: FuzzyNameIndex, query: str, owner: int
) -> None:
    assert names.find(query)[0].owner == owner


def test_match_by_sound_alone_has_channel_sound(names: FuzzyNameIndex) -> None:
    assert names.find("noo tro pee nee uh")[0].channel == Channel.SOUND


def test_match_has_number_of_matching_designation(names: FuzzyNameIndex) -> None:
    designations = [
        names.find(query)[0].designation
        for query in ("deep vein thrombosys", "dee vee tee")
    ]

    assert designations == [0, 1]


@pytest.mark.parametrize(
    "word",
    ["mortgage", "weather", "bicycle", "invoice", "football", "paint", "cat"],
)
def test_unrelated_word_matches_without_confidence(
    names: FuzzyNameIndex, word: str
) -> None:
    assert all(match.confidence < CONFIDENT for match in names.find(word))


def test_exact_name_has_highest_similarity(names: FuzzyNameIndex) -> None:
    exact, wrong = (names.find(text)[0] for text in ("Neutropenia", "neutropennya"))

    assert exact.similarity == 1
    assert exact.similarity > wrong.similarity
    assert exact.confidence >= wrong.confidence


def test_matches_are_sorted_with_each_owner_once(names: FuzzyNameIndex) -> None:
    matches = names.find("thrombosis dvt", limit=50)
    similarities = [match.similarity for match in matches]

    assert similarities == sorted(similarities, reverse=True)
    assert sorted(match.owner for match in matches) == list(range(10))


def test_find_returns_at_most_limit_matches(names: FuzzyNameIndex) -> None:
    assert len(names.find("placebo", limit=3)) == 3


def test_find_with_mask_returns_only_masked_owners(names: FuzzyNameIndex) -> None:
    mask = np.zeros(10, np.bool_)
    mask[[2, 7]] = True

    matches = names.find("neutropenia", mask=mask)

    assert {match.owner for match in matches} == {2, 7}


def test_find_with_mask_in_large_index_returns_only_masked_owners(
    many: FuzzyNameIndex, many_texts: Sequence[str]
) -> None:
    mask = np.arange(len(many_texts)) % 7 == 3

    matches = [m for text in many_texts[:50] for m in many.find(text, mask=mask)]

    assert matches
    assert all(mask[match.owner] for match in matches)


def test_find_with_empty_mask_returns_nothing(
    names: FuzzyNameIndex, many: FuzzyNameIndex, many_texts: Sequence[str]
) -> None:
    for index, count in ((names, 10), (many, len(many_texts))):
        assert index.find("neutropenia", mask=np.zeros(count, np.bool_)) == []


def test_language_without_phonetic_rules_matches_by_spelling(tmp_path: Path) -> None:
    index = make_index(tmp_path, [NameForm("trombosis venosa", 0, language="es")])

    (match,) = index.find("tronbosis venosa")

    assert match.channel == Channel.SPELLING
    assert match.confidence > CONFIDENT


def test_other_script_matches_by_spelling(tmp_path: Path) -> None:
    forms = [
        NameForm("тромбоз", 0, language="ru"),
        NameForm("анемия", 1, language="ru"),
    ]
    index = make_index(tmp_path, forms)

    first = index.find("тромбос")[0]

    assert (first.owner, first.channel) == (0, Channel.SPELLING)


@pytest.mark.parametrize("count", [0, 1])
def test_find_works_with_none_or_one_form(tmp_path: Path, count: int) -> None:
    index = make_index(tmp_path, NAMES[:count])

    assert len(index) == len(index.find("neutropenia")) == count


@pytest.mark.parametrize("repeated", [1, 30])
def test_unusual_forms_and_queries_are_accepted(tmp_path: Path, repeated: int) -> None:
    texts = UNUSUAL_TEXTS * repeated
    index = make_index(
        tmp_path, [NameForm(text, number) for number, text in enumerate(texts)]
    )

    for text in UNUSUAL_TEXTS:
        assert all(0 <= match.confidence <= 1 for match in index.find(text))


@settings(max_examples=60)
@given(text=st.text(max_size=60))
def test_similarity_and_confidence_stay_in_range(
    names: FuzzyNameIndex, many: FuzzyNameIndex, text: str
) -> None:
    for match in (*names.find(text), *many.find(text)):
        assert 0 <= match.similarity <= 1.001
        assert 0 <= match.confidence <= 1


def test_trigram_candidates_contain_best_of_exhaustive_comparison(
    many_folder: Path, many: FuzzyNameIndex, many_texts: Sequence[str]
) -> None:
    exhaustive = FuzzyNameIndex(many_folder, "names", max_exhaustive=len(many_texts))
    rng = random.Random(2)
    queries = [misspell(text, rng) for text in rng.sample(many_texts, 150)]

    pairs = [(many.find(text)[0], exhaustive.find(text)[0]) for text in queries]

    same = [
        (one.owner, one.similarity) == (other.owner, other.similarity)
        for one, other in pairs
    ]
    assert len(many_texts) > 2000
    assert np.mean(same) >= 0.97


def misspell(text: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(text) - 1)
    misspellings = (
        text[:at] + text[at + 1 :],
        text[:at] + rng.choice("aeiorstn") + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return rng.choice(misspellings)
