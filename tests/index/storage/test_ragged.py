"""Ragged arrays: lists of different lengths, selected and stored."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.storage.ragged import RaggedArray, read_ragged, write_ragged

lists_of_numbers = st.lists(st.lists(st.integers(0, 1000), max_size=8), max_size=12)


@given(lists_of_numbers, st.data())
def test_take_returns_selected_lists(
    numbers: list[list[int]], data: st.DataObject
) -> None:
    array = RaggedArray.from_lists(numbers)
    positions = st.integers(0, max(len(numbers) - 1, 0))
    selected = data.draw(st.lists(positions, max_size=6)) if numbers else []

    taken = array.take(np.asarray(selected, np.intp))

    bounds = zip(taken.starts[:-1], taken.starts[1:], strict=True)
    assert [taken.flat[start:end].tolist() for start, end in bounds] == [
        numbers[position] or [0] for position in selected
    ]


def test_written_lists_are_read_unchanged(tmp_path: Path) -> None:
    write_ragged(tmp_path, "lists", RaggedArray.from_lists([[1, 2], [], [3]]))

    array = read_ragged(tmp_path, "lists")

    assert array.flat.tolist() == [1, 2, 0, 3]
    assert array.starts.tolist() == [0, 2, 3, 4]
