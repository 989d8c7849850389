"""The words channel on Whoosh: it keeps the postings, we read and weigh them.

A question never becomes a query of Whoosh's. Its tokens are looked up one by one; what
they are worth in each entry is computed once by BM25F and kept as arrays that threads
share. Whoosh's own readers are not safe to share, so every thread opens its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import local

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import IndexReader, TermNotFound

from index.bm25f import WEIGHTS, diluted, rarity, saturated
from index.entry import Entry
from index.folding import fold
from index.languages import Languages, QueryWord
from index.packed import read_column, write_column
from index.progress import Advance
from index.ranking import WordScores

_KEPT_WORDS = 10_000  # read postings; even of a large glossary some ten megabytes
_WRITER_MEGABYTES = 256


def write_words(
    folder: Path, entries: Sequence[Entry], languages: Languages, advance: Advance
) -> None:
    """Index the words of the entries in a folder, for `WhooshWords` to open."""
    writer = (
        FileStorage(str(folder))
        .create_index(_schema())
        .writer(limitmb=_WRITER_MEGABYTES)
    )
    lengths = {field: np.zeros(len(entries), dtype=np.int32) for field in WEIGHTS}
    for number, entry in enumerate(entries):
        tokens = field_tokens(entry, languages)
        writer.add_document(**tokens)
        for field, found in tokens.items():
            lengths[field][number] = len(found)
        advance(number + 1)
    writer.commit()
    for field, weight in WEIGHTS.items():
        write_column(folder, f"worth.{field}", diluted(lengths[field], weight))


def field_tokens(entry: Entry, languages: Languages) -> dict[str, list[str]]:
    """The tokens of each field that is searched; syllables stay as they are."""
    tokens = languages.analyzer(entry.language).tokens
    return {
        "headword": tokens(entry.headword),
        "abbreviations": tokens(" ".join(entry.abbreviations)),
        "variants": tokens(" ".join(entry.variants)),
        "hidden_forms": tokens(" ".join(entry.hidden_forms)),
        "respelling": fold(entry.respelling or "").split(),
        "definition": tokens(entry.definition.text),
    }


@dataclass(frozen=True, slots=True)
class _Postings:
    """The entries that hold a word: what it is worth there, and its rarity."""

    entries: NDArray[np.intp]
    worth: NDArray[np.float32]
    in_headword: NDArray[np.intp]
    rarity: float


class WhooshWords:
    """Scores entries by the words of a question; safe to share between threads."""

    def __init__(self, folder: Path, entries: int) -> None:
        self._folder = folder
        self._entries = entries
        self._worth: Mapping[str, NDArray[np.float32]] = {
            field: read_column(folder, f"worth.{field}") for field in WEIGHTS
        }
        self._own = local()
        self._postings = lru_cache(maxsize=_KEPT_WORDS)(self._read_postings)

    def scores(self, words: Sequence[QueryWord]) -> WordScores:
        """Every entry's score for the words of a question."""
        score = np.zeros(self._entries, dtype=np.float32)
        in_headword = np.zeros(self._entries, dtype=np.int8)
        reachable = 0.0
        for word in words:
            postings = self._postings(word)
            score[postings.entries] += postings.worth
            in_headword[postings.in_headword] += 1
            reachable += postings.rarity
        share = score / np.float32(max(reachable, 1.0))
        return WordScores(share, (in_headword == len(words)) & (in_headword > 0))

    def _read_postings(self, word: QueryWord) -> _Postings:
        read = {field: self._read_field(field, word) for field in WEIGHTS}
        numbers = np.concatenate([entries for entries, _ in read.values()])
        worth = np.concatenate([worth for _, worth in read.values()])
        entries, places = np.unique(numbers, return_inverse=True)
        summed = np.bincount(places, weights=worth, minlength=len(entries))
        rare = rarity(len(entries), self._entries)
        score = (rare * saturated(summed.astype(np.float32))).astype(np.float32)
        return _Postings(entries, score, np.unique(read["headword"][0]), rare)

    def _read_field(
        self, field: str, word: QueryWord
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The entries that hold a word in a field, and its weighed frequency there."""
        tokens = (word.text,) if field == "respelling" else word.tokens
        read = [posting for token in tokens for posting in self._read(field, token)]
        entries = np.asarray([number for number, _ in read], dtype=np.intp)
        frequencies = np.asarray([frequency for _, frequency in read], dtype=np.float32)
        return entries, frequencies * self._worth[field][entries]

    def _read(self, field: str, token: str) -> Iterator[tuple[int, float]]:
        try:
            matcher = self._reader().postings(field, token)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher.id(), matcher.weight()
            matcher.next()

    def _reader(self) -> IndexReader:
        reader: IndexReader | None = getattr(self._own, "reader", None)
        if reader is None:
            reader = FileStorage(str(self._folder)).open_index().reader()
            self._own.reader = reader
        return reader


def _schema() -> Schema:
    """Tokens come ready, phrases are not asked for and texts are kept elsewhere."""
    field = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, stored=False)
    return Schema(**dict.fromkeys(WEIGHTS, field))
