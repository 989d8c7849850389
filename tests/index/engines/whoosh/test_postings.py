"""Postings: tokens are added entry by entry and read token by token."""

from index.engines.whoosh.postings import Posting, PostingsBuilder


def build_postings(*entries: list[str]) -> PostingsBuilder:
    postings = PostingsBuilder()
    for tokens in entries:
        postings.add(tokens)
    return postings


def test_postings_yield_each_token_once_with_entries_and_frequencies() -> None:
    postings = build_postings(["clot", "vein", "clot"], [], ["vein"])

    assert [*postings] == [
        Posting(b"clot", [0], [2]),
        Posting(b"vein", [0, 2], [1, 1]),
    ]


def test_postings_yield_tokens_in_byte_order() -> None:
    tokens = ["z", "\U0001f600", "é", "\uffee", "a"]

    found = [each.token for each in build_postings(tokens)]

    assert found == sorted(token.encode() for token in tokens)


def test_lengths_count_all_tokens_of_an_entry() -> None:
    assert build_postings(["a", "a"], [], ["b"]).lengths.tolist() == [2, 0, 1]


def test_postings_of_no_tokens_are_empty() -> None:
    assert [*build_postings()] == [*build_postings([], [])] == []
