import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.annotation.hashing import part_hash, token_hash
from index.annotation.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Deep-vein  thrombosis", ["deep", "vein", "thrombosis"]),
        ("deep\nvein\u00a0thrombosis", ["deep", "vein", "thrombosis"]),
        ("Crohn’s Crohn's", ["crohn", "s", "crohn", "s"]),
        ("l'anémie", ["l", "anémie"]),
        ("e\u0301tude étude", ["étude", "étude"]),
        ("so\u00adft\u200b hy\u2060phen", ["soft", "hyphen"]),
        ("C++ and C#, A+B", ["c++", "and", "c#", ",", "a", "+", "b"]),
        ("ER+/PR+ .NET", ["er+", "pr+", ".", "net"]),
        ("a - b", ["a", "-", "b"]),
        ("H₂O ﬁbrosis", ["h2o", "fibrosis"]),
        ("ΟΔΟΣ οδος", ["οδοσ", "οδοσ"]),
        ("肺癌 ガン", ["肺", "癌", "ガン"]),
        ("ลือ", ["ลื", "อ"]),
        ("“deep”", ['"', "deep", '"']),
        ("", []),
    ],
)
def test_tokenize_folds_words_and_keeps_signs(text: str, folded: list[str]) -> None:
    assert tokenize(text).folded == folded


def test_tokens_know_their_exact_spelling_and_place() -> None:
    tokens = tokenize("An m\u00adRNA.")

    assert tokens.exact(1) == "mRNA"
    assert tokens.spans[1] == (3, 8)


@pytest.mark.parametrize(
    ("text", "is_joined"),
    [("non-small", True), ("non small", False), ("- small", False)],
)
def test_token_behind_a_hyphen_of_a_word_is_joined(text: str, is_joined: bool) -> None:  # noqa: FBT001
    tokens = tokenize(text)

    assert tokens.is_joined(len(tokens.spans) - 1) is is_joined


def test_long_tokens_are_not_kept_in_memory() -> None:
    text = "ﷺ" * 5_000
    tokenize(text)  # what is imported at first

    tracemalloc.start()
    for number in range(20):
        token_hash(tokenize(f"{text}{number}").folded[0])
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held < 100_000


@given(st.text())
def test_tokens_cover_every_letter_once(text: str) -> None:
    tokens = tokenize(text)

    ends = [0, *(place for span in tokens.spans for place in span), len(text)]
    assert ends == sorted(ends)
    gaps = (text[end:start] for end, start in zip(ends[::2], ends[1::2], strict=True))
    assert not any(re.search(r"[^\W_]", gap.replace("ʼ", "")) for gap in gaps)


@pytest.mark.parametrize(
    ("token", "expected"),
    [("vein", 0x7C0F8394), ("müde", 0xE888C5C6), ("𝒳", 0x3A491090)],
)
def test_part_hash_is_the_one_that_the_script_computes(
    token: str, expected: int
) -> None:
    assert part_hash(token) == expected
