"""Term statistics that every process loads: the document frequency of each word.

Twelve bytes a word: a hash of its text and a count. They tell which words of a query
are rare, which are unknown, and whether it is a name, before the cluster is searched.
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

_HASH_BYTES = 8  # two of a million words collide in one of 37 million glossaries
_WORDS_PER_PART = 50_000  # a document then has less than a megabyte
_HASHES, _COUNTS = "<u8", "<i4"  # whatever machine wrote them


class TermCount(StrEnum):
    """Kinds of counts of a word; the values are stored in the index."""

    EXACT_FORM = "known"  # words and frequent pairs in exactly this form
    COVERING = "holding"  # entries with a token in a shown name or definition
    INDEXED = "indexed"  # those, and entries with it as hidden form or syllable
    ROOT = "rooted"  # entries with a root
    SEMANTIC = "meant"  # entries with a stem in a text that has a vector
    NAME = "naming"  # entries with a text as a name


class _CountTable(NamedTuple):
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
        tables: dict[str, list[_CountTable]] = {}
        for part in parts:
            tables.setdefault(part["count"], []).append(_decode(part))
        self._tables = {name: _merge(each) for name, each in tables.items()}

    def count(self, what: TermCount, text: str) -> int:
        """Return the count of a text; 0 for what is not there."""
        table = self._tables.get(what)
        return table.count(text) if table else 0

    def document_frequency(self, word: QueryWord) -> int:
        """Return how many entries say a word, in any form."""
        return sum(self.count(TermCount.COVERING, token) for token in word.tokens)

    def idf(self, word: QueryWord) -> float:
        """Return the inverse document frequency of a word, in any form."""
        return idf(self.document_frequency(word), self.entry_count)

    def idfs(self, words: Sequence[QueryWord]) -> NDArray[np.float32]:
        """Return the inverse document frequency of each word."""
        return np.asarray([self.idf(word) for word in words], np.float32)


def term_stats_parts(
    counts_by_kind: Mapping[TermCount, Mapping[str, int]],
) -> Iterator[dict[str, Any]]:
    """Split counts into documents, for `TermStats` to load."""
    for what, counts in counts_by_kind.items():
        hashes = np.fromiter(map(_hash, counts), np.uint64, len(counts))
        values = np.fromiter(counts.values(), np.int32, len(counts))
        order = np.argsort(hashes)
        for start in range(0, len(order), _WORDS_PER_PART):
            rows = order[start : start + _WORDS_PER_PART]
            yield {
                "count": str(what),
                "hashes": _encode(hashes[rows].astype(_HASHES)),
                "counts": _encode(values[rows].astype(_COUNTS)),
            }


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=_HASH_BYTES).digest()
    return int.from_bytes(digest, "little")


def _encode(values: NDArray[Any]) -> str:
    return b64encode(values.tobytes()).decode()


def _decode(part: Mapping[str, Any]) -> _CountTable:
    hashes = np.frombuffer(b64decode(part["hashes"]), _HASHES).astype(np.uint64)
    counts = np.frombuffer(b64decode(part["counts"]), _COUNTS).astype(np.int32)
    return _CountTable(hashes, counts)


def _merge(tables: Iterable[_CountTable]) -> _CountTable:
    every = list(tables)
    hashes = np.concatenate([table.hashes for table in every])
    counts = np.concatenate([table.counts for table in every])
    order = np.argsort(hashes)
    return _CountTable(hashes[order], counts[order])
