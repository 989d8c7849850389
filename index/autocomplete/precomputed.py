"""Precomputed completions of frequent prefixes: nearly all short ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.autocomplete.completer import (
    MAX_COMPLETIONS,
    MAX_PER_ENTRY,
    Completion,
    LookupColumn,
    completion_costs,
)
from index.autocomplete.prefix_index import StoredPrefixIndex
from index.autocomplete.prefix_table import WIDTH, PrefixTable
from index.model.query import Channel
from index.storage.columns import read_column, write_column

# By limit - 1, the keys of which a lookup takes the cheapest.
_KEYS_BY_LIMIT = MAX_PER_ENTRY * np.arange(1, MAX_COMPLETIONS + 1)
_MAX_KEYS = MAX_COMPLETIONS * MAX_PER_ENTRY  # fewer keys are looked up quickly
_SHORT = 2  # letters; so short a prefix is precomputed if enough entries have it
Answer = NDArray[np.int32]  # rows of entry, designation, word


class _FrequentPrefix(NamedTuple):
    """A prefix and the rows of the many keys that start with it."""

    text: bytes
    rows: range


def write_precomputed(folder: Path) -> None:
    """Write the completions of frequent prefixes for `PrecomputedCompletions`.

    The prefix index must be in the folder already.
    """
    index = StoredPrefixIndex(folder)
    answers = {
        prefix.text: answer
        for prefix in _frequent_prefixes(index.spelled)
        if (answer := _complete(index, prefix)) is not None
    }
    texts = sorted(answers)
    write_column(folder, "completions.ready", np.array(texts, np.bytes_))
    column = np.array([answers[text] for text in texts], np.int32)
    write_column(folder, "completions.answers", column)


class PrecomputedCompletions:
    """Completions of frequent prefixes, best first."""

    def __init__(self, folder: Path) -> None:
        self._texts: NDArray[np.bytes_] = read_column(folder, "completions.ready")
        self._answers: Answer = read_column(folder, "completions.answers")

    def find(self, text: str, limit: int) -> list[Completion] | None:
        """Return the completions of a folded prefix, or `None` if not precomputed."""
        packed = text.encode()
        if limit > MAX_COMPLETIONS or len(packed) > self._texts.itemsize:
            return None
        row = self._texts.searchsorted(packed)
        if row == len(self._texts) or self._texts[row] != packed:
            return None
        answer = self._answers[row, :limit].tolist()
        return [
            Completion(entry, designation, word, Channel.WORDS)
            for entry, designation, word in answer
        ]


def _frequent_prefixes(table: PrefixTable) -> Iterator[_FrequentPrefix]:
    """Yield prefixes of more keys than a lookup takes, and short ones of fewer."""
    shared = _shared_lengths(table.keys)
    for length in range(1, WIDTH + 1):
        starts = np.concatenate(([0], np.flatnonzero(shared < length) + 1))
        sizes = np.diff(starts, append=len(table))
        is_frequent = sizes > (_MAX_KEYS if length > _SHORT else MAX_COMPLETIONS)
        bounds = zip(
            starts[is_frequent].tolist(), sizes[is_frequent].tolist(), strict=True
        )
        for start, size in bounds:
            text = table.keys[start][:length]
            if _is_valid_utf8(text):
                yield _FrequentPrefix(text, range(start, start + size))


def _is_valid_utf8(text: bytes) -> bool:
    """Tell whether the last letter has all its bytes."""
    return text.decode(errors="ignore").encode() == text


def _shared_lengths(keys: NDArray[np.bytes_]) -> NDArray[np.intp]:
    """Return how many leading bytes each key shares with the next one."""
    letters = keys.view(np.uint8).reshape(-1, keys.itemsize)
    if not len(letters):
        return np.zeros(0, np.intp)
    differ = letters[1:] != letters[:-1]
    differ |= letters[1:] == 0
    differ[:, WIDTH] = True
    lengths: NDArray[np.intp] = differ.argmax(axis=1)
    return lengths


def _complete(index: StoredPrefixIndex, prefix: _FrequentPrefix) -> Answer | None:
    """Return the completions that `Completer` would find.

    Return `None` when they are too few, or when equal costs leave open which keys a
    lookup takes: then the first of few completions may not be the first of many.
    """
    hits = index.read(LookupColumn.SPELLED, [prefix.rows])
    costs = completion_costs(hits, prefix.text.decode())
    last = min(_MAX_KEYS, len(costs) - 1)
    order = np.flatnonzero(costs <= np.partition(costs, last)[last])
    order = order[costs[order].argsort(kind="stable")]
    ascending = np.append(costs[order], np.full(_MAX_KEYS + 1, np.inf, costs.dtype))
    _, firsts = np.unique(hits.entries[order], return_index=True)
    firsts = np.sort(firsts)[:MAX_COMPLETIONS]
    limits = ascending[_KEYS_BY_LIMIT[: len(firsts)]]
    is_certain = firsts < ascending.searchsorted(limits)
    if len(firsts) < MAX_COMPLETIONS or not is_certain.all():
        return None
    rows = order[firsts]
    columns = (hits.entries, hits.designations, hits.words)
    answer: Answer = np.stack([column[rows] for column in columns], 1)
    return answer
