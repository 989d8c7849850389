"""Columns: read unchanged from disk, and searched if sorted."""

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


def write_and_open(folder: Path, *strings: bytes) -> StringColumn:
    write_strings(folder, "words", strings)
    return StringColumn(folder, "words")


@pytest.mark.parametrize("strings", [[], [b""], [b"", b""], [b"clot"], WORDS])
def test_written_strings_are_read_unchanged(
    tmp_path: Path, strings: list[bytes]
) -> None:
    read = write_and_open(tmp_path, *strings)

    assert list(read) == strings
    assert len(read) == len(strings)


@pytest.mark.parametrize(
    "part",
    [slice(None), slice(1, 3), slice(-2, None), slice(None, None, -1), slice(9, 12)],
)
def test_slice_returns_a_list(tmp_path: Path, part: slice) -> None:
    assert write_and_open(tmp_path, *WORDS)[part] == WORDS[part]


@pytest.mark.parametrize("row", [7, 1000])
def test_row_beyond_the_end_raises_index_error(tmp_path: Path, row: int) -> None:
    with pytest.raises(IndexError):
        write_and_open(tmp_path, *WORDS)[row]


@pytest.mark.parametrize("row", [-1, -7])
def test_negative_row_counts_from_the_end(tmp_path: Path, row: int) -> None:
    assert write_and_open(tmp_path, *WORDS)[row] == WORDS[row]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (b"vein", [b"vein", b"vein"]),
        (b"vei", []),
        (b"", [b""]),
        (b"zzz", []),
        (b"\xff", []),
    ],
)
def test_equal_range_finds_equal_strings(
    tmp_path: Path, key: bytes, expected: list[bytes]
) -> None:
    read = write_and_open(tmp_path, *WORDS)

    assert [read[row] for row in read.equal_range(key)] == expected


def test_equal_range_of_empty_column_is_empty(tmp_path: Path) -> None:
    read = write_and_open(tmp_path)

    assert not read.equal_range(b"clot")


SHORT = st.text("abé\x00\U0010ffff", max_size=3).map(str.encode)


@given(strings=st.lists(SHORT).map(sorted), key=SHORT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_equal_range_agrees_with_bisect(
    tmp_path: Path, strings: list[bytes], key: bytes
) -> None:
    read = write_and_open(tmp_path, *strings)

    assert read.equal_range(key) == range(
        bisect_left(strings, key), bisect_right(strings, key)
    )


@pytest.mark.parametrize("values", [[], [1, 2, 3]])
def test_written_column_is_read_unchanged_and_read_only(
    tmp_path: Path, values: list[int]
) -> None:
    write_column(tmp_path, "numbers", np.asarray(values, dtype=np.int32))

    read = read_column(tmp_path, "numbers")

    assert read.tolist() == values
    assert read.dtype == np.int32
    assert not read.flags.writeable


def test_missing_column_raises_file_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_column(tmp_path, "numbers")
    with pytest.raises(FileNotFoundError):
        StringColumn(tmp_path, "words")
