"""What completes a beginning that many keys share, kept ready: nearly all short ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.beginnings import WIDTH, Beginnings
from index.completion_costs import PER_ENTRY, CompletionCosts
from index.packed import read_column, write_column

MOST = 20  # entries that can be asked for
_WEIGHED = PER_ENTRY * np.arange(1, MOST + 1)  # keys, by how many entries are asked for
_MANY = MOST * PER_ENTRY  # of fewer keys all are weighed, and that is quick

Rows = NDArray[np.int32]


class _Crowd(NamedTuple):
    """A beginning and the many keys that share it."""

    text: bytes
    keys: range


def write_ready(folder: Path, name: str, entry: NDArray[np.int32]) -> None:
    """Keep what completes each beginning that many keys of `Beginnings` share.

    `entry` has the number of each designation's entry.
    """
    source, costs = Beginnings(folder, name), CompletionCosts(folder)
    found = {
        crowd.text: rows
        for crowd in _crowds(source)
        if (rows := _first_rows(source, costs, entry, crowd)) is not None
    }
    texts = sorted(found)
    rows = np.array([found[text] for text in texts], np.int32).reshape(-1, MOST)
    write_column(folder, f"{name}.ready", np.array(texts, np.bytes_))
    write_column(folder, f"{name}.ready_rows", rows)


class ReadyCompletions:
    """The rows of the keys that complete such beginnings, one for each entry."""

    def __init__(self, folder: Path, name: str) -> None:
        self._texts: NDArray[np.bytes_] = read_column(folder, f"{name}.ready")
        self._rows: Rows = read_column(folder, f"{name}.ready_rows")

    def rows(self, text: str, limit: int) -> Rows | None:
        """The rows for the first `limit` entries; `None` when they are not ready."""
        packed = text.encode()
        if limit > MOST or len(packed) > self._texts.itemsize:
            return None
        place = self._texts.searchsorted(packed)
        if place == len(self._texts) or self._texts[place] != packed:
            return None
        rows: Rows = self._rows[place, :limit]
        return rows


def _crowds(source: Beginnings) -> Iterator[_Crowd]:
    """Every text that more keys begin with than are weighed at most."""
    shared = _shared_lengths(source.keys)
    for length in range(1, WIDTH + 1):
        starts = np.concatenate(([0], np.flatnonzero(shared < length) + 1))
        sizes = np.diff(starts, append=len(source))
        crowded = sizes > _MANY
        if not crowded.any():
            return
        for start, size in zip(
            starts[crowded].tolist(), sizes[crowded].tolist(), strict=True
        ):
            yield _Crowd(source.keys[start][:length], range(start, start + size))


def _shared_lengths(keys: NDArray[np.bytes_]) -> NDArray[np.intp]:
    """By place, how many bytes at their beginning a key and the next one share."""
    letters = keys.view(np.uint8).reshape(-1, keys.itemsize)
    if not len(letters):
        return np.zeros(0, np.intp)
    differ = letters[1:] != letters[:-1]
    differ |= letters[1:] == 0
    differ[:, WIDTH] = True
    return differ.argmax(axis=1)


def _first_rows(
    source: Beginnings,
    costs: CompletionCosts,
    entry: NDArray[np.int32],
    crowd: _Crowd,
) -> Rows | None:
    """The cheapest rows of different entries.

    `None` when there are too few, or when equal costs leave open which are weighed: then
    fewer entries may not be the first of more, and are found when they are asked for.
    """
    keys = slice(crowd.keys.start, crowd.keys.stop)
    designations = source.designation[keys]
    text = crowd.text.decode(errors="ignore")
    weighed = costs.of(designations, source.word[keys], text)
    order = np.flatnonzero(weighed <= np.partition(weighed, _MANY)[_MANY])
    order = order[weighed[order].argsort(kind="stable")]
    rising = weighed[order]
    _, firsts = np.unique(entry[designations[order]], return_index=True)
    firsts = np.sort(firsts)[:MOST]
    is_sure = firsts < rising.searchsorted(rising[_WEIGHED[: len(firsts)]])
    if len(firsts) < MOST or not is_sure.all():
        return None
    return np.asarray(order[firsts] + crowd.keys.start, np.int32)
