"""Sentence channel: entries whose encoded beginnings are near the encoded query."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.sentence_encoder import SentenceEncoder
from index.analysis.word_vectors import Floats
from index.storage.columns import read_column

Numbers = NDArray[np.intp]
VECTORS = "sentence.vectors"


class SentenceQuery(NamedTuple):
    """Cosine between an encoded query and every entry, -1 to 1."""

    all_cosines: Floats

    def nearest(self, count: int, mask: NDArray[np.bool_] | None) -> Numbers:
        """Return up to `count` nearest entries that pass the mask, in no order."""
        entries = (
            np.arange(len(self.all_cosines)) if mask is None else mask.nonzero()[0]
        )
        if len(entries) <= count:
            return entries
        cosines = self.all_cosines[entries]
        return entries[np.argpartition(cosines, len(cosines) - count)[-count:]]

    def cosines(self, entries: Numbers) -> Floats:
        """Return the cosine between the query and each of some entries."""
        return self.all_cosines[entries]


class SentenceIndex:
    """Lookup of entries by a sentence encoder; safe to share between threads."""

    def __init__(self, folder: Path, encoder: SentenceEncoder) -> None:
        self._vectors: Floats = read_column(folder, VECTORS)
        self._encoder = encoder
        encoder.start()  # not with the first query, which would wait

    def encode(self, text: str) -> SentenceQuery:
        """Encode a query and compare it with all entries."""
        return SentenceQuery(self._vectors @ self._encoder.encode(text))


def open_sentence_index(
    folder: Path, encoder: SentenceEncoder | None
) -> SentenceIndex | None:
    """Open the index if there is an encoder and its vectors were written."""
    if encoder is None or not (folder / f"{VECTORS}.npy").exists():
        return None
    return SentenceIndex(folder, encoder)
