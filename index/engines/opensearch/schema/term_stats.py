"""What a process keeps of a glossary's words: how many entries hold each, no more.

Twelve bytes a word: a hash of its text and a count. So a question is planned (what is
rare, what is unknown, what is a whole name) before the engine is asked anything.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzers import QueryWord
from index.channels.bm25f import idf

_HASH_BYTES = 8  # of a million words, two share a hash once in 37 million glossaries
_PART = 50_000  # words in one document, which has less than a megabyte
_HASHES, _COUNTS = "<u8", "<i4"  # wherever it was written


class TermCount(StrEnum):
    """What is counted of words."""

    KNOWN = "known"  # words and usual pairs, as they are written
    HOLDING = "holding"  # entries that say a token
    INDEXED = "indexed"  # entries in which it counts: as a syllable or misspelling too
    ROOTED = "rooted"  # entries that say a root
    MEANT = "meant"  # entries whose meaning it is a part of
    NAMING = "naming"  # names as a whole, as they are looked up


class _Table(NamedTuple):
    hashes: NDArray[np.uint64]
    counts: NDArray[np.int32]

    def count(self, text: str) -> int:
        wanted = _hash(text)
        place = int(self.hashes.searchsorted(np.uint64(wanted)))
        is_there = place < len(self.hashes) and int(self.hashes[place]) == wanted
        return int(self.counts[place]) if is_there else 0


class TermStats:
    """Document frequencies of a glossary's words; safe to share between threads."""

    def __init__(self, parts: Iterable[Mapping[str, Any]], entry_count: int) -> None:
        self.entry_count = entry_count
        found: dict[str, list[_Table]] = {}
        for part in parts:
            found.setdefault(part["count"], []).append(_read(part))
        self._tables = {name: _joined(tables) for name, tables in found.items()}

    def count(self, what: TermCount, text: str) -> int:
        """Return the count of a text; 0 for what is not there."""
        table = self._tables.get(what)
        return table.count(text) if table else 0

    def document_frequency(self, word: QueryWord) -> int:
        """Return how many entries say a word, in any form."""
        return sum(self.count(TermCount.HOLDING, token) for token in word.tokens)

    def idf(self, word: QueryWord) -> float:
        """Return the inverse document frequency of a word, in any form."""
        return idf(self.document_frequency(word), self.entry_count)

    def idfs(self, words: Sequence[QueryWord]) -> NDArray[np.float32]:
        """Return the inverse document frequency of each word."""
        return np.asarray([self.idf(word) for word in words], np.float32)


def term_stats_parts(
    counted: Mapping[TermCount, Mapping[str, int]],
) -> Iterator[dict[str, Any]]:
    """Counts of words, to be kept in documents, for `Lexicon` to read."""
    for what, counts in counted.items():
        hashes = np.fromiter(map(_hash, counts), np.uint64, len(counts))
        values = np.fromiter(counts.values(), np.int32, len(counts))
        order = np.argsort(hashes)
        for start in range(0, len(order), _PART):
            rows = order[start : start + _PART]
            yield {
                "count": str(what),
                "hashes": _written(hashes[rows].astype(_HASHES)),
                "counts": _written(values[rows].astype(_COUNTS)),
            }


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=_HASH_BYTES).digest()
    return int.from_bytes(digest, "little")


def _written(values: NDArray[Any]) -> str:
    return b64encode(values.tobytes()).decode()


def _read(part: Mapping[str, Any]) -> _Table:
    hashes = np.frombuffer(b64decode(part["hashes"]), _HASHES).astype(np.uint64)
    counts = np.frombuffer(b64decode(part["counts"]), _COUNTS).astype(np.int32)
    return _Table(hashes, counts)


def _joined(tables: Iterable[_Table]) -> _Table:
    every = list(tables)
    hashes = np.concatenate([table.hashes for table in every])
    counts = np.concatenate([table.counts for table in every])
    order = np.argsort(hashes)
    return _Table(hashes[order], counts[order])
