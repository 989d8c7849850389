"""What entries mean, as fields of their documents."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from index.entry import Entry
from index.languages import Languages
from index.meaning_writing import (
    combined_vectors,
    held_stems,
    names_of,
    numbered,
    parts_of,
    sums_of,
    words_of,
)
from index.sentences import Statement
from index.vectors import WordVectors


class MeaningFields:
    """The vectors and words of entries; `held` counts the entries of each stem."""

    def __init__(
        self,
        entries: Sequence[Entry],
        languages: Languages,
        said: Sequence[Statement],
        vectors: WordVectors,
    ) -> None:
        self._entries, self._languages = entries, languages
        told = zip(entries, said, strict=True)
        self._rows = [words_of(entry, languages, each) for entry, each in told]
        self._numbers = numbered(self._rows)
        sums = sums_of(self._numbers, vectors)
        parts = parts_of(self._rows, self._numbers)
        self._vectors = combined_vectors(sums, parts, len(entries))
        stems = {word: languages.stem(word) for word in self._numbers}
        self.held: Counter[str] = held_stems(self._rows, stems)

    def fields(self, number: int) -> dict[str, Any]:
        """How an entry is found by what it means; no word has no direction."""
        vector = self._vectors[number]
        return {"meaning": vector.tolist()} if np.any(vector) else {}

    def stored(self, number: int) -> dict[str, Any]:
        """What is needed to compare an entry word by word."""
        names = names_of(self._entries[number], self._languages)
        known = [[word for word in name if word in self._numbers] for name in names]
        return {
            "vector": b64encode(self._vectors[number].astype("<f2").tobytes()).decode(),
            "parts": [" ".join(part) for part in self._rows[number]],
            "named": [" ".join(name) for name in known],
        }
