"""Phonetic codes: similar for words that sound alike, different for others."""

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

SIMILAR = 0.9  # one small difference in a word


def code_similarity(one: str, other: str) -> float:
    return similarity(phonetic_code(one), phonetic_code(other))


@pytest.mark.parametrize(
    ("typed", "written"),
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
def test_homophones_are_similar(typed: str, written: str) -> None:
    assert code_similarity(typed, written) >= SIMILAR


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
def test_different_words_are_dissimilar(one: str, other: str) -> None:
    assert code_similarity(one, other) < SIMILAR


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
def test_sound_of_the_same_family_is_more_similar(
    word: str, nearer: str, farther: str
) -> None:
    assert code_similarity(word, nearer) > code_similarity(word, farther)


@pytest.mark.parametrize(
    "syllables", ["thrombosis", "throm bo sis", "throm-bo-sis", "THROM BOSIS"]
)
def test_code_ignores_spaces_hyphens_and_case(syllables: str) -> None:
    assert phonetic_code(syllables) == phonetic_code("thrombosis")


def test_repeated_sounds_collapse_within_and_across_words() -> None:
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
def test_respelling_is_similar_to_its_headword(respelling: str, headword: str) -> None:
    assert similarity(respelling_code(respelling), phonetic_code(headword)) >= SIMILAR


def test_respelling_has_hard_g_and_the_ch_of_chest() -> None:
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
def test_ellipsis_of_a_respelling_is_filled_from_the_headword(
    respelling: str, headword: str
) -> None:
    completed = respelling_code(respelling, headword)

    assert similarity(completed, phonetic_code(headword)) >= SIMILAR


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
def test_abbreviation_is_encoded_by_its_letter_names(
    abbreviation: str, named: str
) -> None:
    assert letter_names_code(abbreviation) == phonetic_code(named)


def test_digits_are_equal_only_to_themselves() -> None:
    assert phonetic_code("type 2") != phonetic_code("type 3")
    assert code_similarity("B12", "b 12") == 1


def test_consonant_key_keeps_consonant_families() -> None:
    assert (
        consonant_key(phonetic_code("thrombosis"))
        == consonant_key(phonetic_code("thrempasas"))
        == "TRNPSS"
    )


def test_neighbors_differ_by_a_vowel_or_a_related_consonant() -> None:
    codes = neighbors(phonetic_code("bat"))

    assert {
        phonetic_code("pat"),
        phonetic_code("bit"),
        phonetic_code("bad"),
        phonetic_code("bat"),
    } <= codes
    assert phonetic_code("mat") not in codes
    assert phonetic_code("pit") not in codes


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", True), ("en-GB", True), ("EN", True), ("es", False), ("enm", False)],
)
def test_supports_only_english(language: str, expected: bool) -> None:  # noqa: FBT001
    assert supports(language) is expected


@pytest.mark.parametrize("text", ["", " ", "-", "…", "☃", "九州", "Ωμέγα", "\x00"])
def test_text_without_english_letters_has_an_empty_code(text: str) -> None:
    assert phonetic_code(text) == respelling_code(text) == ""
    assert neighbors(phonetic_code(text)) == set()


@given(st.text(), st.text())
def test_any_text_has_an_ascii_code(text: str, headword: str) -> None:
    codes = [
        phonetic_code(text),
        respelling_code(text, headword),
        letter_names_code(text),
        consonant_key(phonetic_code(text)),
    ]

    assert all(code.isascii() for code in codes)


@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=30))
def test_code_contains_only_known_sounds(text: str) -> None:
    code = phonetic_code(text)

    assert set(code) <= set("PpbFfvTtdhSszjXcKkgNmnLlRriaowy")


@given(st.text(max_size=40), st.text(max_size=40))
def test_similarity_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    first, second = phonetic_code(one), phonetic_code(other)

    assert similarity(first, second) == similarity(second, first)
    assert 0 <= similarity(first, second) <= 1
    assert similarity(first, first) == 1


@given(st.lists(st.text("aeioyuchqtrsngdl .-\u03a3", max_size=8), max_size=5))
def test_encoder_returns_the_codes_of_the_functions(words: list[str]) -> None:
    encoder, text = PhoneticEncoder(), " ".join(words)

    assert encoder.phonetic_code(text) == phonetic_code(text)
    assert encoder.respelling_code(text) == respelling_code(text)


@pytest.mark.parametrize("text", ["yo yo", "yo you", "yo", "  yo  ", "x yo-yo\ty"])
def test_encoder_considers_the_space_after_a_word(text: str) -> None:
    assert PhoneticEncoder().phonetic_code(text) == phonetic_code(text)


@pytest.mark.parametrize(
    "respelling", ["NOOR-oh ...", "NOOR-oh … sis", "... toh-sis", "KEE-moh"]
)
def test_encoder_fills_the_ellipsis_of_a_respelling(respelling: str) -> None:
    headword = "neurofibromatosis type 1"

    code = PhoneticEncoder().respelling_code(respelling, headword)

    assert code == respelling_code(respelling, headword)


@given(st.text("abcdefghijklmnopqrstuvwxyz 0123456789", max_size=30))
def test_consonant_keys_equal_the_keys_of_each_code(text: str) -> None:
    code = phonetic_code(text)

    assert consonant_keys([code.encode()]) == [consonant_key(code).encode()]
