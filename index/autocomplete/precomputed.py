"""What completes a beginning that many keys share: nearly all short ones."""

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

_WEIGHED = MAX_PER_ENTRY * np.arange(
    1, MAX_COMPLETIONS + 1
)  # keys, by how many entries are asked for
_MANY = (
    MAX_COMPLETIONS * MAX_PER_ENTRY
)  # of fewer keys all are weighed, and that is quick
_SHORT = 2  # letters; so short a text is ready if enough entries begin so
Answer = NDArray[np.int32]


class _FrequentPrefix(NamedTuple):
    """A beginning and the many keys that share it."""

    text: bytes
    keys: range


def write_precomputed(folder: Path) -> None:
    """Keep what completes each beginning that many designations share."""
    tables = StoredPrefixIndex(folder)
    found = {
        crowd.text: answer
        for crowd in _crowds(tables.spelled)
        if (answer := _answer(tables, crowd)) is not None
    }
    texts = sorted(found)
    answers = np.array([found[text] for text in texts], np.int32)
    write_column(folder, "completions.ready", np.array(texts, np.bytes_))
    write_column(folder, "completions.answers", answers)


class PrecomputedCompletions:
    """What completes such beginnings: entries, designations and words, by rank."""

    def __init__(self, folder: Path) -> None:
        self._texts: NDArray[np.bytes_] = read_column(folder, "completions.ready")
        self._answers: Answer = read_column(folder, "completions.answers")

    def first(self, text: str, limit: int) -> list[Completion] | None:
        """What completes a folded beginning without filters, if it is ready."""
        packed = text.encode()
        if limit > MAX_COMPLETIONS or len(packed) > self._texts.itemsize:
            return None
        place = self._texts.searchsorted(packed)
        if place == len(self._texts) or self._texts[place] != packed:
            return None
        answer = self._answers[place, :limit].tolist()
        return [
            Completion(entry, at, word, Channel.WORDS) for entry, at, word in answer
        ]


def _crowds(source: PrefixTable) -> Iterator[_FrequentPrefix]:
    """Every text that more keys begin with than are weighed at most, and short ones."""
    shared = _shared_lengths(source.keys)
    for length in range(1, WIDTH + 1):
        starts = np.concatenate(([0], np.flatnonzero(shared < length) + 1))
        sizes = np.diff(starts, append=len(source))
        crowded = sizes > (_MANY if length > _SHORT else MAX_COMPLETIONS)
        bounds = zip(starts[crowded].tolist(), sizes[crowded].tolist(), strict=True)
        for start, size in bounds:
            text = source.keys[start][:length]
            if _is_whole(text):
                yield _FrequentPrefix(text, range(start, start + size))


def _is_whole(text: bytes) -> bool:
    """Whether its last letter has all its bytes."""
    return text.decode(errors="ignore").encode() == text


def _shared_lengths(keys: NDArray[np.bytes_]) -> NDArray[np.intp]:
    """By place, how many bytes at their beginning a key and the next one share."""
    letters = keys.view(np.uint8).reshape(-1, keys.itemsize)
    if not len(letters):
        return np.zeros(0, np.intp)
    differ = letters[1:] != letters[:-1]
    differ |= letters[1:] == 0
    differ[:, WIDTH] = True
    lengths: NDArray[np.intp] = differ.argmax(axis=1)
    return lengths


def _answer(tables: StoredPrefixIndex, crowd: _FrequentPrefix) -> Answer | None:
    """The first that `Completions` would find, as entry, designation and word.

    `None` when they are too few, or when equal costs leave open which are weighed: then
    fewer that are asked for may not be the first of more.
    """
    lookup = tables.at(LookupColumn.SPELLED, [crowd.keys])
    costs = completion_costs(lookup, crowd.text.decode())
    last = min(_MANY, len(costs) - 1)
    order = np.flatnonzero(costs <= np.partition(costs, last)[last])
    order = order[costs[order].argsort(kind="stable")]
    rising = np.append(costs[order], np.full(_MANY + 1, np.inf, costs.dtype))
    _, firsts = np.unique(lookup.entries[order], return_index=True)
    firsts = np.sort(firsts)[:MAX_COMPLETIONS]
    are_sure = firsts < rising.searchsorted(rising[_WEIGHED[: len(firsts)]])
    if len(firsts) < MAX_COMPLETIONS or not are_sure.all():
        return None
    rows = order[firsts]
    answer: Answer = np.stack(
        [lookup.entries[rows], lookup.places[rows], lookup.words[rows]], 1
    )
    return answer
