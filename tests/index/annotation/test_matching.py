import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.annotation.matching import find_matches
from index.annotation.names import ANY_CASE, name_forms
from index.annotation.tokens import tokenize
from index.loading.characters import is_name
from index.model.query import Filters
from tests.index.annotation.tables import find, find_texts, make_entry, make_table

VEINS = make_table(
    make_entry("Vein"),
    make_entry("Deep vein thrombosis", abbreviations=("DVT",)),
    make_entry("Thrombosis"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A deep vein thrombosis.", ["deep vein thrombosis"]),
        ("Deep-vein\nthrombosis", ["Deep-vein\nthrombosis"]),
        ("deep vein throm\u00adbosis", ["deep vein throm\u00adbosis"]),
        ("deep veins and thromboses", ["veins", "thromboses"]),
        ("The vein's wall; the veins’ walls", ["vein", "veins"]),
        ("deep. Vein thrombosis", ["Vein", "thrombosis"]),
        ("DVT, DVTs, dvt", ["DVT", "DVTs"]),
        ("veinal thrombosislike", []),
    ],
)
def test_matches_are_the_longest_names_in_any_form(text: str, found: list[str]) -> None:
    assert find_texts(VEINS, text) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Crohn's disease", "Crohn’s disease, Crohns disease, Crohn disease", 3),
        ("Small cell lung cancer", "non-small cell lung cancer", 0),
        ("Cancer", "non-cancer", 1),
        ("C++", "C++ and C", 1),
        ("C", "C++ and c and C", 1),
        ("E. coli", "E. coli, E coli", 2),
        ("mRNA", "mRNA, MRNA, mRNAs", 2),
        ("HIV infection", "HIV Infection, hiv infection", 1),
        ("ANEMIA", "anemia", 1),
        ("Testis", "testes, tests, test", 1),
        ("Red blood cells", "a red blood cell", 1),
        ("癌", "肺癌", 1),
        ("Aspirin", "aspirin\u200b", 1),
    ],
)
def test_name_is_found_so_often(name: str, text: str, found: int) -> None:
    assert len(find(make_table(name), text)) == found


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("es", "Glóbulo rojo", "los glóbulos rojos"),
        ("es", "Célula madre", "las células madre"),
        ("fr", "Anémie", "l’anémie"),
        ("de", "Tiefe Venenthrombose", "eine tiefen Venenthrombose"),
        ("it", "Globulo rosso", "i globuli rossi"),
        ("pt", "Transfusão de sangue", "transfusões de sangue"),
        ("nl", "Bloedcel", "bloedcellen"),
    ],
)
def test_name_is_found_inflected_by_its_language(
    language: str, name: str, text: str
) -> None:
    assert len(find(make_table(make_entry(name, language=language)), text)) == 1


def test_entries_that_share_a_name_are_all_listed() -> None:
    table = make_table(make_entry("Cell", id="body"), make_entry("cell", id="phone"))

    assert find(table, "One cell.") == [("cell", ("body", "phone"))]


def test_hidden_forms_and_entries_never_linked_are_not_found() -> None:
    table = make_table(
        make_entry("Anemia", hidden_forms=("anemea",)), make_entry("Bond", link="never")
    )

    assert find_texts(table, "anemea bond") == []


def test_filtered_out_entry_does_not_hide_a_shorter_name() -> None:
    table = make_table(
        make_entry("Deep vein", glossary="other"), make_entry("Vein", glossary="this")
    )

    mask = table.mask(Filters(glossary="this"))
    assert [m[:2] for m in find_matches(table, tokenize("deep vein"), mask)] == [(5, 9)]


def test_empty_table_finds_nothing() -> None:
    assert find(make_table(), "Any text.") == []


WORDS = ("deep", "vein", "Vein", "veins", "DVT", "dvt", "non-", "-", ".", "and", "C++")
SEPARATORS = (" ", " ", " ", "-", "\n", "’", "")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*WORDS, *SEPARATORS]), max_size=30), st.integers())
def test_matches_are_those_of_comparing_every_name_at_every_token(
    parts: list[str], seed: int
) -> None:
    text = "".join(parts)
    choose = random.Random(seed)
    names = {
        " ".join(choose.choices(("Deep", "vein", "DVT", "C++", "non"), k=length))
        for length in (1, 1, 2, 2, 3)
    }

    table = make_table(*sorted(names))

    assert [m[:2] for m in find_matches(table, tokenize(text), None)] == compare_all(
        sorted(names), text
    )


def compare_all(names: list[str], text: str) -> list[tuple[int, int]]:
    tokens = tokenize(text)
    forms = {form for name in names for form in name_forms(make_entry(name))}
    folded = tokens.folded
    found, first = [], 0
    while first < len(folded):
        lengths = [
            len(words)
            for words, exact in ((f.folded.split(), f.exact.split()) for f in forms)
            if folded[first : first + len(words)] == words
            and (len(words) == 1 or not tokens.is_joined(first))
            and all(
                want in (ANY_CASE, tokens.exact(first + at))
                for at, want in enumerate(exact)
            )
        ]
        if lengths:
            last = first + max(lengths) - 1
            found.append((tokens.spans[first][0], tokens.spans[last][1]))
        first += max(lengths, default=1)
    return found


@pytest.mark.parametrize("headword", ["/", "`", "−", "'s", "♥", "＂", "%", "§ 1"])
def test_headword_of_signs_is_a_name_or_none(headword: str) -> None:
    table = make_table("Clot", make_entry(headword, id="sign"))

    assert find_texts(table, f"clot , {headword}")[0] == "clot"


def test_every_sign_that_can_be_a_headword_has_columns() -> None:
    signs = [chr(code) for code in range(0x21, 0x3000) if is_name(chr(code))]

    table = make_table(*(make_entry(sign, id=f"{ord(sign):x}") for sign in signs))

    assert find(table, "♥") == [("♥", ("2665",))]
