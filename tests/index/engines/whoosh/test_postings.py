"""Postings: tokens are added entry by entry and read token by token."""

from pathlib import Path

import pytest
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.matching import ListMatcher

from index.engines.whoosh.postings import Posting, PostingsBuilder, read_blocks


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


@pytest.mark.parametrize("count", [1, 127, 128, 129, 1000])
def test_read_blocks_yields_all_postings_of_every_block(
    tmp_path: Path, count: int
) -> None:
    index = FileStorage(str(tmp_path)).create_index(
        Schema(text=FieldType(Existence(), None))
    )
    writer = index.writer(codec=W3Codec(compression=0))
    for _ in range(count):
        writer.add_document()
    writer.fieldwriter.start_field("text", writer.schema["text"])
    writer.fieldwriter.start_term(b"clot")
    for number in range(count):
        writer.fieldwriter.add(number, number % 3 + 1, b"", None)
    writer.fieldwriter.finish_term()
    writer.fieldwriter.finish_field()
    writer.commit()

    blocks = [*read_blocks(index.reader().postings("text", "clot"))]

    assert [n for ids, _ in blocks for n in ids] == list(range(count))
    assert [w for _, weights in blocks for w in weights] == [
        number % 3 + 1 for number in range(count)
    ]


def test_read_blocks_reads_other_matchers_by_their_interface() -> None:
    matcher = ListMatcher([1, 4], weights=[2.0, 1.0])

    assert [*read_blocks(matcher)] == [((1,), (2.0,)), ((4,), (1.0,))]
