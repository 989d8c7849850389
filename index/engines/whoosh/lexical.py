"""The words channel on Whoosh: it keeps the postings, we read and weigh them.

A question never becomes a query of Whoosh's. Its tokens are looked up one by one; what
they are worth in each entry is computed once by BM25F and kept as arrays that threads
share. Whoosh's own readers are not safe to share, so every thread opens its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import FieldWriter
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.reading import TermNotFound

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.definitions import ParsedDefinition
from index.channels.base import LexicalScores
from index.channels.bm25f import (
    COVERAGE_FIELDS,
    FIELDS,
    ROOT_FIELDS,
    ROOT_LENGTH,
    ROOT_SHARE,
    field_tokens,
    idf,
    length_norm,
    saturate,
)
from index.engines.progress import Advance
from index.engines.whoosh.postings import Posting, PostingsBuilder
from index.model.glossary import Entry
from index.storage.columns import read_column, write_column

_KEPT_WORDS = 10_000  # read postings; even of a large glossary some ten megabytes
_NO_VALUE = b""  # of a posting: how often is all that is kept of a word in an entry
_Numbers = NDArray[np.intp]
_Floats = NDArray[np.float32]


def write_words(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    said: Sequence[ParsedDefinition],
    advance: Advance,
) -> None:
    """Index the words of the entries in a folder, for `WhooshWords` to open."""
    fields = {field: PostingsBuilder() for field in sorted(FIELDS)}
    for number, (entry, told) in enumerate(zip(entries, said, strict=True)):
        for field, tokens in field_tokens(entry, languages, told).items():
            fields[field].add(tokens)
        advance(number + 1)
    _write_postings(folder, fields, len(entries))
    for field, weight in FIELDS.items():
        write_column(
            folder, f"worth.{field}", length_norm(fields[field].lengths, weight)
        )


def _write_postings(
    folder: Path, fields: Mapping[str, PostingsBuilder], entries: int
) -> None:
    """Give Whoosh what it would find out by itself, but slowly: sorted postings."""
    schema = Schema(**dict.fromkeys(fields, FieldType(Existence(), None)))
    # written a quarter faster; as large at 8,088 entries, a third larger at 147,306
    codec = W3Codec(compression=0)
    codec.length_stats = False  # lengths are in the worth of a field
    index = FileStorage(str(folder)).create_index(schema)
    writer = index.writer(codec=codec)
    for _ in range(entries):
        writer.add_document()
    for field, postings in fields.items():
        writer.fieldwriter.start_field(field, schema[field])
        for posting in postings:
            _write_posting(writer.fieldwriter, posting)
        writer.fieldwriter.finish_field()
    writer.commit()


def _write_posting(writer: FieldWriter, posting: Posting) -> None:
    add = writer.add
    writer.start_term(posting.token)
    for entry, count in zip(posting.entries, posting.counts, strict=True):
        add(entry, count, _NO_VALUE, None)
    writer.finish_term()


@dataclass(frozen=True, slots=True)
class _Postings:
    """The entries that hold a word and what it is worth there, 0 to 1.

    Some hold its root, or it as a known misspelling or syllable only; `holding` are
    those that say the word itself. `rarity` is what the word tells.
    """

    entries: _Numbers
    worth: _Floats
    holding: _Numbers
    idf: float


class WhooshLexical:
    """Scores entries by the words of a question; safe to share between threads."""

    def __init__(self, folder: Path, entries: int) -> None:
        self._entries = entries
        # not of a method: a generation would keep itself alive after it was replaced
        read = _PostingsReader(folder, entries).read
        self._postings = lru_cache(maxsize=_KEPT_WORDS)(read)

    def scores(self, words: Sequence[QueryWord]) -> LexicalScores:
        """Every entry's score for the words of a question."""
        lexical = np.zeros(self._entries, dtype=np.float32)
        coverage = np.zeros(self._entries, dtype=np.float32)
        found = [self._postings(word) for word in words]
        for each in found:
            lexical[each.entries] += np.float32(each.idf) * each.worth
            coverage[each.holding] += np.float32(each.idf)
        idfs = np.asarray([each.idf for each in found], dtype=np.float32)
        total = float(idfs.sum()) or 1.0
        known_share = sum(each.idf for each in found if len(each.holding))
        lexical, coverage = lexical / np.float32(total), coverage / np.float32(total)
        return LexicalScores(
            lexical, coverage, idfs, known_share / total, self._entries
        )

    def contains(self, word: QueryWord) -> bool:
        """Whether an entry holds the word, in whatever form."""
        return len(self._postings(word).holding) > 0


class _PostingsReader:
    """Reads postings from an index folder with one Whoosh reader behind a lock."""

    def __init__(self, folder: Path, entries: int) -> None:
        self._entries = entries
        self._worth: Mapping[str, _Floats] = {
            field: read_column(folder, f"worth.{field}") for field in FIELDS
        }
        self._reader = FileStorage(str(folder)).open_index().reader()
        self._lock = Lock()  # Whoosh's readers are not safe to share between threads

    def read(self, word: QueryWord) -> _Postings:
        """The better of what the word and what its root is worth, for every entry."""
        respelled = self._worth_in("respelling", [word.text])
        held = [self._worth_in(field, word.tokens) for field in COVERAGE_FIELDS]
        hidden = self._worth_in("hidden_forms", word.tokens)
        by_word, worth = _summed([*held, hidden, respelled])
        roots = [t[:ROOT_LENGTH] for t in word.tokens if len(t) >= ROOT_LENGTH]
        rooted = [self._worth_in(field, roots) for field in ROOT_FIELDS.values()]
        by_root, root_worth = _summed(rooted)
        entries = np.union1d(by_word, by_root)
        best = np.zeros(len(entries), dtype=np.float32)
        best[np.searchsorted(entries, by_root)] = np.float32(ROOT_SHARE) * root_worth
        places = np.searchsorted(entries, by_word)
        best[places] = np.maximum(best[places], worth)
        holding = np.unique(np.concatenate([numbers for numbers, _ in held]))
        return _Postings(entries, best, holding, idf(len(holding), self._entries))

    def _worth_in(self, field: str, tokens: Sequence[str]) -> tuple[_Numbers, _Floats]:
        """The entries that hold tokens in a field, and their weighed frequency."""
        numbers: list[int] = []
        frequencies: list[float] = []
        for token in tokens:
            self._read(field, token, numbers, frequencies)
        entries = np.asarray(numbers, dtype=np.intp)
        worth = self._worth[field][entries]
        return entries, np.asarray(frequencies, dtype=np.float32) * worth

    def _read(
        self, field: str, token: str, numbers: list[int], frequencies: list[float]
    ) -> None:
        """Append the entries that hold a token in a field, and how often each does."""
        with self._lock:
            try:
                matcher = self._reader.postings(field, token)
            except TermNotFound:
                return
            while matcher.is_active():
                numbers.append(matcher.id())
                frequencies.append(matcher.weight())
                matcher.next()


def _summed(read: Sequence[tuple[_Numbers, _Floats]]) -> tuple[_Numbers, _Floats]:
    """Each entry once, with its worth summed over the fields and saturated."""
    numbers = np.concatenate([entries for entries, _ in read])
    worth = np.concatenate([worth for _, worth in read])
    entries, places = np.unique(numbers, return_inverse=True)
    total = np.bincount(places, weights=worth, minlength=len(entries))
    return entries, saturate(total.astype(np.float32))
