"""How words sound, and how alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.phonetics import (
    PhoneticEncoder,
    consonant_key,
    consonant_keys,
    letter_names_code,
    neighbors,
    phonetic_code,
    respelling_code,
    similarity,
    supports,
)

ALIKE = 0.9  # one small sound of a word heard differently


def likeness(one: str, other: str) -> float:
    return similarity(phonetic_code(one), phonetic_code(other))


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        # a name in its parts, or as it is spoken
        ("throm bo sis", "thrombosis"),
        ("placebow", "placebo"),
        ("proo ritus", "pruritus"),
        ("new tro pee nia", "neutropenia"),
        ("lisis", "lysis"),
        ("simptom", "symptom"),
        ("mellanoma", "melanoma"),
        # silent letters
        ("sycosis", "psychosis"),
        ("soodo", "pseudo"),
        ("numonia", "pneumonia"),
        ("numatic", "pneumatic"),
        ("nemonic", "mnemonic"),
        ("nee", "knee"),
        ("rist", "wrist"),
        ("rinitis", "rhinitis"),
        ("rumatism", "rheumatism"),
        ("hemorage", "hemorrhage"),
        ("lim", "limb"),
        ("det", "debt"),
        ("kolumn", "column"),
        ("sine", "sign"),
        # ph and ch
        ("fleebitis", "phlebitis"),
        ("foto", "photo"),
        ("farinks", "pharynx"),
        ("kemotherapy", "chemotherapy"),
        ("iskeemia", "ischemia"),
        ("stomak", "stomach"),
        ("ake", "ache"),
        # soft and hard c and g
        ("sist", "cyst"),
        ("sellulitis", "cellulitis"),
        ("sentral", "central"),
        ("vaksine", "vaccine"),
        ("jene", "gene"),
        ("alerjy", "allergy"),
        ("jinjivitis", "gingivitis"),
        # x and qu
        ("zylem", "xylem"),
        ("zerostomia", "xerostomia"),
        ("toksin", "toxin"),
        ("kwik", "quick"),
        ("eekwal", "equal"),
        ("anteek", "antique"),
        # gh
        ("koff", "cough"),
        ("nite", "night"),
        ("hi", "high"),
        # -tion and its company
        ("remishun", "remission"),
        ("injekshun", "injection"),
        ("fisishun", "physician"),
        # British and American
        ("oedema", "edema"),
        ("anaemia", "anemia"),
        ("leukaemia", "leukemia"),
        ("haemorrhage", "hemorrhage"),
        ("esofagus", "oesophagus"),
        ("tumour", "tumor"),
        ("fiber", "fibre"),
        ("metastasise", "metastasize"),
    ],
)
def test_what_is_said_alike_sounds_alike(heard: str, written: str) -> None:
    assert likeness(heard, written) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bat", "mat"),
        ("bile", "mile"),
        ("bone", "moan"),
        ("marrow", "barrow"),
        ("cell", "bell"),
        ("chest", "test"),
        ("tumor", "humor"),
        ("cancer", "dancer"),
        ("lung", "liver"),
        ("vein", "bone"),
        ("placebo", "edema"),
        ("thrombosis", "neutropenia"),
    ],
)
def test_other_words_do_not_sound_alike(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE


@pytest.mark.parametrize(
    ("word", "nearer", "farther"),
    [
        ("bat", "pat", "mat"),
        ("dome", "tome", "gnome"),
        ("bit", "bet", "fit"),
        ("thrombosis", "trombosis", "throposis"),
        ("vein", "fain", "bane"),
    ],
)
def test_a_sound_is_nearer_to_its_family(word: str, nearer: str, farther: str) -> None:
    assert likeness(word, nearer) > likeness(word, farther)


@pytest.mark.parametrize(
    "syllables", ["thrombosis", "throm bo sis", "throm-bo-sis", "THROM BOSIS"]
)
def test_spaces_hyphens_and_capitals_do_not_matter(syllables: str) -> None:
    assert phonetic_code(syllables) == phonetic_code("thrombosis")


def test_a_doubled_sound_is_heard_once_also_where_words_meet() -> None:
    assert phonetic_code("bus stop") == phonetic_code("bustop")
    assert phonetic_code("thrombossis") == phonetic_code("thrombosis")


@pytest.mark.parametrize(
    ("respelling", "headword"),
    [
        ("NOO-tro-PEE-nee-uh", "neutropenia"),
        ("pluh-SEE-boh", "placebo"),
        ("kee-moh-THAYR-uh-pee", "chemotherapy"),
        ("A-NEE-mee-a", "anemia"),
        ("B-LIM-foh-sites", "B lymphocytes"),
        ("TOO-mer LY-sis SIN-drome", "tumor lysis syndrome"),
    ],
)
def test_a_respelling_sounds_like_its_headword(respelling: str, headword: str) -> None:
    assert similarity(respelling_code(respelling), phonetic_code(headword)) >= ALIKE


def test_the_g_of_a_respelling_is_hard_and_its_ch_is_that_of_chest() -> None:
    assert respelling_code("GEER") == phonetic_code("gear")
    assert (
        respelling_code("TEECHUR")
        == phonetic_code("teetchur")
        != phonetic_code("teechur")
    )


@pytest.mark.parametrize(
    ("respelling", "headword"),
    [
        ("NOOR-oh-FY-broh-muh-TOH-sis ...", "neurofibromatosis type 2"),
        ("NOOR-oh-FY-broh-muh-TOH-sis …", "neurofibromatosis type 2"),
        ("... SIN-drome", "tumor lysis syndrome"),
        ("TOO-mer ... SIN-drome", "tumor lysis syndrome"),
        ("… LY-sis …", "tumor lysis syndrome"),
        ("...", "placebo"),
    ],
)
def test_the_headword_completes_a_partial_respelling(
    respelling: str, headword: str
) -> None:
    completed = respelling_code(respelling, headword)

    assert similarity(completed, phonetic_code(headword)) >= ALIKE


@pytest.mark.parametrize(
    ("abbreviation", "named"),
    [
        ("MRI", "em are eye"),
        ("mri", "em ar eye"),
        ("CT", "see tee"),
        ("DVT", "dee vee tee"),
        ("PE", "pea ee"),
    ],
)
def test_an_abbreviation_sounds_like_the_names_of_its_letters(
    abbreviation: str, named: str
) -> None:
    assert letter_names_code(abbreviation) == phonetic_code(named)


def test_a_digit_sounds_like_itself_alone() -> None:
    assert phonetic_code("type 2") != phonetic_code("type 3")
    assert likeness("B12", "b 12") == 1


def test_a_skeleton_keeps_the_families_of_the_consonants() -> None:
    assert (
        consonant_key(phonetic_code("thrombosis"))
        == consonant_key(phonetic_code("thrempasas"))
        == "TRNPSS"
    )


def test_neighbours_differ_by_a_vowel_or_a_related_consonant() -> None:
    around = neighbors(phonetic_code("bat"))

    assert {
        phonetic_code("pat"),
        phonetic_code("bit"),
        phonetic_code("bad"),
        phonetic_code("bat"),
    } <= around
    assert phonetic_code("mat") not in around
    assert phonetic_code("pit") not in around


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", True), ("en-GB", True), ("EN", True), ("es", False), ("enm", False)],
)
def test_only_english_has_rules(language: str, expected: bool) -> None:  # noqa: FBT001
    assert supports(language) is expected


@pytest.mark.parametrize("text", ["", " ", "-", "…", "☃", "九州", "Ωμέγα", "\x00"])
def test_what_has_no_english_sounds_has_an_empty_code(text: str) -> None:
    assert phonetic_code(text) == respelling_code(text) == ""
    assert neighbors(phonetic_code(text)) == set()


@given(st.text(), st.text())
def test_any_text_has_a_code(text: str, headword: str) -> None:
    codes = [
        phonetic_code(text),
        respelling_code(text, headword),
        letter_names_code(text),
        consonant_key(phonetic_code(text)),
    ]

    assert all(sounds.isascii() for sounds in codes)


@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=30))
def test_a_code_is_made_of_known_sounds(text: str) -> None:
    sounds = phonetic_code(text)

    assert set(sounds) <= set("PpbFfvTtdhSszjXcKkgNmnLlRriaowy")


@given(st.text(max_size=40), st.text(max_size=40))
def test_similarity_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    first, second = phonetic_code(one), phonetic_code(other)

    assert similarity(first, second) == similarity(second, first)
    assert 0 <= similarity(first, second) <= 1
    assert similarity(first, first) == 1


@given(st.lists(st.text("aeioyuchqtrsngdl .-\u03a3", max_size=8), max_size=5))
def test_an_ear_hears_word_by_word_what_is_heard_at_once(words: list[str]) -> None:
    ear, text = PhoneticEncoder(), " ".join(words)

    assert ear.phonetic_code(text) == phonetic_code(text)
    assert ear.respelling_code(text) == respelling_code(text)


@pytest.mark.parametrize("text", ["yo yo", "yo you", "yo", "  yo  ", "x yo-yo\ty"])
def test_an_ear_hears_the_space_behind_a_word(text: str) -> None:
    assert PhoneticEncoder().phonetic_code(text) == phonetic_code(text)


@pytest.mark.parametrize(
    "respelling", ["NOOR-oh ...", "NOOR-oh … sis", "... toh-sis", "KEE-moh"]
)
def test_an_ear_completes_a_respelling(respelling: str) -> None:
    headword = "neurofibromatosis type 1"

    heard = PhoneticEncoder().respelling_code(respelling, headword)

    assert heard == respelling_code(respelling, headword)


@given(st.text("abcdefghijklmnopqrstuvwxyz 0123456789", max_size=30))
def test_skeletons_of_many_codes_are_those_of_each(text: str) -> None:
    heard = phonetic_code(text)

    assert consonant_keys([heard.encode()]) == [consonant_key(heard).encode()]
