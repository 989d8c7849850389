"""Tokens gathered entry by entry come out by token."""

from index.engines.whoosh.postings import Posting, PostingsBuilder


def gathered(*entries: list[str]) -> PostingsBuilder:
    postings = PostingsBuilder()
    for tokens in entries:
        postings.add(tokens)
    return postings


def test_every_token_comes_once_with_its_entries_and_how_often() -> None:
    postings = gathered(["clot", "vein", "clot"], [], ["vein"])

    assert [*postings] == [
        Posting(b"clot", [0], [2]),
        Posting(b"vein", [0, 2], [1, 1]),
    ]


def test_tokens_come_in_the_order_of_their_bytes() -> None:
    tokens = ["z", "\U0001f600", "é", "\uffee", "a"]

    found = [each.token for each in gathered(tokens)]

    assert found == sorted(token.encode() for token in tokens)


def test_lengths_count_every_token_of_an_entry() -> None:
    assert gathered(["a", "a"], [], ["b"]).lengths.tolist() == [2, 0, 1]


def test_nothing_gathered_is_nothing_found() -> None:
    assert [*gathered()] == [*gathered([], [])] == []
