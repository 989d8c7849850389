"""Sequences on disk: read as they were written, and looked up when sorted."""

from bisect import bisect_left, bisect_right
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)

WORDS = [b"", b"clot", b"clotting", b"vein", b"vein", b"vein\x00", b"\xc3\xa9"]


def packed(folder: Path, *strings: bytes) -> StringColumn:
    write_strings(folder, "words", strings)
    return StringColumn(folder, "words")


@pytest.mark.parametrize("strings", [[], [b""], [b"", b""], [b"clot"], WORDS])
def test_strings_are_read_as_written(tmp_path: Path, strings: list[bytes]) -> None:
    read = packed(tmp_path, *strings)

    assert list(read) == strings
    assert len(read) == len(strings)


@pytest.mark.parametrize(
    "part",
    [slice(None), slice(1, 3), slice(-2, None), slice(None, None, -1), slice(9, 12)],
)
def test_a_slice_is_a_list(tmp_path: Path, part: slice) -> None:
    assert packed(tmp_path, *WORDS)[part] == WORDS[part]


@pytest.mark.parametrize("place", [7, 1000])
def test_a_place_beyond_the_end_is_refused(tmp_path: Path, place: int) -> None:
    with pytest.raises(IndexError):
        packed(tmp_path, *WORDS)[place]


@pytest.mark.parametrize("place", [-1, -7])
def test_a_negative_place_counts_from_the_end(tmp_path: Path, place: int) -> None:
    assert packed(tmp_path, *WORDS)[place] == WORDS[place]


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (b"vein", [b"vein", b"vein"]),
        (b"vei", []),
        (b"", [b""]),
        (b"zzz", []),
        (b"\xff", []),
    ],
)
def test_equal_strings_are_found(
    tmp_path: Path, key: bytes, found: list[bytes]
) -> None:
    read = packed(tmp_path, *WORDS)

    assert [read[place] for place in read.equal_range(key)] == found


def test_nothing_is_found_in_an_empty_sequence(tmp_path: Path) -> None:
    read = packed(tmp_path)

    assert not read.equal_range(b"clot")


SHORT = st.text("abé\x00\U0010ffff", max_size=3).map(str.encode)


@given(strings=st.lists(SHORT).map(sorted), key=SHORT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lookups_agree_with_a_plain_list(
    tmp_path: Path, strings: list[bytes], key: bytes
) -> None:
    read = packed(tmp_path, *strings)

    assert read.equal_range(key) == range(
        bisect_left(strings, key), bisect_right(strings, key)
    )


@pytest.mark.parametrize("values", [[], [1, 2, 3]])
def test_a_column_is_read_as_written_and_cannot_be_changed(
    tmp_path: Path, values: list[int]
) -> None:
    write_column(tmp_path, "numbers", np.asarray(values, dtype=np.int32))

    read = read_column(tmp_path, "numbers")

    assert read.tolist() == values
    assert read.dtype == np.int32
    assert not read.flags.writeable


def test_what_was_never_written_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_column(tmp_path, "numbers")
    with pytest.raises(FileNotFoundError):
        StringColumn(tmp_path, "words")
