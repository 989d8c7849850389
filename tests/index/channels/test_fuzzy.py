"""What looks or sounds nearly like what was typed, and the words of a glossary."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.channels import fuzzy as near
from index.channels.fuzzy import CONFIDENT, FuzzyNameIndex, NameForm, write_fuzzy_names
from index.channels.vocabulary import Vocabulary, write_vocabulary
from index.loading.loader import load
from index.model.glossary import all_entries
from index.model.query import Channel
from index.storage.trigrams import TrigramIndex, write_trigrams

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
ODD = (
    *("", " ", "-", "…", "☃", "é", "Ωμέγα", "九州", "a", "7", "%00", "\x00", "²"),
    *("x" * 200, "a " * 100, "ﬁ", "ß", "İ", "e\u0301", "\ud800"),
)
SYLLABLES = (
    *("ba", "co", "di", "fe", "gu", "hy", "lo", "ma", "ne", "pi", "ra", "so", "tu"),
    *("vi", "xe", "thro", "plas", "itis", "oma", "emia"),
)

Opened = Callable[..., FuzzyNameIndex]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> FuzzyNameIndex:
    return open_table(tmp_path_factory.mktemp("names"), NAMES)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[FuzzyNameIndex, list[str]]:
    """More names than are compared one by one, and their texts."""
    pick = random.Random(1)
    texts = sorted(
        {"".join(pick.choices(SYLLABLES, k=pick.randrange(3, 7))) for _ in range(2500)}
    )
    forms = [NameForm(text, number) for number, text in enumerate(texts)]
    return open_table(tmp_path_factory.mktemp("many"), forms), texts


def open_table(
    folder: Path, forms: tuple[NameForm, ...] | list[NameForm]
) -> FuzzyNameIndex:
    write_fuzzy_names(folder, "names", forms)
    return FuzzyNameIndex(folder, "names")


@pytest.mark.parametrize(
    ("typed", "owner"),
    [
        ("nuetropenia", 0),  # swapped
        ("neutropena", 0),  # missing
        ("neuttropenia", 0),  # doubled
        ("neutropemia", 0),  # wrong
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
def test_a_misspelled_name_is_found(
    names: FuzzyNameIndex, typed: str, owner: int
) -> None:
    first = names.find(typed)[0]

    assert first.owner == owner
    assert first.channel == Channel.SPELLING
    assert first.confidence > CONFIDENT


@pytest.mark.parametrize(
    ("heard", "owner"),
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
def test_a_name_is_found_by_its_sound(
    names: FuzzyNameIndex, heard: str, owner: int
) -> None:
    first = names.find(heard)[0]

    assert first.owner == owner


def test_what_only_sounds_alike_says_so(names: FuzzyNameIndex) -> None:
    assert names.find("noo tro pee nee uh")[0].channel == Channel.SOUND


def test_the_place_tells_which_name_is_near(names: FuzzyNameIndex) -> None:
    places = [
        names.find(text)[0].place for text in ("deep vein thrombosys", "dee vee tee")
    ]

    assert places == [0, 1]


@pytest.mark.parametrize(
    "stranger",
    ["mortgage", "weather", "bicycle", "invoice", "football", "paint", "cat"],
)
def test_a_stranger_is_not_taken_for_a_name(
    names: FuzzyNameIndex, stranger: str
) -> None:
    assert all(found.confidence < CONFIDENT for found in names.find(stranger))


def test_a_name_itself_is_surest(names: FuzzyNameIndex) -> None:
    exact, wrong = (names.find(text)[0] for text in ("Neutropenia", "neutropennya"))

    assert exact.similarity == 1
    assert exact.similarity > wrong.similarity
    assert exact.confidence >= wrong.confidence


def test_similarity_falls_and_each_owner_is_found_once(names: FuzzyNameIndex) -> None:
    found = names.find("thrombosis dvt", limit=50)
    similarities = [each.similarity for each in found]

    assert similarities == sorted(similarities, reverse=True)
    assert sorted(each.owner for each in found) == list(range(10))


def test_no_more_than_the_limit_are_found(names: FuzzyNameIndex) -> None:
    assert len(names.find("placebo", limit=3)) == 3


def test_only_who_passes_is_found(names: FuzzyNameIndex) -> None:
    mask = np.zeros(10, np.bool_)
    mask[[2, 7]] = True

    found = names.find("neutropenia", mask=mask)

    assert {each.owner for each in found} == {2, 7}


def test_only_who_passes_is_found_among_many(
    many: tuple[FuzzyNameIndex, list[str]],
) -> None:
    table, texts = many
    mask = np.arange(len(texts)) % 7 == 3

    found = [each for text in texts[:50] for each in table.find(text, mask=mask)]

    assert found
    assert all(mask[each.owner] for each in found)


def test_nobody_passes(
    names: FuzzyNameIndex, many: tuple[FuzzyNameIndex, list[str]]
) -> None:
    for table, count in ((names, 10), (many[0], len(many[1]))):
        assert table.find("neutropenia", mask=np.zeros(count, np.bool_)) == []


def test_a_language_without_rules_is_found_by_spelling(tmp_path: Path) -> None:
    table = open_table(tmp_path, [NameForm("trombosis venosa", 0, language="es")])

    (found,) = table.find("tronbosis venosa")

    assert found.channel == Channel.SPELLING
    assert found.confidence > CONFIDENT


def test_another_script_is_found_by_spelling(tmp_path: Path) -> None:
    forms = [
        NameForm("тромбоз", 0, language="ru"),
        NameForm("анемия", 1, language="ru"),
    ]
    table = open_table(tmp_path, forms)

    first = table.find("тромбос")[0]

    assert (first.owner, first.channel) == (0, Channel.SPELLING)


@pytest.mark.parametrize("count", [0, 1])
def test_a_tiny_table_answers(tmp_path: Path, count: int) -> None:
    table = open_table(tmp_path, NAMES[:count])

    assert len(table) == len(table.find("neutropenia")) == count


@pytest.mark.parametrize("repeated", [1, 30])
def test_odd_forms_are_kept_and_nothing_typed_breaks(
    tmp_path: Path, repeated: int
) -> None:
    forms = [NameForm(text, number) for number, text in enumerate(ODD * repeated)]
    table = open_table(tmp_path, forms)

    for text in ODD:
        assert all(0 <= found.confidence <= 1 for found in table.find(text))


@settings(max_examples=60)
@given(text=st.text(max_size=60))
def test_any_text_is_compared(
    names: FuzzyNameIndex, many: tuple[FuzzyNameIndex, list[str]], text: str
) -> None:
    for found in (*names.find(text), *many[0].find(text)):
        assert 0 <= found.similarity <= 1.001
        assert 0 <= found.confidence <= 1


def test_a_large_table_finds_what_comparing_all_rows_finds(
    many: tuple[FuzzyNameIndex, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, texts = many
    pick = random.Random(2)
    asked = [mistyped(text, pick) for text in pick.sample(texts, 150)]

    cut = [table.find(text) for text in asked]
    monkeypatch.setattr(near, "MAX_EXHAUSTIVE", len(texts))
    every = [table.find(text) for text in asked]

    assert len(texts) > 2000
    same = [
        (one[0].owner, one[0].similarity) == (other[0].owner, other[0].similarity)
        for one, other in zip(cut, every, strict=True)
    ]
    assert np.mean(same) >= 0.97


def mistyped(text: str, pick: random.Random) -> str:
    at = pick.randrange(1, len(text) - 1)
    mistakes = (
        text[:at] + text[at + 1 :],
        text[:at] + pick.choice("aeiorstn") + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return pick.choice(mistakes)


def test_rows_that_share_most_grams_survive(tmp_path: Path) -> None:
    rows = [b"placebo", b"plasma", b"edema", b"marrow", b""]
    write_trigrams(tmp_path, "grams", rows)
    grams = TrigramIndex(tmp_path, "grams")

    most_similar = grams.most_similar("placebos", limit=1, effort=1000)

    assert most_similar.tolist() == [0]
    assert grams.most_similar("zzz", limit=3, effort=1000).tolist() == []


def test_a_row_has_the_grams_of_all_its_texts(tmp_path: Path) -> None:
    write_trigrams(tmp_path, "grams", [b"kat", b"dog"], [b"cat", b""])
    grams = TrigramIndex(tmp_path, "grams")

    found = [
        grams.most_similar(text, limit=5, effort=100).tolist()
        for text in ("cat", "kat")
    ]

    assert found == [[0], [0]]


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    told = (
        {"headword": "in vitro", "definition": "Blood clots in a glass."},
        {"headword": "thrombosis", "definition": "Blood clots, and a rare phlebitis."},
        {
            "headword": "deep vein",
            "definition": "Blood clots here.",
            "hidden_forms": ["vane"],
        },
    )
    others = ({"headword": f"cell {n}", "definition": "A cell."} for n in range(20))
    file = tmp_path / "tiny.jsonl"
    file.write_text("\n".join(map(json.dumps, (*told, *others))))
    write_vocabulary(tmp_path, all_entries(load([file])), "en")
    return Vocabulary(tmp_path)


@pytest.mark.parametrize(
    "word", ["thrombosis", "phlebitis", "in vitro", "deep vein", "blood clots"]
)
def test_a_vocabulary_knows_words_and_usual_pairs(
    vocabulary: Vocabulary, word: str
) -> None:
    assert vocabulary.contains(word)


@pytest.mark.parametrize("word", ["", "thrombos", "vane", "rare phlebitis", "a glass"])
def test_a_vocabulary_knows_neither_misspellings_nor_chance_pairs(
    vocabulary: Vocabulary, word: str
) -> None:
    assert not vocabulary.contains(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("invitro", "in vitro"),
        ("thrombosys", "thrombosis"),
        ("deepvein", "deep vein"),
        ("fleebitis", "phlebitis"),
        ("bloodclots", "blood clots"),
    ],
)
def test_the_nearest_word_is_meant(
    vocabulary: Vocabulary, word: str, meant: str
) -> None:
    (nearest,) = vocabulary.similar_words(word, 1)

    assert nearest.text == meant
    assert nearest.confidence > CONFIDENT


def test_only_words_of_names_are_near_if_so_wanted(vocabulary: Vocabulary) -> None:
    found = vocabulary.similar_words("fleebitis", 8, named_only=True)

    assert found
    assert "phlebitis" not in {each.text for each in found}


def test_of_two_words_equally_near_the_commoner_is_meant(tmp_path: Path) -> None:
    told = [
        {"headword": f"word {n}", "definition": "He had a bad pain."} for n in range(20)
    ]
    told.append({"headword": "rare one", "definition": "He had a bat."})
    file = tmp_path / "tiny.jsonl"
    file.write_text("\n".join(map(json.dumps, told)))
    write_vocabulary(tmp_path, all_entries(load([file])), "en")

    (nearest,) = Vocabulary(tmp_path).similar_words("baf", 1)

    assert nearest.text == "bad"
